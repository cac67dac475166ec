using Relais.Momentum;
using static Relais.Tests.Polling.BlueskyTestBed;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of what Bluesky finds.</summary>
public sealed class BlueskySourceTests : IAsyncLifetime
{
    private BlueskyTestBed bed = null!;

    public async Task InitializeAsync() => bed = await StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Fact]
    public async Task The_first_poll_signs_in_and_takes_what_was_published_since_the_campaign_began()
    {
        bed.Bluesky.Posts.Publish(Since.AddMinutes(-1), ["climat"]);
        var first = bed.Bluesky.Posts.Publish(Since, ["Climat"]);
        var last = bed.Bluesky.Posts.Publish(Noon.AddMinutes(-5), ["CLIMAT", "velo"]);
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-4), ["velo"]);

        var answer = await bed.AskAsync(Cursor.None);

        Assert.Equal([first, last], answer.Fold.Posts.Select(post => post.Id));
        Assert.Equal([(Since, 1), (Noon.AddMinutes(-5), 1)], answer.Fold.Counts.Minutes.Select(minute => (minute.Key, minute.Value)));
        Assert.Equal($"https://bsky.app/profile/{FakeBluesky.Did}/post/3l00000000002", answer.Fold.Posts[1].Url);
        Assert.Equal((Noon, false, null), (answer.Fold.AskedUntil, answer.More, answer.Fold.Missed));
        Assert.Equal(
            [
                "POST /xrpc/com.atproto.server.createSession",
                "GET /xrpc/app.bsky.feed.searchPosts?q=%23climat&tag=climat&sort=latest&limit=100&since=2026-03-02T11:00:00Z",
            ],
            bed.Bluesky.Asked);
    }

    [Fact]
    public async Task Nobody_who_wrote_is_kept_in_the_position()
    {
        bed.Bluesky.Posts.Publish(Since, ["climat"]);

        Assert.DoesNotContain("did:", (await bed.AskAsync(Cursor.None)).Fold.Position, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Later_polls_read_back_to_what_is_known_page_by_page_and_count_each_once()
    {
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-1), ["climat"]);
        var first = await bed.AskAsync(Cursor.None);
        bed.Bluesky.Posts.Publish(250, Noon, Noon.AddMinutes(5), "climat");
        bed.Now = Noon.AddMinutes(5);

        var next = await bed.AskAsync(After(first));

        Assert.Equal((250, 250), (next.Fold.Posts.Count, next.Fold.Counts.Total));
        Assert.Equal(next.Fold.Posts.OrderBy(post => post.At), next.Fold.Posts);
        Assert.Equal((bed.Now, false, null), (next.Fold.AskedUntil, next.More, next.Fold.Missed));
        Assert.Equal(["", "&cursor=100", "&cursor=200"], bed.Bluesky.Searches.Skip(1).Select(search => search[search.IndexOf("11:44:00Z", StringComparison.Ordinal)..][9..]));
        Assert.Empty((await bed.AskAsync(After(next))).Fold.Posts);
        Assert.Equal(1, bed.Bluesky.Logins);
    }

    [Fact]
    public async Task Posts_that_arrive_between_two_pages_are_counted_once_each()
    {
        bed.Bluesky.Posts.PageCap = 10;
        bed.Bluesky.Posts.Publish(60, Since, Noon.AddMinutes(-1), "climat");
        bed.Bluesky.BeforeAPage = () => bed.Bluesky.Posts.Publish(Noon, ["climat"]);

        var first = await bed.AskAsync(Cursor.None);
        bed.Bluesky.BeforeAPage = () => { };
        var next = await bed.AskAsync(After(first));

        Assert.Equal(60 + 7, first.Fold.Posts.Count + next.Fold.Posts.Count);
    }

    [Fact]
    public async Task A_post_that_is_indexed_late_goes_to_its_own_minute()
    {
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-1), ["climat"]);
        var first = await bed.AskAsync(Cursor.None);
        bed.Bluesky.Posts.Publish(Noon.AddMinutes(-12), ["climat"], indexed: Noon.AddMinutes(2));
        bed.Now = Noon.AddMinutes(5);

        var late = Assert.Single((await bed.AskAsync(After(first))).Fold.Counts.Minutes);

        Assert.Equal((Noon.AddMinutes(-12), 1), (late.Key, late.Value));
    }

    [Fact]
    public async Task Both_spellings_are_searched_and_a_post_with_both_is_counted_once()
    {
        bed.Bluesky.Posts.Publish(Since, ["Ecole"]);
        bed.Bluesky.Posts.Publish(Since, ["École"]);
        bed.Bluesky.Posts.Publish(Since, ["école", "ECOLE"]);

        var answer = await bed.AskAsync(Cursor.None, bed.Query("ecole", "école"));

        Assert.Equal(3, answer.Fold.Posts.Count);
        Assert.Contains(bed.Bluesky.Searches, search => search.Contains("q=%23%C3%A9cole&tag=%C3%A9cole&", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_post_that_an_earlier_question_of_the_campaign_has_counted_is_left_out()
    {
        bed.Bluesky.Posts.Publish(Since, ["BoîteÀOutils", "climat"]);
        var kept = bed.Bluesky.Posts.Publish(Since.AddMinutes(1), ["climat"]);

        Assert.Equal(kept, Assert.Single((await bed.AskAsync(Cursor.None, bed.Query() with { Without = ["boiteaoutils"] })).Fold.Posts).Id);
    }

    [Fact]
    public async Task Nothing_found_means_no_posts_and_no_gap()
    {
        var answer = await bed.AskAsync(Cursor.None);

        Assert.Empty(answer.Fold.Posts);
        Assert.Equal((Noon, false, null), (answer.Fold.AskedUntil, answer.More, answer.Fold.Missed));
    }
}
