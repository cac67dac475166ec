using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using static Relais.Tests.Polling.BlueskyTestBed;

namespace Relais.Tests.Polling;

/// <summary>However pages, restarts, repeats and late posts fall together, the buckets are those of the posts' own times.</summary>
public sealed class BlueskyPropertyTests
{
    private static readonly DateTimeOffset End = Since.AddHours(6);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_interleaving_gives_the_buckets_of_the_posts_own_times(int seed)
    {
        var random = new Random(seed);
        await using var bed = await StartAsync();
        bed.Bluesky.Posts.PageCap = random.Next(3, 12);
        bed.Bluesky.Accounts.AccessLasts = TimeSpan.FromMinutes(random.Next(20, 120));
        bed.Bluesky.Posts.TakesTagAndSinceForNothing = seed % 4 == 0;

        // The campaign of two hashtags asks two questions; the second leaves out what the first has counted.
        var first = new Polled(bed.Query("climat"));
        var second = new Polled(bed.Query("velo") with { Without = ["climat"] });
        var expected = (First: new MinuteCounts(), Second: new MinuteCounts());
        bed.Now = Since;
        while (bed.Now < End)
        {
            bed.Now += TimeSpan.FromSeconds(random.Next(30, 400));
            Publish(random, bed, expected);
            bed.Bluesky.BeforeAPage = () =>
            {
                if (random.Next(6) == 0)
                {
                    Publish(random, bed, expected);
                }
            };
            bed.Bluesky.Instead = random.Next(5) == 0 ? FakeBluesky.Says(503, "") : null;
            await PollAsync(random, bed, random.Next(2) == 0 ? first : second);
            if (random.Next(10) == 0)
            {
                bed.Restart();
            }
        }

        // Undisturbed at last, and as late as the latest.
        (bed.Now, bed.Bluesky.Instead, bed.Bluesky.BeforeAPage) = (End.AddMinutes(20), null, () => { });
        bed.Restart();
        await PollAsync(null, bed, first);
        await PollAsync(null, bed, second);

        Assert.True(expected.First.Total > 50 && expected.Second.Total > 20);
        Assert.Equal(expected.First.Minutes, first.Counts.Minutes);
        Assert.Equal(expected.Second.Minutes, second.Counts.Minutes);
        Assert.Equal((expected.First.Total, expected.Second.Total), (first.Posts.Count, second.Posts.Count));
        Assert.Equal(first.Posts.Count + second.Posts.Count, first.Posts.Concat(second.Posts).Distinct().Count());
    }

    // Up to four at a time: late by up to a quarter of an hour, from tomorrow, from before there were computers, or from before the campaign.
    private static void Publish(Random random, BlueskyTestBed bed, (MinuteCounts First, MinuteCounts Second) expected)
    {
        for (var posts = random.Next(5); posts > 0; posts--)
        {
            var indexed = bed.Now;
            var created = random.Next(10) switch
            {
                0 => indexed.AddDays(1),
                1 => DateTimeOffset.UnixEpoch.AddYears(-70),
                2 => Since.AddDays(-3),
                < 6 => indexed.AddSeconds(-random.Next(14 * 60)),
                _ => indexed,
            };
            string[] hashtags = random.Next(4) switch { 0 => ["Velo"], 1 => ["velo", "CLIMAT"], 2 => ["fleurs"], _ => ["climat"] };
            bed.Bluesky.Posts.Publish(created, hashtags, indexed);
            var at = created > indexed || created < DateTimeOffset.UnixEpoch ? indexed : created;
            var counts = hashtags.Contains("fleurs") || at < Since ? null : hashtags is ["Velo"] ? expected.Second : expected.First;
            counts?.Add(at, 1);
        }
    }

    private static async Task PollAsync(Random? random, BlueskyTestBed bed, Polled polled)
    {
        // As PollSource does it, where the power may fail between an answer and its transaction.
        while (await bed.PollAsync(polled.Cursor, polled.Query) is PollOutcome.Answered answer && random?.Next(6) != 0)
        {
            Assert.Null(answer.Fold.Missed);
            polled.Counts.Add(answer.Fold.Counts);
            polled.Posts.AddRange(answer.Fold.Posts.Select(post => post.Id));
            polled.Cursor = After(answer);
            if (!answer.More)
            {
                break;
            }
        }
    }

    private sealed class Polled(TrackedQuery query)
    {
        public TrackedQuery Query => query;

        public Cursor Cursor { get; set; } = Cursor.None;

        public MinuteCounts Counts { get; } = new();

        public List<string> Posts { get; } = [];
    }
}
