using Azure.Core;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>The month's money when answers of storage are lost, and when a poll goes on past midnight.</summary>
public sealed class BudgetReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_counted_or_given_back_with_a_lost_answer_is_so_once(bool givesBack)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var budgets = app.Get<Budgets>();
        await budgets.TrySpendAsync("x", 500, 1_000, app.Now, CancellationToken.None);
        var lost = 0;
        app.Storage.LoseAnswer = request => request.Method != RequestMethod.Get && Interlocked.Increment(ref lost) == 1;

        await (givesBack
            ? budgets.GiveBackAsync("x", 200, app.Now, CancellationToken.None)
            : budgets.TrySpendAsync("x", 200, 1_000, app.Now, CancellationToken.None));

        Assert.Equal(givesBack ? new Spending(300, 1, 300) : new Spending(700, 2, 700), await budgets.ReadAsync("x", app.Now, CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_poll_that_goes_on_past_midnight_does_not_make_the_new_day_forget_what_it_has_cost()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var (budgets, late, early) = (app.Get<Budgets>(), Midnight.AddSeconds(-10), Midnight.AddSeconds(10));
        await budgets.TrySpendAsync("x", 500, 10_000, late, CancellationToken.None);
        await budgets.TrySpendAsync("x", 200, 10_000, early, CancellationToken.None);

        await budgets.GiveBackAsync("x", 100, late, CancellationToken.None);
        Assert.Equal(new Spending(600, 2, 200), await budgets.ReadAsync("x", early, CancellationToken.None));

        // Its next page is paid after midnight too.
        await budgets.TrySpendAsync("x", 50, 10_000, late, CancellationToken.None);
        Assert.Equal(new Spending(650, 3, 250), await budgets.ReadAsync("x", early, CancellationToken.None));
    }
}
