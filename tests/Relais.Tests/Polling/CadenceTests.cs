using Relais.Campaigns;
using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>When questions are due.</summary>
public sealed class CadenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(60)]
    public void A_question_is_due_once_in_every_turn_at_its_own_minute(int everyMinutes)
    {
        var query = Query("climat");
        var due = Enumerable.Range(1, 12 * 60).Select(minute => Noon.AddMinutes(minute))
            .Where(minute => Cadence.IsDue(query.Key, everyMinutes, minute.AddMinutes(-1), minute)).ToArray();

        Assert.InRange(due.Length, 12 * 60 / everyMinutes, (12 * 60 / everyMinutes) + 1);
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(everyMinutes), pair.Second - pair.First));
    }

    [Fact]
    public void Questions_are_spread_over_the_minutes_of_a_turn()
    {
        var minutes = Enumerable.Range(0, 500).Select(number => Query($"tag{number}")).GroupBy(query =>
            Enumerable.Range(0, 5).Single(minute => Cadence.IsDue(query.Key, 5, Noon.AddMinutes(minute - 1), Noon.AddMinutes(minute))));

        Assert.Equal(5, minutes.Count());
        Assert.All(minutes, minute => Assert.InRange(minute.Count(), 70, 130));
    }

    [Theory]
    [InlineData(0, false)] // nothing has passed
    [InlineData(5, true)]
    [InlineData(59, true)] // many missed turns are one
    [InlineData(-3, false)] // a clock that was set back
    public void A_turn_counts_only_when_it_lies_between_the_ticks(int minutesSince, bool due) =>
        Assert.Equal(due, Cadence.IsDue(Query("climat").Key, 5, Noon.AddMinutes(-minutesSince), Noon));

    [Fact]
    public void Seconds_of_a_late_tick_move_no_turn()
    {
        var query = Query("climat");
        var on = Enumerable.Range(0, 5).Single(minute => Cadence.IsDue(query.Key, 5, Noon.AddMinutes(minute - 1), Noon.AddMinutes(minute)));
        var late = Enumerable.Range(0, 5).Single(minute =>
            Cadence.IsDue(query.Key, 5, Noon.AddMinutes(minute - 1).AddSeconds(41), Noon.AddMinutes(minute).AddSeconds(2)));
        Assert.Equal(on, late);
    }

    private static TrackedQuery Query(string tag) => new("mastodon", "mastodon.example", [tag], []);
}
