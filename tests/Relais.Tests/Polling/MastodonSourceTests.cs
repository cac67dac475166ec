using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of an instance's answers.</summary>
public sealed class MastodonSourceTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Since = Noon.AddHours(-1);

    private readonly Outside outside = new();
    private readonly SteppedClock clock = new();
    private readonly MastodonInstance instance;
    private readonly MastodonSource source;

    public MastodonSourceTests()
    {
        clock.Set(Noon);
        instance = new MastodonInstance(outside, clock.GetUtcNow);
        source = new MastodonSource(new OutboundHttp(outside, new OutboundSettings { TotalLimit = TimeSpan.FromMilliseconds(200) }, clock));
    }

    [Fact]
    public async Task The_first_poll_takes_what_was_published_since_the_campaign_began()
    {
        instance.Publish(Since.AddMinutes(-1), ["climat"]);
        var first = instance.Publish(Since, ["climat"]);
        var last = instance.Publish(Noon.AddMinutes(-5), ["climat"]);

        var answer = await AskAsync(Cursor.None);

        Assert.Equal([first, last], answer.Fold.Posts.Select(post => post.Id));
        Assert.Equal([(Since, 1), (Noon.AddMinutes(-5), 1)], answer.Fold.Counts.Minutes.Select(minute => (minute.Key, minute.Value)));
        Assert.Equal($"https://mastodon.example/@someone/{last}", answer.Fold.Posts[1].Url);
        Assert.Equal((Noon, false), (answer.Fold.AskedUntil, answer.More));
        Assert.Null(answer.Fold.Missed);
        Assert.Equal("/api/v1/timelines/tag/climat?limit=40", Assert.Single(instance.Asked));
    }

    [Fact]
    public async Task A_first_poll_that_does_not_reach_back_to_the_beginning_leaves_a_gap()
    {
        instance.Publish(900, Since, Noon, "climat");

        var answer = await AskAsync(Cursor.None);

        // Twenty pages of forty.
        Assert.Equal((800, 20), (answer.Fold.Posts.Count, instance.Asked.Count));
        Assert.Equal(new Gap(Since, answer.Fold.Posts[0].At, "more was published than could be read", false), answer.Fold.Missed);
    }

    [Fact]
    public async Task Later_polls_walk_forward_from_the_last_status_page_by_page_and_count_each_once()
    {
        instance.Publish(Since, ["climat"]);
        var first = await AskAsync(Cursor.None);
        instance.Publish(95, Since.AddMinutes(1), Noon, "climat");

        var next = await AskAsync(After(first));

        Assert.Equal(95, next.Fold.Posts.Count);
        Assert.Equal(95, next.Fold.Counts.Total);
        Assert.Equal(next.Fold.Posts.OrderBy(post => post.At), next.Fold.Posts);
        Assert.Equal((Noon, false), (next.Fold.AskedUntil, next.More));
        Assert.Equal(4, instance.Asked.Count);
        Assert.StartsWith("/api/v1/timelines/tag/climat?limit=40&min_id=", instance.Asked[1], StringComparison.Ordinal);
        Assert.Empty((await AskAsync(After(next))).Fold.Posts);
    }

    [Fact]
    public async Task A_status_of_another_server_that_arrives_late_goes_to_its_own_minute()
    {
        instance.Publish(Noon.AddMinutes(-10), ["climat"]);
        var first = await AskAsync(Cursor.None);
        clock.Set(Noon.AddMinutes(5));
        instance.Publish(Noon.AddMinutes(-40), ["climat"], arrives: Noon.AddMinutes(2));

        var late = Assert.Single((await AskAsync(After(first), Noon.AddMinutes(5))).Fold.Counts.Minutes);

        Assert.Equal((Noon.AddMinutes(-40), 1), (late.Key, late.Value));
    }

    [Fact]
    public async Task Late_statuses_at_the_first_look_have_nothing_counted_again()
    {
        // By arrival: the third pushes the first out of the quarter of an hour that is remembered, and the last one, older than it, pulls that back.
        foreach (var (created, arrives) in new[] { (-20, -20), (-36, -19), (-20, -18), (-30, -10) })
        {
            instance.Publish(Noon.AddMinutes(created), ["climat"], Noon.AddMinutes(arrives));
        }

        var first = await AskAsync(Cursor.None);

        Assert.Equal((4, 0), (first.Fold.Posts.Count, (await AskAsync(After(first))).Fold.Posts.Count));
    }

    [Fact]
    public async Task A_status_from_the_future_counts_now_and_holds_nothing_up()
    {
        instance.Publish(Since, ["climat"]);
        var first = await AskAsync(Cursor.None, Since);
        instance.Publish(Noon.AddYears(5), ["climat"], arrives: Since.AddMinutes(1));
        instance.Publish(2000, Since.AddMinutes(2), Noon, "climat");

        var next = await AskAsync(After(first));

        Assert.Equal(Noon, next.Fold.Posts[0].At);
        Assert.InRange(next.Fold.AskedUntil, Since, Noon);
        Assert.True(next.Fold.AskedUntil < Noon);
    }

    [Fact]
    public async Task Four_hashtags_are_asked_in_one_question()
    {
        instance.Publish(Since, ["a", "é", "c", "d"]);
        var answer = await AskAsync(Cursor.None, query: new TrackedQuery("mastodon", "mastodon.example", ["a", "c", "d", "é"], []));

        Assert.Single(answer.Fold.Posts);
        Assert.Equal("/api/v1/timelines/tag/a?limit=40&any[]=c&any[]=d&any[]=%C3%A9", Assert.Single(instance.Asked));
        Assert.Equal(4, MastodonSource.Declaration.MostHashtagsAQuery);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_hashtag_that_the_instance_has_never_seen_hides_none_of_the_others(bool emptyForNeverSeen)
    {
        instance.NeverSeenIsEmpty = emptyForNeverSeen;
        var query = new TrackedQuery("mastodon", "mastodon.example", ["a", "b", "c"], []);
        instance.Publish(Since, ["c"]);

        var first = await AskAsync(Cursor.None, query: query);
        instance.Publish(Since.AddMinutes(1), ["b"]);
        var next = await AskAsync(After(first), query: query);
        var asked = instance.Asked.Count;
        var quiet = await AskAsync(After(next), query: query);

        Assert.Equal((1, 1, 0), (first.Fold.Posts.Count, next.Fold.Posts.Count, quiet.Fold.Posts.Count));

        // Once a hashtag is known to be known, one request is enough.
        Assert.Equal(asked + 1, instance.Asked.Count);
    }

    [Theory]
    [InlineData("climat", "climat")]
    [InlineData("BoîteÀOutils", "boiteaoutils")]
    [InlineData("ÉGALITÉ", "egalite")]
    [InlineData("Cœur", "coeur cœur")]
    [InlineData("Straße", "strasse straße")]
    [InlineData("ＴＯＫＹＯ", "tokyo")]
    [InlineData("Ελλάδα", "ελλαδα ελλάδα")]
    [InlineData("ViệtNam", "vietnam việtnam")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("がんばれ", "がんばれ")]
    public void Every_spelling_that_an_instance_keeps_apart_is_asked_for(string typed, string asked)
    {
        Assert.True(Hashtag.TryParse(typed, out var hashtag, out _));
        Assert.Equal(asked.Normalize(), string.Join(' ', MastodonSource.Declaration.Spell!(hashtag)).Normalize());
    }

    [Fact]
    public async Task A_status_that_an_earlier_question_of_the_campaign_has_counted_is_left_out()
    {
        instance.Publish(Since, ["BoîteÀOutils", "climat"]);
        var kept = instance.Publish(Since.AddMinutes(1), ["climat"]);
        var query = new TrackedQuery("mastodon", "mastodon.example", ["climat"], ["boiteaoutils"]);

        Assert.Equal(kept, Assert.Single((await AskAsync(Cursor.None, query: query)).Fold.Posts).Id);
    }

    [Fact]
    public async Task A_hashtag_never_seen_means_no_posts_and_no_gap()
    {
        var answer = await AskAsync(Cursor.None);

        Assert.Empty(answer.Fold.Posts);
        Assert.Equal((null, Noon, false), (answer.Fold.Position, answer.Fold.AskedUntil, answer.More));
        Assert.Null(answer.Fold.Missed);
    }

    public void Dispose() => outside.Dispose();

    private async Task<PollOutcome.Answered> AskAsync(Cursor cursor, DateTimeOffset? now = null, TrackedQuery? query = null) => Assert.IsType<PollOutcome.Answered>(
        await source.AskAsync(query ?? new TrackedQuery("mastodon", "mastodon.example", ["climat"], []), cursor, Since, now ?? Noon, CancellationToken.None));

    private static Cursor After(PollOutcome.Answered answer) => Cursor.None with { Position = answer.Fold.Position, AskedUntil = answer.Fold.AskedUntil };
}
