using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>The hashtags beside a campaign's own, and what the page says where it cannot read them.</summary>
public sealed class DashboardTopicsTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(
        "en-GB", "Also used with it", "Rising: at least twice as many posts a day today and yesterday as on the days before.", "Not known on X (api.x.com): X tells numbers only.",
        "#RepairCafé Rising 41 posts", "#修理 9 to 12 posts", "#إصلاح 3 posts · followed by a campaign here")]
    [InlineData(
        "fr-FR", "Utilisés avec", "En hausse : au moins deux fois plus de publications par jour aujourd’hui et hier que les jours d’avant.", "Inconnu sur X (api.x.com) : X ne donne que des nombres.",
        "#RepairCafé En hausse 41 publications", "#修理 de 9 à 12 publications", "#إصلاح 3 publications · suivi par une campagne d’ici")]
    public async Task Hashtags_are_shown_with_their_posts_and_those_that_rise_are_marked(string locale, string title, string note, string unknown, params string[] hashtags)
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync(locale);
        var card = await OpenAsync(window, app);
        await card.Locator(".topics li").First.WaitForAsync();

        Assert.Equal(title, await card.Locator("h2").InnerTextAsync());
        Assert.Equal(hashtags, (await card.Locator(".topics li").AllInnerTextsAsync()).Select(Line));
        Assert.True(await card.GetByText(note, new() { Exact = true }).IsVisibleAsync());
        Assert.Equal([unknown], await card.Locator(".unknown li").AllInnerTextsAsync());
        Assert.Equal(3, await card.Locator("bdi").CountAsync());
        Assert.Empty(window.Troubles);
    }

    [SkippableFact]
    public async Task That_none_is_there_is_said_only_where_somebody_has_looked()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Topics = ([], [SourceAnswers.Known("mastodon", "mastodon.social")]);
        await using var window = await chromium.OpenAsync();
        var none = (await OpenAsync(window, app)).GetByText("No other hashtag so far.");
        await none.WaitForAsync();

        app.Topics = ([], [SourceAnswers.Known("x", "api.x.com", ("X tells numbers only", "X ne donne que des nombres"))]);
        var card = await OpenAsync(window, app, "c_steady");
        await card.GetByText("Not known on X (api.x.com): X tells numbers only.").WaitForAsync();
        Assert.False(await none.IsVisibleAsync());
    }

    [SkippableFact]
    public async Task Which_are_rising_is_not_said_before_there_are_days_to_compare()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Topics = ([SourceAnswers.Topic("velo", 900)], [SourceAnswers.Known("mastodon", "mastodon.social")]);
        await using var window = await chromium.OpenAsync();
        var card = await OpenAsync(window, app);

        await card.GetByText("Which are rising can be told after a few days.").WaitForAsync();
        Assert.Equal(["#velo 900 posts"], (await card.Locator(".topics li").AllInnerTextsAsync()).Select(Line));
    }

    [SkippableFact]
    public async Task What_cannot_be_read_is_said_in_its_place_and_read_again_while_the_rest_stays()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Topics = null;
        app.Budgets = null;
        await using var window = await chromium.OpenAsync("en-GB");
        await window.Page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc) });
        var card = await OpenAsync(window, app);
        await card.GetByText("Nothing could be read yet. The server answered with an error (404).").WaitForAsync();
        await window.Page.GetByText("What this month has cost could not be read.").WaitForAsync();
        Assert.Equal(3, await window.Page.Locator(".fares tbody tr").CountAsync());
        Assert.False(await window.Page.Locator(".notice").IsVisibleAsync());

        (app.Topics, app.Budgets) = (SourceAnswers.Topics, [SourceAnswers.Budget]);
        await window.Page.Clock.RunForAsync(30_000);
        await card.Locator(".topics li").First.WaitForAsync();
        await window.Page.Locator(".budgets li").WaitForAsync();
        Assert.False(await card.GetByText("Nothing could be read yet.").IsVisibleAsync());
        Assert.False(await window.Page.GetByText("What this month has cost could not be read.").IsVisibleAsync());

        // What has been read is not asked for again until five minutes have passed.
        app.Topics = null;
        for (var minutes = 0.5; minutes < 5; minutes += 0.5)
        {
            await ReadAgainAsync("/sources");
        }

        Assert.Equal(2, window.Requests.Count(address => address.Contains("/topics?", StringComparison.Ordinal)));
        await ReadAgainAsync("/topics?sort=rising&limit=10");
        await card.GetByText("is not being refreshed. The server answered with an error (404).").WaitForAsync();
        Assert.Equal(3, await card.Locator(".topics li").CountAsync());

        Task ReadAgainAsync(string what) => window.Page.RunAndWaitForResponseAsync(() => window.Page.Clock.RunForAsync(30_000), answer => answer.Url.EndsWith(what, StringComparison.Ordinal));
    }

    private static async Task<ILocator> OpenAsync(DashboardWindow window, DashboardApp app, string campaign = "c_surging")
    {
        await window.ShowAsync(app, $"#/c/{campaign}");
        return window.Page.Locator(".side .card").First;
    }

    private static string Line(string text) => string.Join(' ', text.Split([' ', '\n', '\u00a0'], StringSplitOptions.RemoveEmptyEntries));
}
