using Relais.Momentum;
using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of a site's answers, one reading after the other.</summary>
public sealed class FeedSourceTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Since = Noon.AddHours(-1);

    private FeedTestBed bed = null!;

    private FeedServer Site => bed.Site;

    public async Task InitializeAsync() => bed = await FeedTestBed.StartAsync();

    public async Task DisposeAsync() => await bed.DisposeAsync();

    [Fact]
    public async Task The_first_reading_counts_what_was_published_since_the_campaign_began_and_announces_nothing()
    {
        Site.Publish("old", Since.AddSeconds(-1));
        Site.Publish("first", Since);
        Site.Publish("last", Noon.AddMinutes(-5));

        var answer = await AskAsync(Cursor.None);

        Assert.Equal(["https://news.example/first", "https://news.example/last"], answer.Fold.Posts.Select(post => post.Url));
        Assert.Equal([(Since, 1), (Noon.AddMinutes(-5), 1)], answer.Fold.Counts.Minutes.Select(minute => (minute.Key, minute.Value)));
        Assert.Equal((Noon, false, null, null), (answer.Fold.AskedUntil, answer.More, answer.News, answer.Fold.QuietUntil));
        Assert.Equal(["GET 200"], Site.Asked);
    }

    [Fact]
    public async Task What_has_not_changed_is_not_fetched_again_and_what_is_new_counts_once()
    {
        Site.Publish("a", Noon.AddMinutes(-1));
        var first = await AskAsync(Cursor.None);
        var quiet = await AskAsync(After(first), Noon.AddMinutes(5));
        Site.Publish("b", Noon.AddMinutes(7));
        var next = await AskAsync(After(quiet), Noon.AddMinutes(10));
        var last = await AskAsync(After(next), Noon.AddMinutes(15));

        Assert.Equal(["GET 200", "GET 304", "GET 200", "GET 304"], Site.Asked);
        Assert.Equal([1, 0, 1, 0], new[] { first, quiet, next, last }.Select(answer => answer.Fold.Counts.Total));
        Assert.Equal(["https://news.example/b"], next.News!.Items.Select(item => item.Url));
        Assert.Equal((Noon.AddMinutes(5), Noon.AddMinutes(15)), (next.News.Since, last.Fold.AskedUntil));
    }

    [Fact]
    public async Task A_site_that_knows_only_the_date_of_change_is_asked_by_it()
    {
        Site.SaysETag = false;
        Site.Headers["Last-Modified"] = "Mon, 02 Mar 2026 11:00:00 GMT";
        Site.Publish("a", Noon);
        var first = await AskAsync(Cursor.None);
        var conditions = "";
        Site.Instead = context =>
        {
            conditions = context.Request.Headers.IfModifiedSince.ToString();
            context.Response.StatusCode = 304;
            return Task.CompletedTask;
        };
        var next = await AskAsync(After(first), Noon.AddMinutes(5));

        Assert.Equal(("Mon, 02 Mar 2026 11:00:00 GMT", 0, Noon.AddMinutes(5)), (conditions, next.Fold.Counts.Total, next.Fold.AskedUntil));
    }

    [Fact]
    public async Task An_item_that_is_edited_moves_or_reappears_counts_no_second_time()
    {
        Site.Publish("a", Noon.AddMinutes(-10), "First words");
        Site.Publish("b", Noon.AddMinutes(-9));
        var answer = await AskAsync(Cursor.None);
        foreach (var change in new Action[]
        {
            () => Site.Publish("a", Noon.AddMinutes(2), "Other words"), () => Site.Remove("a"), () => Site.Remove("b"), () => Site.Publish("a", Noon.AddMinutes(9)), () => Site.Publish("b", null),
        })
        {
            change();
            answer = await AskAsync(After(answer), Noon.AddMinutes(10));
            Assert.Equal((0, 0), (answer.Fold.Counts.Total, answer.News!.Items.Count));
        }

        Assert.Equal(Enumerable.Repeat("GET 200", 6), Site.Asked);
    }

    [Fact]
    public async Task An_item_without_a_date_or_from_the_future_counts_when_it_is_first_seen()
    {
        Site.Publish("undated", null);
        Site.Publish("ahead", Noon.AddYears(5));
        Site.Publish("garbled", null, more: "<pubDate>soon</pubDate>");

        var answer = await AskAsync(Cursor.None);

        Assert.Equal([(Noon, 3)], answer.Fold.Counts.Minutes.Select(minute => (minute.Key, minute.Value)));
        Assert.Equal(0, (await AskAsync(After(answer), Noon.AddMinutes(5))).Fold.Counts.Total);
    }

    [Fact]
    public async Task More_than_one_transaction_takes_is_read_over_several_polls_and_none_of_it_is_announced()
    {
        var since = Noon.AddDays(-10);
        for (var hour = 0; hour < 150; hour++)
        {
            Site.Publish($"h{hour}", since.AddHours(hour));
        }

        var (cursor, counted, told) = (Cursor.None, new List<int>(), new List<DateTimeOffset>());
        for (var poll = 0; poll < 4; poll++)
        {
            var answer = await AskAsync(cursor, Noon.AddMinutes(5 * poll), since);
            Assert.True(poll == 3 || answer.News is null);
            counted.Add(answer.Fold.Counts.Total);
            told.Add(answer.Fold.AskedUntil);
            cursor = After(answer);
        }

        Assert.Equal([60, 60, 30, 0], counted);
        Assert.Equal([since.AddHours(59), since.AddHours(119), Noon.AddMinutes(10), Noon.AddMinutes(15)], told);
        Assert.Equal(["GET 200", "GET 200", "GET 200", "GET 304"], Site.Asked);
    }

    [Fact]
    public async Task A_feed_that_changes_all_its_ids_is_announced_fifty_at_a_time()
    {
        var first = await AskAsync(Cursor.None);
        for (var number = 0; number < 70; number++)
        {
            Site.Publish($"n{number}", Noon.AddMinutes(1));
        }

        var next = await AskAsync(After(first), Noon.AddMinutes(5));
        var rest = await AskAsync(After(next), Noon.AddMinutes(10));

        Assert.Equal((50, 20), (next.News!.Items.Count, rest.News!.Items.Count));
        Assert.Empty(next.News.Items.Select(item => item.Id).Intersect(rest.News.Items.Select(item => item.Id)));
        Assert.Equal(70, next.Fold.Counts.Total + rest.Fold.Counts.Total);
    }

    [Fact]
    public async Task What_is_remembered_fits_its_column_however_much_a_feed_shows_and_drops()
    {
        var cursor = Cursor.None;
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < 2_100; number++)
            {
                Site.Remove($"r{round - 1}n{number}");
                Site.Publish($"r{round}n{number}", Since.AddDays(-round).AddSeconds(-number - 1));
            }

            Site.Headers["Last-Modified"] = new string('x', 490);
            cursor = After(await AskAsync(cursor));
        }

        Assert.InRange(cursor.Position!.Length, 27_000, 32_000);
    }

    [Theory]
    [InlineData("Cache-Control", "public, max-age=3600", "", 60)]
    [InlineData("Cache-Control", "max-age=31536000", "", 24 * 60)]
    [InlineData("Cache-Control", "no-cache, max-age=3600", "", null)]
    [InlineData("Cache-Control", "max-age=60", "<ttl> 120 </ttl>", 120)]
    [InlineData("Cache-Control", "max-age=99999999999999", "<ttl>-5</ttl>", null)]
    [InlineData("Cache-Control", "utter nonsense;;;", "<ttl>2147483647</ttl>", 24 * 60)]
    [InlineData("Retry-After", "7200", "<ttl>60</ttl>", 120)]
    [InlineData("Retry-After", "99999999", "", 24 * 60)]
    [InlineData("X-Other", "1", "<ttl>soon</ttl>", null)]
    public async Task A_site_that_wants_to_be_left_alone_is_left_alone_for_a_day_at_most(string header, string value, string ttl, int? minutes)
    {
        Site.Headers[header] = value;
        Site.Channel = ttl;
        var answer = await AskAsync(Cursor.None);
        var unchanged = await AskAsync(After(answer), Noon);

        // Half a minute less, so that a poll that comes a moment early does not wait for the next.
        var quiet = minutes is { } wish ? Noon.AddMinutes(wish).AddSeconds(-30) : default(DateTimeOffset?);
        Assert.Equal((quiet, quiet), (answer.Fold.QuietUntil, unchanged.Fold.QuietUntil));
        Assert.Equal(["GET 200", "GET 304"], Site.Asked);
    }

    private async Task<PollOutcome.Answered> AskAsync(Cursor cursor, DateTimeOffset? now = null, DateTimeOffset? since = null) =>
        Assert.IsType<PollOutcome.Answered>(await bed.AskAsync(cursor, since ?? Since, now ?? Noon));

    private static Cursor After(PollOutcome.Answered answer) => Cursor.None with { Position = answer.Fold.Position, AskedUntil = answer.Fold.AskedUntil };
}
