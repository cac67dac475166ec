using System.Globalization;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;

namespace Relais.Tests.Polling;

/// <summary>Arrivals gathered until no more fit one transaction, and told from a tape in such answers.</summary>
public sealed class AnswerBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TrackedQuery Query = new("replay", "tape", ["climat"], []);

    [Fact]
    public void A_post_seen_twice_is_counted_once()
    {
        var answer = new AnswerBuilder();
        Assert.True(answer.TryAdd(new Post("1", Noon, null)));
        Assert.True(answer.TryAdd(new Post("1", Noon.AddMinutes(5), null)));
        Assert.True(answer.TryAdd(new Arrival(Noon, 7, null)));
        var fold = answer.ToFold("1", Noon);
        Assert.Equal((8, 1), (fold.Counts.Total, fold.Posts.Count));
    }

    [Fact]
    public void A_thousand_posts_or_sixty_hours_are_all_that_fit()
    {
        var posts = new AnswerBuilder();
        Assert.All(Enumerable.Range(0, 1000), number => Assert.True(posts.TryAdd(new Post($"p{number}", Noon, null))));
        Assert.False(posts.TryAdd(new Post("one more", Noon, null)));
        Assert.True(posts.TryAdd(new Post("p7", Noon, null)));

        var hours = new AnswerBuilder();
        Assert.All(Enumerable.Range(0, 60), hour => Assert.True(hours.TryAdd(new Arrival(Noon.AddHours(hour), 1_000_000, null))));
        Assert.False(hours.TryAdd(new Arrival(Noon.AddHours(60), 1, null)));
        Assert.True(hours.TryAdd(new Arrival(Noon.AddHours(59), 1, null)));
        Assert.Equal(60_000_001, hours.ToFold(null, Noon).Counts.Total);
    }

    [Fact]
    public async Task A_tape_is_told_no_arrival_before_its_time_and_none_twice()
    {
        var arrivals = Enumerable.Range(0, 2500).Select(number => new Arrival(Noon.AddSeconds(number), 1, number.ToString(CultureInfo.InvariantCulture))).ToArray();
        var source = new ReplaySource(new ReplayTape("tape", arrivals));
        var (told, cursor) = (new List<string>(), Cursor.None);
        foreach (var now in new[] { Noon.AddSeconds(-1), Noon, Noon.AddSeconds(2100), Noon.AddSeconds(2100), Noon.AddHours(1) })
        {
            for (var more = true; more;)
            {
                var answer = Assert.IsType<PollOutcome.Answered>(await source.AskAsync(Query, cursor, Noon, now, default));
                more = answer.More;
                told.AddRange(answer.Fold.Posts.Select(post => post.Id));
                Assert.All(answer.Fold.Posts, post => Assert.True(post.At <= now));
                Assert.Equal(more ? arrivals[told.Count].At : now, answer.Fold.AskedUntil);
                cursor = cursor with { Position = answer.Fold.Position };
            }

            Assert.Equal(arrivals.Count(arrival => arrival.At <= now), told.Count);
        }

        Assert.Equal(arrivals.Select(arrival => arrival.PostId), told);
    }
}
