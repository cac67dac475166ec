using Relais.Momentum;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>When a source was blind: gaps open, end, and are found again.</summary>
public sealed class SignalGapTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string query = "mastodon~mastodon.example~" + Azurite.NewName("tag");

    private SignalStore Store => fixture.App.Get<SignalStore>();

    private TableClient Table => fixture.App.Get<StorageAccount>().Table(SignalStore.TableName);

    [SkippableFact]
    public async Task One_poll_without_an_answer_is_no_gap_two_in_a_row_are_and_an_answer_ends_it()
    {
        var cursor = (await FoldAsync(Cursor.None, Noon))!;
        cursor = (await RefuseAsync(cursor, 5))!;
        Assert.Equal((1, null, "answered 503"), (cursor.Failures, cursor.BlindSince, cursor.Reason));
        Assert.Empty(await GapsAsync());

        cursor = (await RefuseAsync(cursor, 10))!;
        cursor = (await RefuseAsync(cursor, 15))!;
        Assert.Equal([new Gap(Noon, null, "answered 503", false)], await GapsAsync());

        cursor = (await FoldAsync(cursor, Noon.AddMinutes(20)))!;
        Assert.Equal((0, null, null, null), (cursor.Failures, cursor.BlindSince, cursor.Reason, cursor.QuietUntil));
        Assert.Equal([new Gap(Noon, Noon.AddMinutes(20), "answered 503", true)], await GapsAsync());
    }

    [SkippableFact]
    public async Task One_plain_no_is_a_gap_at_once_also_for_a_source_that_never_answered()
    {
        var cursor = (await Store.RefuseAsync(query, Cursor.None, "blocked", denied: true, Noon.AddHours(1), Noon, default))!;

        Assert.Equal((Noon.AddHours(1), Noon), (cursor.QuietUntil, cursor.BlindSince));
        Assert.Equal([new Gap(Noon, null, "blocked", false)], await GapsAsync());
    }

    [SkippableFact]
    public async Task What_a_source_would_not_let_us_read_stays_a_gap()
    {
        var missed = new Gap(Noon, Noon.AddMinutes(3), "more was published than could be read", false);
        var cursor = (await Store.FoldAsync(query, Cursor.None, Fold(Noon.AddMinutes(5)) with { Missed = missed }, default))!;
        Assert.Equal([missed], await GapsAsync());

        cursor = (await Store.RefuseAsync(query, cursor, "answered 401", denied: true, null, Noon.AddMinutes(10), default))!;
        await Store.FoldAsync(query, cursor, Fold(Noon.AddMinutes(15)) with { Missed = missed with { From = Noon.AddMinutes(5) } }, default);
        Assert.Equal([missed, new Gap(Noon.AddMinutes(5), Noon.AddMinutes(15), "answered 401", false)], await GapsAsync());
    }

    [SkippableFact]
    public async Task Gaps_that_touch_a_stretch_are_found_oldest_first_at_the_same_cost_after_a_year()
    {
        // A source that fails for half of every hour, all year.
        var year = Enumerable.Range(0, 24 * 365).Select(hour => new Gap(Noon.AddHours(-hour), Noon.AddHours(-hour).AddMinutes(30), "answered 503", true));
        foreach (var hundred in year.Chunk(100))
        {
            await Table.SubmitTransactionAsync(hundred.Select(gap => new TableTransactionAction(TableTransactionActionType.Add, SignalRows.EncodeGap(query, gap))));
        }

        IReadOnlyList<Gap> week = [];
        var requests = await fixture.App.Storage.CountAsync(async () => week = await Store.ReadGapsAsync(query, Noon.AddDays(-7), Noon, default));

        Assert.Equal(1, requests);
        Assert.Equal(Enumerable.Range(0, 168).Select(hour => Noon.AddDays(-7).AddHours(hour)), week.Select(gap => gap.From));
        var edge = await Store.ReadGapsAsync(query, Noon.AddHours(-2).AddMinutes(29), Noon.AddHours(-1).AddMinutes(1), default);
        Assert.Equal([Noon.AddHours(-2), Noon.AddHours(-1)], edge.Select(gap => gap.From));
        Assert.Empty(await Store.ReadGapsAsync(query, Noon.AddHours(-2).AddMinutes(30), Noon.AddHours(-1), default));
    }

    private Task<Cursor?> FoldAsync(Cursor cursor, DateTimeOffset until) => Store.FoldAsync(query, cursor, Fold(until), default);

    private Task<Cursor?> RefuseAsync(Cursor cursor, int minutes) =>
        Store.RefuseAsync(query, cursor, "answered 503", denied: false, null, Noon.AddMinutes(minutes), default);

    private static Fold Fold(DateTimeOffset until) => new(null, until, new MinuteCounts(), []);

    private Task<IReadOnlyList<Gap>> GapsAsync() => Store.ReadGapsAsync(query, Noon.AddDays(-1), Noon.AddDays(1), default);
}
