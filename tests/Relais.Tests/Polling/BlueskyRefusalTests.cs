using Relais.Momentum;
using Relais.Polling;
using static Relais.Tests.Polling.BlueskyTestBed;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of answers that are none, beyond those that every source meets (<see cref="SourceMatrix"/>), and of pages that do not end.</summary>
public sealed class BlueskyRefusalTests : IAsyncLifetime
{
    private BlueskyTestBed bed = null!;

    public async Task InitializeAsync() => bed = await StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Theory]
    [InlineData(400, """{"error":"BadQueryString","message":"no"}""", "the hashtag is not accepted (400)", true, 60)]
    [InlineData(401, """{"error":"AuthMissing","message":"no"}""", "the account's session is not accepted (401)", true, 60)]
    [InlineData(403, """{"error":"AuthMissing","message":"no"}""", "the search is closed to the account (403)", true, 60)]
    [InlineData(403, """{"error":"Forbidden","message":"Request forbidden by administrative rules."}""", "the search is closed to the account (403)", true, 60)]
    [InlineData(403, "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>", "the search is closed to the account (403)", true, 60)]
    [InlineData(301, "", "answered 301", false, null)]
    [InlineData(502, """{"error":"UpstreamFailure","message":"no"}""", "answered 502", false, null)]
    public async Task A_refusal_says_why_and_until_when(int status, string body, string reason, bool denied, int? quietMinutes)
    {
        bed.Bluesky.Instead = FakeBluesky.Says(status, body);
        Assert.Equal(new PollOutcome.Refused(reason, denied, quietMinutes is { } minutes ? Noon.AddMinutes(minutes) : null), await bed.RefusedAsync());
    }

    [Theory]
    [InlineData("RateLimit-Reset", "1772453000", 200)]
    [InlineData("RateLimit-Reset", "soon", 300)]
    public async Task Asked_too_often_it_waits_as_long_as_it_is_told(string header, string value, int seconds)
    {
        bed.Bluesky.Instead = FakeBluesky.Fails(429, "RateLimitExceeded", header, value);
        Assert.Equal(Noon.AddSeconds(seconds), (await bed.RefusedAsync()).QuietUntil);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"posts":null}""")]
    [InlineData("""{"posts":[null]}""")]
    [InlineData("""{"posts":[],"cursor":5}""")]
    [InlineData("""{"posts":[{"uri":"at://did:plc:a/app.bsky.feed.post/1"}]}""")]
    [InlineData("""{"posts":[{"uri":"at://did:plc:a/app.bsky.feed.post/1","indexedAt":"yesterday"}]}""")]
    [InlineData("""{"posts":[{"uri":null,"indexedAt":"2026-03-02T11:30:00Z"}]}""")]
    [InlineData("""{"posts":[{"uri":"javascript:alert(1)","indexedAt":"2026-03-02T11:30:00Z"}]}""")]
    [InlineData("""{"posts":[{"uri":"at://did:plc:a/../../x/app.bsky.feed.post/1","indexedAt":"2026-03-02T11:30:00Z"}]}""")]
    [InlineData("""{"posts":[{"uri":"at://did:plc:a/app.bsky.feed.like/1","indexedAt":"2026-03-02T11:30:00Z"}]}""")]
    [InlineData("""{"posts":[{"uri":"at://did:plc:\ud800/app.bsky.feed.post/1","indexedAt":"2026-03-02T11:30:00Z"}]}""")]
    [InlineData("""{"posts":[{"uri":""")]
    public async Task An_answer_that_is_no_search_counts_nothing(string body)
    {
        bed.Bluesky.Instead = FakeBluesky.Says(200, body);
        Assert.Equal(new PollOutcome.Refused("unreadable answer", false, null), await bed.RefusedAsync());
    }

    [Fact]
    public async Task A_host_that_hangs_up_or_that_hangs_when_signed_in_to_is_told_apart()
    {
        await bed.AskAsync(Cursor.None);
        bed.Bluesky.Instead = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        Assert.Equal(new PollOutcome.Refused("broken", false, null), await bed.RefusedAsync());
        bed.Restart();
        bed.TotalLimit = TimeSpan.FromMilliseconds(200);
        bed.Bluesky.InsteadOfLogin = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(new PollOutcome.Refused("timeout", false, Noon.AddMinutes(5)), await bed.RefusedAsync());
    }

    [Fact]
    public async Task A_limit_met_midway_is_waited_for_and_costs_no_post()
    {
        bed.Bluesky.MostRequests = 5;
        bed.Bluesky.Posts.PageCap = 20;
        bed.Bluesky.Posts.Publish(100, Since, Noon, "climat");

        // One sign-in and four pages; the fifth is one too many.
        Assert.Equal(new PollOutcome.Refused("asked too often (429)", false, Noon.AddMinutes(5)), await bed.RefusedAsync());
        bed.Now = Noon.AddMinutes(5);
        Assert.Equal(100, (await bed.AskAsync(Cursor.None)).Fold.Posts.Count);
    }

    [Fact]
    public async Task A_page_that_is_refused_leaves_nothing_out()
    {
        bed.Bluesky.Posts.Publish(250, Since, Noon, "climat");
        bed.Bluesky.Then(bed.Bluesky.SearchAsync).Then(bed.Bluesky.SearchAsync).Then(FakeBluesky.Says(503, ""));

        Assert.Equal("answered 503", (await bed.RefusedAsync()).Reason);
        Assert.Equal(250, (await bed.AskAsync(Cursor.None)).Fold.Posts.Count);
    }

    [Fact]
    public async Task More_than_a_poll_may_read_leaves_a_gap_that_says_so()
    {
        bed.Bluesky.Posts.PageCap = 5;
        bed.Bluesky.Posts.Publish(120, Since, Noon, "climat");

        var answer = await bed.AskAsync(Cursor.None);

        Assert.Equal((100, 20), (answer.Fold.Posts.Count, bed.Bluesky.Searches.Count));
        Assert.Equal(new Gap(Since, answer.Fold.Posts[0].At, "more was published than could be read", false), answer.Fold.Missed);
        Assert.Equal((Noon, false), (answer.Fold.AskedUntil, answer.More));
    }

    [Fact]
    public async Task More_than_one_transaction_holds_is_told_in_several_answers()
    {
        bed.Bluesky.Posts.Publish(1500, Noon.AddMinutes(-10), Noon, "climat");

        var first = await bed.AskAsync(Cursor.None);
        var rest = await bed.AskAsync(After(first));
        var nothing = await bed.AskAsync(After(rest));

        Assert.Equal((1000, true, 500, false), (first.Fold.Posts.Count, first.More, rest.Fold.Posts.Count, rest.More));
        Assert.Equal(first.Fold.Posts[^1].At, first.Fold.AskedUntil);
        Assert.Equal(1500, first.Fold.Posts.Concat(rest.Fold.Posts).Select(post => post.Id).Distinct().Count());
        Assert.Equal((0, null, null, null), (nothing.Fold.Posts.Count, first.Fold.Missed, rest.Fold.Missed, nothing.Fold.Missed));

        // A property of a row holds 32,768 characters, and no more than a thousand posts are read again.
        Assert.All([first, rest, nothing], answer => Assert.InRange(answer.Fold.Position!.Length, 20_000, 22_000));
        Assert.InRange(bed.Bluesky.Searches.Count, 15 + 15 + 9, 15 + 15 + 10);
    }

    [Fact]
    public async Task A_cursor_that_comes_again_ends_the_poll_and_leaves_a_gap_where_something_may_be_missing()
    {
        bed.Bluesky.Posts.GoesRoundInCircles = true;
        var oldest = Noon.AddMinutes(-10);
        bed.Bluesky.Posts.Publish(oldest, ["climat"]);
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-5), ["climat"]);

        var first = await bed.AskAsync(Cursor.None);
        bed.Now = Noon.AddMinutes(5);
        var next = await bed.AskAsync(After(first));

        Assert.Equal((2, 0), (first.Fold.Posts.Count, next.Fold.Posts.Count));
        Assert.Equal(oldest, first.Fold.Missed!.Until);
        Assert.Null(next.Fold.Missed);
        Assert.Equal(4, bed.Bluesky.Searches.Count);
    }

    [Fact]
    public async Task A_host_that_takes_since_for_nothing_is_read_no_further_than_needed()
    {
        bed.Bluesky.Posts.Publish(300, Noon.AddDays(-3), Noon.AddDays(-2), "climat");
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-1), ["climat"]);
        bed.Bluesky.Posts.TakesTagAndSinceForNothing = true;

        Assert.Single((await bed.AskAsync(Cursor.None)).Fold.Posts);
        Assert.Equal(2, bed.Bluesky.Searches.Count);
    }
}
