using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>How many are let through at once: more while those inside only wait for others, fewer after a failure, and whoever hangs is not counted.</summary>
public sealed class FlowLimitTests
{
    [Fact]
    public async Task It_lets_its_share_in_and_the_rest_as_places_become_free()
    {
        var clock = new TickingClock();
        using var limit = new FlowLimit(2, 2, 8, time: clock);
        var (first, second, third) = (limit.EnterAsync().AsTask(), limit.EnterAsync().AsTask(), limit.EnterAsync().AsTask());

        Assert.True(first.IsCompleted && second.IsCompleted && !third.IsCompleted);
        limit.Exit(await first);
        Assert.True(third.IsCompleted);
    }

    [Fact]
    public async Task It_grows_while_somebody_waits_up_to_its_most_and_not_after_a_failure()
    {
        var clock = new TickingClock();
        using var limit = new FlowLimit(2, 2, 8, time: clock);
        var places = Enumerable.Range(0, 20).Select(_ => limit.EnterAsync().AsTask()).ToArray();

        // A tick at which the processor is busy, with whatever else runs here, counts for nothing.
        await clock.TickUntilAsync(() => Entered(places) == 4);
        limit.Spoil();
        clock.Tick(TimeSpan.FromMilliseconds(4));
        Assert.Equal(4, Entered(places));

        clock.Tick(TimeSpan.FromSeconds(2));
        await clock.TickUntilAsync(() => Entered(places) == 8);
        clock.Tick(TimeSpan.FromMilliseconds(4));
        Assert.Equal(8, Entered(places));
    }

    [Fact]
    public async Task Whoever_hangs_longer_than_is_remembered_holds_no_place()
    {
        var clock = new TickingClock();
        using var limit = new FlowLimit(1, 1, 1, TimeSpan.FromSeconds(1), clock);
        var (hangs, waits) = (limit.EnterAsync().AsTask(), limit.EnterAsync().AsTask());
        Assert.False(waits.IsCompleted);

        clock.Tick(TimeSpan.FromMilliseconds(900));
        Assert.False(waits.IsCompleted);
        clock.Tick(TimeSpan.FromMilliseconds(200));
        Assert.True(waits.IsCompleted);

        // Its late return frees nobody else's place.
        var next = limit.EnterAsync().AsTask();
        limit.Exit(await hangs);
        Assert.False(next.IsCompleted);
        limit.Exit(await waits);
        Assert.True(next.IsCompleted);
    }

    private static int Entered(Task<long>[] places) => places.Count(place => place.IsCompleted);

    /// <summary>A clock that a test moves by hand, and whose one timer rings each time that it does.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private Action? ring;
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ring = () => callback(state);
            return new Bell(this);
        }

        public void Tick(TimeSpan by)
        {
            now += by.Ticks;
            ring?.Invoke();
        }

        public async Task TickUntilAsync(Func<bool> isSo)
        {
            for (var ticks = 0; !isSo(); ticks++)
            {
                Assert.True(ticks < 30_000, "It never came about.");
                Tick(TimeSpan.FromTicks(1));

                // On a busy machine whoever waits for the tick needs a moment, too.
                if (ticks < 1_000)
                {
                    await Task.Yield();
                }
                else
                {
                    await Task.Delay(1);
                }
            }
        }

        private sealed class Bell(TickingClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => clock.ring = null;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
