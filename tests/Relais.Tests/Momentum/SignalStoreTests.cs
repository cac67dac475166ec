using System.Globalization;
using Azure.Core;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>The store in which cursor, counts, posts and gaps of a question move together.</summary>
public sealed class SignalStoreTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string query = "mastodon~mastodon.example~" + Azurite.NewName("tag");

    private SignalStore Store => fixture.App.Get<SignalStore>();

    private TableClient Table => fixture.App.Get<StorageAccount>().Table(SignalStore.TableName);

    [SkippableFact]
    public async Task A_fold_moves_cursor_counts_and_posts_in_one_transaction()
    {
        var from = fixture.App.Storage.Count;
        var cursor = await FoldAsync(Cursor.None, Noon, Post(1, Noon.AddMinutes(-61)), Post(2, Noon.AddMinutes(-1)), Post(3, Noon.AddSeconds(-1)));

        Assert.Single(fixture.App.Storage.Requests.Skip(from), request => !request.StartsWith("GET", StringComparison.Ordinal));
        Assert.Equal(cursor, await Store.ReadCursorAsync(query, default));
        Assert.Equal(("p3", Noon, 3L), (cursor!.Position, cursor.AskedUntil, cursor.Signals));
        Assert.Equal([(Noon.AddMinutes(-61), 1), (Noon.AddMinutes(-1), 2)], await CountsAsync(Noon.AddDays(-1), Noon));
        Assert.Equal(["1", "2", "3"], (await PostsAsync()).Select(post => post.Id));
    }

    [SkippableFact]
    public async Task Of_two_folds_from_the_same_cursor_one_counts_and_the_other_is_told()
    {
        var first = await Task.WhenAll(FoldAsync(Cursor.None, Noon, Post(1, Noon)), FoldAsync(Cursor.None, Noon, Post(1, Noon), Post(2, Noon)));
        var standing = Assert.Single(first, cursor => cursor is not null);
        var second = await Task.WhenAll(FoldAsync(standing!, Noon.AddMinutes(5), Post(3, Noon)), FoldAsync(standing!, Noon.AddMinutes(6), Post(3, Noon), Post(4, Noon)));

        var last = Assert.Single(second, cursor => cursor is not null);
        Assert.Equal(last, await Store.ReadCursorAsync(query, default));
        Assert.Equal([(Noon, (int)last!.Signals)], await CountsAsync(Noon, Noon.AddHours(1)));
        Assert.Equal(last.Signals, (await PostsAsync()).Count);
        Assert.Null(await Store.RefuseAsync(query, standing!, "answered 503", false, null, Noon, default));
    }

    [SkippableFact]
    public async Task Two_folds_that_would_write_the_same_count_it_once()
    {
        await Task.WhenAll(FoldAsync(Cursor.None, Noon, Post(1, Noon)), FoldAsync(Cursor.None, Noon, Post(1, Noon)));
        Assert.Equal((1L, 1), ((await Store.ReadCursorAsync(query, default)).Signals, (await CountsAsync(Noon, Noon.AddHours(1))).Sum(minute => minute.Signals)));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fold_whose_answer_was_lost_is_known_for_ones_own(bool first)
    {
        await using var app = await RelaisApp.StartAsync(fixture.Azurite);
        var store = app.Get<SignalStore>();
        var before = first ? Cursor.None : (await store.FoldAsync(query, Cursor.None, Fold(Noon, Post(1, Noon)), default))!;
        var lost = 0;
        app.Storage.LoseAnswer = request => request.Method == RequestMethod.Post && request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal) && lost++ == 0;

        var after = await store.FoldAsync(query, before, Fold(Noon.AddMinutes(5), Post(2, Noon)), default);

        Assert.Equal(2, lost);
        Assert.Equal(after, await store.ReadCursorAsync(query, default));
        Assert.Equal(first ? 1 : 2, after!.Signals);
    }

    [SkippableFact]
    public async Task Late_signals_go_to_their_own_minute_and_hours_add_up()
    {
        var cursor = await FoldAsync(Cursor.None, Noon, Post(1, Noon.AddMinutes(-30)));
        cursor = await FoldAsync(cursor!, Noon.AddHours(2), Post(2, Noon.AddMinutes(-30).AddSeconds(59)), Post(3, Noon.AddMinutes(-29)), Post(4, Noon.AddHours(2)));

        Assert.Equal(4, cursor!.Signals);
        Assert.Equal([(Noon.AddMinutes(-30), 2), (Noon.AddMinutes(-29), 1), (Noon.AddHours(2), 1)], await CountsAsync(Noon.AddDays(-1), Noon.AddDays(1)));
        Assert.Equal([(Noon.AddMinutes(-29), 1)], await CountsAsync(Noon.AddMinutes(-29), Noon.AddHours(2)));
    }

    [SkippableFact]
    public async Task The_largest_fold_fits_one_transaction_and_a_larger_one_is_refused()
    {
        var old = Noon.AddDays(-30);
        var cursor = Cursor.None;
        for (var poll = 0; poll < 30; poll++)
        {
            cursor = (await FoldAsync(cursor, old.AddMinutes(poll), Post(poll, old)))!;
        }

        cursor = (await Store.RefuseAsync(query, cursor, "answered 401", denied: true, null, Noon, default))!;
        var traits = PostTraits.Of(new TrackedQuery("mastodon", "mastodon.example", ["climat"], []), "n", Noon, ["foret"], null);
        var posts = Enumerable.Range(100, SignalStore.MostPostsAFold).Select(number => Post(number, Noon.AddHours(-number % SignalStore.MostHoursAFold)) with { Traits = traits }).ToArray();
        Assert.NotNull(await FoldAsync(cursor, Noon, posts));
        Assert.Equal(1000 + 30 - 27, (await PostsAsync()).Count);
        Assert.Equal(1000, Assert.Single((await fixture.App.Get<TopicStore>().ReadAsync(query, Noon, default)).Hashtags).Count);

        var many = Enumerable.Range(0, SignalStore.MostHoursAFold + 1).Select(number => Post(number, Noon.AddHours(-number))).ToArray();
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => FoldAsync(cursor, Noon, many));
        Assert.StartsWith("A fold of 61 hours does not fit one transaction; a source must answer at most 60 at a time.", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Posts_that_are_told_up_to_the_same_instant_are_all_kept()
    {
        var cursor = (await FoldAsync(Cursor.None, Noon, Post(1, Noon)))!;
        cursor = (await FoldAsync(cursor, Noon, Post(2, Noon)))!;
        await FoldAsync(cursor, Noon, Post(3, Noon), Post(4, Noon));

        Assert.Equal(["1", "2", "3", "4"], (await PostsAsync()).Select(post => post.Id).Order());
    }

    [SkippableFact]
    public async Task Posts_are_forgotten_after_seven_days_however_often_they_came()
    {
        // A post in every minute of three hours, and again a week later.
        var cursor = Cursor.None;
        for (var minute = 0; minute < 180; minute++)
        {
            cursor = (await FoldAsync(cursor, Noon.AddMinutes(minute), Post(minute, Noon.AddMinutes(minute))))!;
        }

        var week = Noon.AddDays(7);
        cursor = (await FoldAsync(cursor, week))!;
        Assert.Equal(180, (await PostsAsync()).Count);

        for (var minute = 1; minute <= 90; minute++)
        {
            cursor = (await FoldAsync(cursor, week.AddMinutes(minute), Post(1000 + minute, week.AddMinutes(minute))))!;
        }

        Assert.Equal((90 + 90, 90), ((await PostsAsync()).Count, (await PostsAsync()).Count(post => int.Parse(post.Id, CultureInfo.InvariantCulture) < 1000)));

        // A quiet question forgets too: with the hour.
        for (var hour = 3; hour < 9; hour++)
        {
            cursor = (await FoldAsync(cursor, week.AddHours(hour)))!;
        }

        Assert.All(await PostsAsync(), post => Assert.True(post.At > week));
        Assert.Equal(270, cursor.Signals);
        Assert.Equal(270, (await CountsAsync(Noon.AddDays(-1), Noon.AddDays(30))).Sum(minute => minute.Signals));
    }

    private Task<Cursor?> FoldAsync(Cursor cursor, DateTimeOffset until, params Post[] posts) => Store.FoldAsync(query, cursor, Fold(until, posts), default);

    private static Fold Fold(DateTimeOffset until, params Post[] posts)
    {
        var counts = new MinuteCounts();
        Array.ForEach(posts, post => counts.Add(post.At, 1));
        return new Fold(posts.Length == 0 ? null : $"p{posts[^1].Id}", until, counts, posts);
    }

    private static Post Post(int number, DateTimeOffset at) => new(number.ToString(CultureInfo.InvariantCulture), at, $"https://mastodon.example/@someone/{number}");

    private async Task<IReadOnlyList<(DateTimeOffset Minute, int Signals)>> CountsAsync(DateTimeOffset from, DateTimeOffset until) =>
        [.. (await Store.ReadCountsAsync(query, from, until, default)).Minutes.Select(minute => (minute.Key, minute.Value))];

    private async Task<IReadOnlyList<Post>> PostsAsync()
    {
        var posts = new List<Post>();
        await foreach (var row in Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {query} and RowKey ge {"posts~"} and RowKey lt {"posts~~"}")))
        {
            if (row.GetString("Posts") is { } kept)
            {
                posts.AddRange(System.Text.Json.JsonSerializer.Deserialize(kept, SignalRowJson.Default.PostArray)!);
            }
        }

        return posts;
    }
}
