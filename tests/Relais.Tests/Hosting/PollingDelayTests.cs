using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>How a drain waits at an empty queue.</summary>
public sealed class PollingDelayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_empty_queue_is_asked_less_and_less_often_but_at_least_every_two_seconds(int seed)
    {
        var delay = new PollingDelay(seed);
        var waits = Enumerable.Range(0, 8).Select(_ => delay.Next().TotalMilliseconds).ToArray();
        Assert.Equal(100, waits[0]);
        for (var step = 1; step < 6; step++)
        {
            var doubled = 100 * Math.Pow(2, step - 1);
            Assert.InRange(waits[step], Math.Min(100 + 0.8 * doubled, 2000), Math.Min(100 + 1.2 * doubled, 2000));
        }
        Assert.Equal([2000, 2000], waits[6..]);
    }

    [Fact]
    public void A_message_makes_the_next_wait_short_again()
    {
        var delay = new PollingDelay(1);
        for (var poll = 0; poll < 100; poll++) delay.Next();
        delay.Reset();
        Assert.Equal(TimeSpan.FromMilliseconds(100), delay.Next());
    }
}
