using Relais.Momentum;
using Relais.Tests.Story;

namespace Relais.Tests.Momentum;

/// <summary>Shares of a question, day by day.</summary>
public sealed class ShareStoreTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(1, 10, 10)]
    [InlineData(1, 3, null)]
    [InlineData(9, 9, null)]
    [InlineData(0, 0, null)]
    [InlineData(1, 200, 1)]
    [InlineData(1, 201, 0)]
    [InlineData(500, 500, 100)]
    public void A_share_is_told_in_hundredths_and_only_of_ten_accounts_or_more(int users, int accounts, int? percent) =>
        Assert.Equal(new Share(First, percent, percent is null ? null : accounts, IsCut: false), Share.Measure(First, users, accounts, isCut: false));

    [SkippableFact]
    public async Task A_day_that_is_read_twice_is_one_row_and_a_row_is_kept_for_a_year()
    {
        var query = Azurite.NewName("shares");
        await FoldAsync(query, 0, 10);
        await FoldAsync(query, 1, 20);
        await FoldAsync(query, 1, 30);
        await FoldAsync(query, 365, 40);
        Assert.Equal("0: 10, 1: 30, 365: 40", await ReadAsync(query));

        await FoldAsync(query, 366, 50);
        Assert.Equal("1: 30, 365: 40, 366: 50", await ReadAsync(query));

        await fixture.App.Get<ShareStore>().ForgetAsync(query, At(367), CancellationToken.None);
        Assert.Equal("365: 40, 366: 50", await ReadAsync(query));
    }

    private static DateTimeOffset At(int day) => new(First.AddDays(day), TimeOnly.MinValue, TimeSpan.Zero);

    private async Task FoldAsync(string query, int day, int percent)
    {
        var signals = fixture.App.Get<SignalStore>();
        var fold = new Fold(null, At(day + 1), new MinuteCounts(), []) { Share = new Share(First.AddDays(day), percent, 12, IsCut: true) };
        Assert.NotNull(await signals.FoldAsync(query, await signals.ReadCursorAsync(query, CancellationToken.None), fold, CancellationToken.None));
    }

    private async Task<string> ReadAsync(string query) => string.Join(", ", (await fixture.App.Get<ShareStore>().ReadAsync(query, DateOnly.MinValue, DateOnly.MaxValue, CancellationToken.None))
        .Select(share => $"{share.Day.DayNumber - First.DayNumber}: {share.Percent}"));
}
