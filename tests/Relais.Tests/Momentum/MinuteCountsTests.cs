using Relais.Momentum;

namespace Relais.Tests.Momentum;

/// <summary>Signals by minute.</summary>
public sealed class MinuteCountsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_signal_belongs_to_the_minute_that_it_began_in_whatever_its_zone()
    {
        var counts = new MinuteCounts();
        counts.Add(Noon.AddSeconds(59.999), 1);
        counts.Add(Noon.AddSeconds(60), 2);
        counts.Add(new DateTimeOffset(2026, 3, 2, 17, 30, 30, TimeSpan.FromHours(5.5)), 4);
        Assert.Equal([(Noon, 5), (Noon.AddMinutes(1), 2)], counts.Minutes.Select(minute => (minute.Key, minute.Value)));
    }

    [Fact]
    public void A_stretch_holds_its_first_instant_and_not_its_last()
    {
        var counts = new MinuteCounts();
        counts.Add(Noon, 1);
        counts.Add(Noon.AddMinutes(10), 2);
        Assert.Equal((1, 3, 0), (counts.Between(Noon, Noon.AddMinutes(10)), counts.Between(Noon, Noon.AddMinutes(11)), counts.Between(Noon.AddMinutes(1), Noon.AddMinutes(10))));
        Assert.Equal([1, 0, 2], counts.InSteps(Noon, Noon.AddMinutes(15), TimeSpan.FromMinutes(5)));
        Assert.Equal([1, 0], counts.InSteps(Noon, Noon.AddMinutes(7), TimeSpan.FromMinutes(5)));
        Assert.Empty(counts.InSteps(Noon, Noon.AddMinutes(-5), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Counts_of_several_questions_add_up()
    {
        var (one, other) = (new MinuteCounts(), new MinuteCounts());
        one.Add(Noon, 1);
        other.Add(Noon, 2);
        other.Add(Noon.AddDays(1), 4);
        one.Add(other);
        Assert.Equal((7, 6), (one.Total, other.Total));
    }
}
