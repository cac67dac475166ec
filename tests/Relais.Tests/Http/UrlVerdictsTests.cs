using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Asks for more verdicts than are remembered, and for timers that are used again.</summary>
public sealed class UrlVerdictsTests
{
    [Fact]
    public void A_verdict_is_the_same_when_it_is_remembered_and_when_it_is_found_anew()
    {
        var verdicts = new UrlVerdicts(allowLoopback: false);
        var (sound, unsound) = (new Uri("https://example.org/hooks/1"), new Uri("https://127.0.0.1/hooks/1"));

        // Thirty times as many characters as are remembered.
        for (var number = 0; number < 15_000; number++)
        {
            Assert.True(verdicts.Allow(new Uri($"https://example.org/{new string('a', 2_000)}{number}"), out var other));
            Assert.True(verdicts.Allow(sound, out var drawer));
            Assert.False(verdicts.Allow(unsound, out _));
            Assert.Equal(CallsInProgress.DrawerOf(sound), drawer);
            Assert.Equal(drawer, other);
        }
    }

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
