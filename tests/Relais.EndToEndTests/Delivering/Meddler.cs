using System.Collections.Concurrent;
using System.Text.Json;
using Relais.Alerts;
using Relais.Hosting;
using Relais.Storage.Queues;

namespace Relais.EndToEndTests.Delivering;

/// <summary>Takes messages out of the app's queues and puts them back later, in another order and twice, and says again what was said long ago.</summary>
internal sealed class Meddler(string storage, TimeSpan turn, int seed)
{
    private const int BatchSize = 16;
    private const int OneTurnInTakes = 3;

    // So many copies beyond what was said again: copies of copies would fill the queues.
    private const int MostCopies = 200;

    private static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(1);

    private readonly Random draw = new(seed);
    private readonly QueueClient[] queues = [.. new[] { "deliver-notifications", "fan-out-alert", "group-alerts" }
        .Select(name => new QueueClient(storage, $"{KilledApps.Prefix}-{name}", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }))];

    // What was said, each thing once, and in which queue.
    private readonly ConcurrentDictionary<string, QueueClient> known = new(StringComparer.Ordinal);

    /// <summary>Messages taken and put back.</summary>
    public int Moved { get; private set; }

    /// <summary>Copies that nobody but the meddler sent.</summary>
    public int Copied { get; private set; }

    /// <summary>Knows the message that asks for the planning of a version without having seen it, and says it again at once.</summary>
    public Task LearnAsync(FanOutDue due)
    {
        var message = KeyValuePair.Create(JsonSerializer.Serialize(due, JsonSerializerOptions.Web), queues[1]);
        known[message.Key] = message.Value;
        return SayAgainAsync(message);
    }

    /// <summary>While nobody delivers: takes the messages of so many pages away, to say them now and then from now on.</summary>
    public Task WithholdAsync(int pages)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Deadline.SeesAsync("a message for every page", async () =>
        {
            foreach (var message in (await queues[0].ReceiveMessagesAsync(BatchSize, Hidden)).Value)
            {
                seen.Add(message.MessageText);
                await PutBackAsync(queues[0], message, copies: 0);
            }

            return seen.Count >= pages ? seen : null;
        });
    }

    /// <summary>Says things more often from now on: nobody is killed any more.</summary>
    public void Hurry() => turn = ShortTurn;

    /// <summary>Meddles until it is told to stop; what storage does not answer meanwhile is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(turn * draw.NextDouble(), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await SayAgainAsync(known.ElementAtOrDefault(draw.Next(Math.Max(1, known.Count))));
                foreach (var queue in queues.Where(_ => draw.Next(OneTurnInTakes) == 0))
                {
                    await MeddleAsync(queue);
                }
            }
            catch (Exception failure) when (StorageFailure.Is(failure, CancellationToken.None))
            {
                // The emulator is being restarted.
            }
        }
    }

    /// <summary>Says once more all that was ever said, and waits until the app has looked at it.</summary>
    public async Task SayAllAgainAsync()
    {
        foreach (var message in known)
        {
            await SayAgainAsync(message);
        }

        await Deadline.SeesAsync("the queues to be empty", async () =>
        {
            var left = 0;
            foreach (var queue in queues)
            {
                left += (await queue.PeekMessagesAsync(1)).Value.Length;
            }

            return left == 0 ? "empty" : null;
        });
    }

    private async Task MeddleAsync(QueueClient queue)
    {
        var messages = (await queue.ReceiveMessagesAsync(1 + draw.Next(BatchSize), Hidden)).Value;
        draw.Shuffle(messages);
        foreach (var message in messages)
        {
            await PutBackAsync(queue, message, Copied < MostCopies ? 1 + draw.Next(2) : 1);
        }
    }

    private async Task PutBackAsync(QueueClient queue, QueueMessage message, int copies)
    {
        known[message.MessageText] = queue;
        for (var copy = 0; copy < copies; copy++)
        {
            await queue.SendMessageAsync(message.MessageText, LongestDelay * draw.NextDouble());
        }

        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        (Moved, Copied) = (Moved + 1, Copied + Math.Max(0, copies - 1));
    }

    private async Task SayAgainAsync(KeyValuePair<string, QueueClient> message)
    {
        if (message.Key is not null)
        {
            await message.Value.SendMessageAsync(message.Key);
            Copied++;
        }
    }
}
