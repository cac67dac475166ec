using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>However pages, restarts, repeats, late statuses, edits and deletions fall together, the buckets are those of the statuses' own times.</summary>
public sealed class MastodonPropertyTests : IDisposable
{
    private static readonly DateTimeOffset Since = new(2026, 3, 2, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Since.AddHours(6);

    private readonly Outside outside = new();
    private readonly SteppedClock clock = new();
    private readonly MastodonInstance instance;
    private readonly List<Status> published = [];

    public MastodonPropertyTests() => instance = new MastodonInstance(outside, clock.GetUtcNow);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_interleaving_gives_the_buckets_of_the_statuses_own_times(int seed)
    {
        var random = new Random(seed);
        instance.NumbersByPublication = seed % 2 == 0;
        instance.NeverSeenIsEmpty = seed % 3 == 0;

        // The campaign of three hashtags asks two questions; the second leaves out what the first has counted.
        var first = new Polled(new TrackedQuery("mastodon", instance.Host, ["climat", "fleurs"], []));
        var second = new Polled(new TrackedQuery("mastodon", instance.Host, ["velo"], ["climat", "fleurs"]));
        instance.Instead = (request, token) =>
        {
            if (random.Next(6) == 0)
            {
                Publish(random);
            }

            return random.Next(8) == 0 ? MastodonInstance.Says(503, "")(request, token) : instance.TimelineAsync(request, token);
        };
        for (clock.Set(Since.AddMinutes(1)); clock.GetUtcNow() < End; clock.Set(clock.GetUtcNow().AddSeconds(random.Next(30, 400))))
        {
            Publish(random, burst: random.Next(12) == 0);
            EditOrDelete(random, first, second);
            await PollAsync(random, random.Next(2) == 0 ? first : second);
        }

        // Undisturbed at last, and as late as the latest; a backlog takes a few polls.
        instance.Instead = null;
        for (var poll = 0; poll < 3; poll++)
        {
            clock.Set(End.AddMinutes(20 + poll));
            await PollAsync(null, first);
            await PollAsync(null, second);
        }

        Expect(first, status => status.IsOfFirst);
        Expect(second, status => !status.IsOfFirst);
    }

    public void Dispose() => outside.Dispose();

    // A few at a time, or more than one page holds; late by up to fourteen minutes, or from before the campaign.
    private void Publish(Random random, bool burst = false)
    {
        for (var statuses = burst ? random.Next(41, 90) : random.Next(5); statuses > 0; statuses--)
        {
            var now = clock.GetUtcNow();
            var created = random.Next(10) switch { 0 => Since.AddDays(-3), < 5 => now.AddSeconds(-random.Next(14 * 60)), _ => now };
            string[] hashtags = random.Next(5) switch { 0 => ["velo"], 1 => ["velo", "climat"], 2 => ["fleurs"], 3 => ["velo", "ville"], _ => ["climat"] };
            published.Add(new Status(instance.Publish(created, hashtags, now), created, hashtags));
        }
    }

    // An edit changes nothing. What is deleted stays counted where it was counted, and is never counted where it was not.
    private void EditOrDelete(Random random, Polled first, Polled second)
    {
        if (published.Count == 0 || random.Next(3) > 0)
        {
            return;
        }

        var status = published[^random.Next(1, Math.Min(published.Count, 60) + 1)];
        if (status.IsGone)
        {
            return;
        }

        if (random.Next(2) == 0)
        {
            instance.Edit(status.Id, clock.GetUtcNow());
            return;
        }

        instance.Delete(status.Id);
        status.IsGone = true;
        status.IsNeverCounted = !(status.IsOfFirst ? first : second).Posts.Contains(status.Id);
    }

    private async Task PollAsync(Random? random, Polled polled)
    {
        // Another process each time, which remembers nothing; as PollSource does it, where the power may fail between an answer and its transaction.
        using var http = new OutboundHttp(outside, new OutboundSettings(), clock);
        var source = new MastodonSource(http);
        while (await source.AskAsync(polled.Query, polled.Cursor, Since, clock.GetUtcNow(), CancellationToken.None) is PollOutcome.Answered answer && random?.Next(6) != 0)
        {
            Assert.Null(answer.Fold.Missed);
            polled.Counts.Add(answer.Fold.Counts);
            polled.Posts.AddRange(answer.Fold.Posts.Select(post => post.Id));
            polled.Cursor = polled.Cursor with { Position = answer.Fold.Position, AskedUntil = answer.Fold.AskedUntil };
            if (!answer.More)
            {
                break;
            }
        }
    }

    private void Expect(Polled polled, Func<Status, bool> isAsked)
    {
        var expected = new MinuteCounts();
        foreach (var status in published.Where(status => isAsked(status) && status.Created >= Since && !status.IsNeverCounted))
        {
            expected.Add(status.Created, 1);
        }

        Assert.True(expected.Total > 50);
        Assert.Equal(published.Where(status => isAsked(status) && status.Created >= Since && !status.IsNeverCounted).Select(status => status.Id).Order(), polled.Posts.Order());
        Assert.Equal(expected.Minutes, polled.Counts.Minutes);
    }

    private sealed record Status(string Id, DateTimeOffset Created, string[] Hashtags)
    {
        public bool IsOfFirst => !Hashtags.Contains("velo") || Hashtags.Contains("climat");

        public bool IsGone { get; set; }

        public bool IsNeverCounted { get; set; }
    }

    private sealed class Polled(TrackedQuery query)
    {
        public TrackedQuery Query => query;

        public Cursor Cursor { get; set; } = Cursor.None;

        public MinuteCounts Counts { get; } = new();

        public List<string> Posts { get; } = [];
    }
}
