using Relais.Storage.Queues;

namespace Relais.EndToEndTests.Hosting;

/// <summary>Takes messages off the real queues and posts each to the handler by the rules of the host's listener, until no queue has any left.</summary>
internal sealed class QueueListener(FunctionsHost host, string storage, string prefix, HandlerKiller? killer = null)
{
    private const int BatchSize = 16;
    private const int MostAttempts = 5;
    private static readonly TimeSpan Visibility = TimeSpan.FromMinutes(10);

    private readonly (PublishedFunction Function, QueueClient Queue)[] queues =
        [.. host.Functions.Where(function => function.IsQueue).Select(function => (function, Open(storage, $"{prefix}-{function.Text("queueName")}")))];

    public async Task DrainAsync()
    {
        for (var found = true; found;)
        {
            found = false;
            foreach (var (function, queue) in queues)
            {
                var batch = (await queue.ReceiveMessagesAsync(BatchSize, Visibility)).Value;
                if (batch.Length == 0)
                {
                    continue;
                }

                found = true;
                var killing = killer?.AimAsync(function.Name, batch.Max(message => message.DequeueCount)) ?? Task.CompletedTask;
                await Task.WhenAll([killing, .. batch.Select(message => HandleAsync(function, queue, message))]);
                if (host.App.HasExited)
                {
                    await host.RestartAsync();
                }
            }
        }
    }

    private async Task HandleAsync(PublishedFunction function, QueueClient queue, QueueMessage message)
    {
        if (await SucceedsAsync(function, message))
        {
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        }
        else if (message.DequeueCount < MostAttempts)
        {
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }
        else
        {
            Assert.Fail($"A message of {function.Name} failed {MostAttempts} times. The handler said:\n{host.App.Output}");
        }
    }

    private async Task<bool> SucceedsAsync(PublishedFunction function, QueueMessage message)
    {
        try
        {
            return (await host.PostAsync(function.Name, HostPayload.Binary(function.Parameter, message.Body, message.DequeueCount))).Status == 200;
        }
        catch (HttpRequestException)
        {
            // Nobody answers, or nobody any more.
            return false;
        }
    }

    private static QueueClient Open(string storage, string name) =>
        new(storage, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
}

/// <summary>Kills the handler at moments drawn from a seed while it works, but no message so often that the host would give it up.</summary>
internal sealed class HandlerKiller(FunctionsHost host, int seed, int kills)
{
    // Longer than a function usually takes: some kills come in the middle, some just after the work is done and before the host has heard of it.
    private const int LatestMilliseconds = 60;
    private const int LastAttemptKilled = 3;

    private readonly Random draw = new(seed);

    public int Left { get; private set; } = kills;

    public async Task AimAsync(string function, long attempt)
    {
        // A page of deliveries stays leased for a while after its worker has died: that wait belongs to the longer tests.
        if (Left == 0 || attempt > LastAttemptKilled || function == "DeliverNotifications" || draw.Next(4) == 0)
        {
            return;
        }

        Left--;
        await Task.Delay(TimeSpan.FromMilliseconds(draw.Next(LatestMilliseconds)), TimeProvider.System);
        await host.App.KillAsync();
    }
}
