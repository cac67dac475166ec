using Relais.Hosting;
using Relais.Hosting.Worker;
using Relais.Storage.Queues;

namespace Relais.Tests.Story;

/// <summary>Queues promise that a message comes at least once, and nothing of its order.</summary>
public sealed class MessageTortureTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Seed = 1;

    [SkippableFact]
    public async Task Messages_that_come_twice_and_late_and_in_any_order_come_to_the_same()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var story = await TorturedStory.BeginAsync(app);
        var torture = new Torture(app, new Random(Seed));
        for (var now = RelaisApp.Morning + TorturedStory.Step; now <= TorturedStory.Night; now += TorturedStory.Step)
        {
            await (TestLength.IsLong || TorturedStory.IsRough(now) ? torture.StepAsync(now) : app.StepAsync(now));
        }

        await story.CheckAsync(app, once: true);
        Assert.Equal(await TorturedStory.UndisturbedAsync(azurite), await TorturedStory.TellAsync(app));
        Assert.True(torture.Handled > 2 * torture.Sent);
    }

    /// <summary>Runs the timers twice, and each message at least twice, shuffled among all that are there, some of them side by side and some again much later.</summary>
    private sealed class Torture(RelaisApp app, Random random)
    {
        private readonly List<(FunctionQueue Queue, byte[] Body)> past = [];
        private DateTimeOffset previous = RelaisApp.Morning;

        public int Sent => past.Count;

        public int Handled { get; private set; }

        public async Task StepAsync(DateTimeOffset now)
        {
            app.SetClock(now);
            var told = new TimerInfo { ScheduleStatus = new ScheduleStatus { Last = previous.UtcDateTime } };
            for (var again = 0; again < 2; again++)
            {
                foreach (var timer in app.Get<FunctionCatalog>().Timers)
                {
                    await InvokeAsync((invoker, invocation) => invoker.RunAsync(timer, told, invocation, default));
                }
            }

            for (var waiting = await ReceiveAsync(); waiting.Count > 0; waiting = await ReceiveAsync())
            {
                past.AddRange(waiting);
                var twice = waiting.Concat(waiting).Concat(Enumerable.Range(0, 2).Select(_ => past[random.Next(past.Count)])).ToArray();
                random.Shuffle(twice);
                foreach (var group in twice.Chunk(random.Next(1, 4)))
                {
                    await Task.WhenAll(group.Select(message => InvokeAsync((invoker, invocation) => invoker.RunAsync(message.Queue.Function, message.Body, invocation, default))));
                }
            }

            previous = now;
        }

        private async Task InvokeAsync(Func<FunctionInvoker, Invocation, Task<InvocationResult>> call)
        {
            Handled++;
            Assert.Equal(InvocationResult.Done, await call(app.Get<FunctionInvoker>(), Invocation.New()));
        }

        private async Task<List<(FunctionQueue Queue, byte[] Body)>> ReceiveAsync()
        {
            var messages = new List<(FunctionQueue, byte[])>();
            foreach (var queue in app.Get<FunctionQueues>().All)
            {
                foreach (QueueMessage message in (await queue.Draining!.ReceiveMessagesAsync(32)).Value)
                {
                    messages.Add((queue, Convert.FromBase64String(message.Body.ToString())));
                    await queue.Draining.DeleteMessageAsync(message.MessageId, message.PopReceipt);
                }
            }

            return messages;
        }
    }
}
