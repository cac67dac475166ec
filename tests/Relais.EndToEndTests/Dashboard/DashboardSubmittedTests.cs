namespace Relais.EndToEndTests.Dashboard;

/// <summary>What sites told of a campaign, and how far it is on the way to its goals.</summary>
public sealed class DashboardSubmittedTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly Campaign Giving = Campaign.Surging with
    {
        Submitted = new
        {
            deeds = new Dictionary<string, long> { ["donation"] = 31, ["sign-up"] = 1200 },
            money = new object[] { new { of = "donation", currency = "EUR", amount = 1234.5 }, new { of = "pledge", currency = "JPY", amount = 5000 } },
            amounts = new Dictionary<string, double> { ["kilos"] = 12.5 },
        },
        Goals =
        [
            new { name = "EUR", unit = "EUR", of = "donation", target = 2000, reached = 1234.5, percent = 61 },
            new { name = "sign-ups", unit = "sign-ups", of = (string?)null, target = 1000, reached = 1200, percent = 120 },
            new { name = "kilos", unit = "kilos", of = (string?)null, target = 100, reached = 0, percent = 0 },
        ],
    };

    [SkippableTheory]
    [InlineData(
        "en-GB", "Submitted", "Donations 31|Sign-ups 1,200|Donations, EUR €1,234.50|Pledges, JPY JP¥5,000|kilos 12.5",
        "Donations 61% €1,234.50 of €2,000|Sign-ups 120% 1,200 of 1,000|kilos 0% 0 of 100")]
    [InlineData(
        "fr-FR", "Reçu des sites", "Dons 31|Inscriptions 1 200|Dons, EUR 1 234,50 €|Promesses de don, JPY 5 000 JPY|kilos 12,5",
        "Dons 61 % 1 234,50 € sur 2 000 €|Inscriptions 120 % 1 200 sur 1 000|kilos 0 % 0 sur 100")]
    public async Task What_was_submitted_and_the_goals_are_shown_as_the_reader_writes_numbers(string locale, string title, string sums, string goals)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [Giving];
        await using var window = await chromium.OpenAsync(locale);
        await window.ShowAsync(app, "#/c/c_surging");
        var card = window.Page.Locator(".submitted");

        Assert.Equal(title, await card.Locator("h2").InnerTextAsync());
        Assert.Equal(sums.Split('|'), (await card.Locator(".figure").AllInnerTextsAsync()).Select(Line));
        Assert.Equal(goals.Split('|'), (await card.Locator(".goals li").AllInnerTextsAsync()).Select(Line));
        Assert.Equal(["61%", "100%", "0%"], await card.Locator(".filled").EvaluateAllAsync<string[]>("all => all.map(bar => bar.style.width)"));
        Assert.Equal(1, await card.Locator(".threshold").CountAsync());
        Assert.Empty(window.Troubles);
    }

    [SkippableTheory]
    [InlineData("en-GB", "Nothing yet. What forms, shops and other sites tell of this campaign is counted here, once an inlet is made for each.", "No goal is set.")]
    [InlineData("fr-FR", "Rien encore. Ce que formulaires, boutiques et autres sites disent de cette campagne est compté ici, dès qu’une entrée est créée pour chacun.", "Aucun objectif n’est fixé.")]
    public async Task Where_there_is_nothing_that_is_said(string locale, string nothing, string noGoal)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [Campaign.Surging, Campaign.Steady with { Goals = [] }];
        await using var window = await chromium.OpenAsync(locale);
        foreach (var place in new[] { "#/c/c_surging", "#/c/c_steady" })
        {
            await window.ShowAsync(app, place);
            var card = window.Page.Locator(".submitted");
            await card.GetByText(nothing, new() { Exact = true }).WaitForAsync();
            Assert.True(await card.GetByText(noGoal, new() { Exact = true }).IsVisibleAsync());
            Assert.False(await card.Locator(".sums").IsVisibleAsync());
            Assert.False(await card.Locator(".goals").IsVisibleAsync());
        }

        Assert.Empty(window.Troubles);
    }

    [SkippableFact]
    public async Task Long_units_and_large_sums_are_no_wider_than_a_phone_and_a_name_is_text()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns =
        [
            Giving with
            {
                Submitted = new { deeds = new Dictionary<string, long> { ["donation"] = long.MaxValue / 1024 }, money = Array.Empty<object>(), amounts = new Dictionary<string, double> { [new string('w', 32)] = 1e12, ["<b>kilos"] = 1 } },
                Goals = [new { name = "x", unit = "<img src=x>" + new string('m', 32), of = (string?)null, target = 1_000_000_000_000, reached = 5e12, percent = 500 }],
            },
        ];
        await using var window = await chromium.OpenAsync(width: 360);
        await window.ShowAsync(app, "#/c/c_surging");

        Assert.Equal(0, await window.OverflowAsync());
        Assert.Equal(0, await window.Page.Locator(".submitted img, .submitted dt b").CountAsync());
        Assert.Empty(window.Troubles);
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
