using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>How a campaign's sources fare, what they cost, and when they could not be read.</summary>
public sealed class DashboardSourcesTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Each_source_says_when_it_was_read_how_often_at_what_cost_and_how_it_stands()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB");

        Assert.Equal(
            [
                "mastodon.social Mastodon | 3 minutes ago every 5 minutes | – | Answering | 1 gap of 1 hr",
                "piaille.fr Mastodon | 6 hours ago every 5 minutes | – | Stopped Since 20 Nov, 07:00: the instance does not show hashtags to strangers (403). "
                    + "Look at the campaign's sources and hashtags. Asked again from 20 Nov, 13:40. | 3 gaps, the longest 6 hrs",
                "api.x.com X | 52 minutes ago every hour | US$3.60 | Answering | None",
            ],
            await RowsAsync(window, app));
        Assert.Equal(["Source", "Last read", "A month", "State", "Gaps, 7 days"], await window.Page.Locator(".fares thead th").AllInnerTextsAsync());
        Assert.Equal("1 has stopped", await window.TextAsync(".card:has(.fares) .chip.failing >> nth=0"));
        Assert.Equal(["X, all campaigns: US$3.205 spent this month of US$5.00 at most; US$4.40 when it ends, at this pace."], await window.Page.Locator(".budgets li").AllInnerTextsAsync());
        Assert.Empty(window.Troubles);
    }

    [SkippableFact]
    public async Task The_same_is_said_in_French()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("fr-FR");

        Assert.Equal(
            [
                "mastodon.social Mastodon | il y a 3 minutes toutes les 5 minutes | – | Répond | 1 trou de 1 h",
                "piaille.fr Mastodon | il y a 6 heures toutes les 5 minutes | – | Arrêtée Depuis 20 nov., 07:00 : l'instance ne montre pas les hashtags aux inconnus (403). "
                    + "Vérifiez les sources et les hashtags de la campagne. De nouveau interrogée à partir de 20 nov., 13:40. | 3 trous, le plus long 6 h",
                "api.x.com X | il y a 52 minutes chaque heure | 3,60 $US | Répond | Aucun",
            ],
            await RowsAsync(window, app));
        Assert.Equal(
            ["X, toutes campagnes : 3,205 $US dépensés ce mois-ci sur 5,00 $US au plus ; 4,40 $US à la fin du mois, à ce rythme."],
            (await window.Page.Locator(".budgets li").AllInnerTextsAsync()).Select(Plain));
    }

    [SkippableFact]
    public async Task Gaps_open_newest_first_and_stay_open_while_the_page_is_read_again()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB");
        await window.Page.Clock.InstallAsync(new() { TimeDate = Now.UtcDateTime });
        await RowsAsync(window, app);
        await window.Page.GetByText("3 gaps, the longest 6 hrs").ClickAsync();
        string[] gaps =
        [
            "Since 20 Nov, 07:00 Still open · the instance does not show hashtags to strangers (403)",
            "19 Nov, 07:00–08:30 Not recovered · timeout",
            "16 Nov, 09:00–11:00 Recovered · timeout",
        ];
        var list = window.Page.Locator(".fares details[open] li");
        Assert.Equal(gaps, (await list.AllInnerTextsAsync()).Select(Plain));
        await list.Nth(1).EvaluateAsync("item => { item.dataset.seen = 'before'; }");

        app.Sources = [SourceAnswers.Source("mastodon", "mastodon.social", asked: Now.AddMinutes(-1)), SourceAnswers.Stopped, SourceAnswers.Costing];
        await window.Page.Clock.RunForAsync(30_000);
        await window.Page.GetByText("1 minute ago").WaitForAsync();

        Assert.Equal(gaps, (await list.AllInnerTextsAsync()).Select(Plain));
        Assert.Equal("before", await list.Nth(1).GetAttributeAsync("data-seen"));
    }

    [SkippableFact]
    public async Task Every_way_that_a_source_may_stand_has_its_words()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Budgets = [new { kind = "other", spent = 1m, cap = 2m, projected = 2m, off = (string?)null }, new { kind = "x", spent = 12.5m, cap = 50m, projected = 40m, off = (string?)null }];
        app.Sources =
        [
            SourceAnswers.Source("bluesky", "bsky.social"),
            SourceAnswers.Source("mastodon", "a.example", hashtags: ["velo", "foret"], asked: Now.AddHours(-1), quietUntil: Now.AddMinutes(5)),
            SourceAnswers.Source("mastodon", "a.example", hashtags: ["إصلاح"], asked: Now.AddMinutes(-12), why: ("answered 503", "une réponse d'erreur (503)"), quietUntil: Now.AddMinutes(-1)),
            SourceAnswers.Source("feed", "b.example", url: "https://b.example/news.xml?token=secret", asked: Now.AddMinutes(-1), everyMinutes: 90),
            SourceAnswers.Source("x-search", "api.x.com", asked: Now, everyMinutes: 1, dollarsAMonth: null),
            SourceAnswers.Source("mastodon", "c.example", asked: Now.AddDays(-3), everyMinutes: null),
        ];
        await using var window = await chromium.OpenAsync("en-US");

        Assert.Equal(
            [
                "bsky.social Bluesky | not yet every 5 minutes | – | Not asked yet | None",
                "a.example Mastodon #velo #foret | 1 hour ago every 5 minutes | – | Quiet Asked again from Nov 20, 1:05 PM. | None",
                "a.example Mastodon #إصلاح | 12 minutes ago every 5 minutes | – | No answer answered 503 | None",
                "b.example/news.xml Feed | 1 minute ago every 90 minutes | – | Answering | None",
                "api.x.com X, search | now every minute | not known yet | Answering | None",
                "c.example Mastodon | 3 days ago | – | Not asked | None",
            ],
            await RowsAsync(window, app));
        Assert.Equal(
            ["X, all campaigns: $12.50 spent this month of $50.00 at most; at least $40.00 when it ends, at this pace."],
            await window.Page.Locator(".budgets li").AllInnerTextsAsync());
        Assert.False(await window.Page.Locator(".card:has(.fares) .heading .chip").IsVisibleAsync());
    }

    [SkippableFact]
    public async Task Reasons_and_hosts_are_text_whatever_they_contain_and_nothing_is_wider_than_a_telephone()
    {
        const string markup = "<img src=x onerror=alert(1)>";
        await using var app = await DashboardApp.StartAsync();
        app.Sources =
        [
            SourceAnswers.Source(
                markup, $"{new string('w', 150)}.example", hashtags: [markup], asked: Now.AddHours(-2), why: (markup, markup), stoppedSince: Now.AddHours(-2),
                advice: (markup, markup), gaps: [SourceAnswers.Gap(-2, null, markup, markup)], dollarsAMonth: 123_456.789m),
            SourceAnswers.Source("feed", "b.example", url: $"https://b.example/{new string('p', 300)}"),
        ];
        app.Topics = ([SourceAnswers.Topic(markup + new string('h', 120), 5, rising: 9)], [SourceAnswers.Known("x", markup, (markup, markup))]);
        await using var window = await chromium.OpenAsync("en-US", width: 360);
        var rows = await RowsAsync(window, app);
        await window.Page.Locator(".fares summary").First.ClickAsync();
        await window.Page.Locator(".topics li").WaitForAsync();

        Assert.Contains($"Stopped Since Nov 20, 11:00 AM: {markup}. {markup}", rows[0], StringComparison.Ordinal);
        Assert.Equal(0, await window.Page.Locator("main img").CountAsync());
        Assert.Equal(0, await window.OverflowAsync());
        Assert.Equal(2, await window.Page.GetByRole(AriaRole.Rowheader).And(window.Page.Locator(".fares th")).CountAsync());
        Assert.Equal(1, await window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Gaps, 7 days" }).CountAsync());
        Assert.Empty(window.Troubles);
    }

    [SkippableFact]
    public async Task Without_a_source_or_a_price_there_is_neither_table_nor_cost()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Sources = [];
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app, "#/c/c_steady");
        await window.Page.GetByText("No source is asked for this campaign.").WaitForAsync();
        Assert.False(await window.Page.Locator(".fares").IsVisibleAsync());
        Assert.Equal(0, await window.Page.Locator(".budgets li").CountAsync());

        app.Sources = [SourceAnswers.Answering];
        await window.ShowAsync(app, "#/c/c_surging");
        await window.Page.Locator(".fares").WaitForAsync();
        Assert.False(await window.Page.GetByRole(AriaRole.Columnheader, new() { Name = "A month" }).IsVisibleAsync());
        Assert.Equal(0, await window.Page.Locator(".budgets li").CountAsync());
    }

    private static async Task<string[]> RowsAsync(DashboardWindow window, DashboardApp app)
    {
        await window.ShowAsync(app, "#/c/c_surging");
        await window.Page.Locator(".fares tbody tr").First.WaitForAsync();
        var rows = await window.Page.Locator(".fares tbody tr").EvaluateAllAsync<string[][]>("rows => rows.map(row => [...row.children].map(cell => cell.innerText))");
        return [.. rows.Select(cells => Plain(string.Join(" | ", cells)))];
    }

    // Spaces that a line does not break at, thin ones, and the ends of lines are spaces to a reader.
    private static string Plain(string text) => string.Join(' ', text.Split([' ', '\n', '\u00a0', '\u2009', '\u202f'], StringSplitOptions.RemoveEmptyEntries));
}
