using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Begins and ends limits, and looks which timers are used again.</summary>
public sealed class TimeLimitsTests
{
    [Fact]
    public void A_timer_that_did_not_run_out_is_used_again_and_one_that_did_is_not()
    {
        var limits = new TimeLimits(TimeSpan.FromHours(1), TimeProvider.System);
        var first = limits.Begin();
        limits.End(first);
        var second = limits.Begin();
        second.Cancel();
        limits.End(second);

        Assert.Same(first, second);
        Assert.NotSame(second, limits.Begin());
        Assert.False(limits.Begin().IsCancellationRequested);
    }
}
