using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>What an organiser sees on the page, in a real browser.</summary>
public sealed class DashboardPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task Nothing_is_asked_of_another_host_and_nothing_goes_wrong()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        foreach (var place in new[] { "#/c/c_surging", "#/c/c_surging?hours=1", "#/c/c_surging?hours=168", "#/c/c_steady" })
            await window.ShowAsync(app, place);
        await window.Page.GetByText("The same curve as a table").ClickAsync();

        Assert.Contains(window.Requests, address => address.EndsWith("uPlot.iife.min.js", StringComparison.Ordinal));
        Assert.All(window.Requests, address => Assert.True(
            address.StartsWith(app.Address + "/", StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal), address));
        Assert.Empty(window.Troubles);
    }

    [SkippableFact]
    public async Task A_script_that_is_not_a_file_of_ours_does_not_run()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        await window.Page.EvaluateAsync(
            "() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");

        Assert.False(await window.Page.EvaluateAsync<bool>("window.ran === true"));
        Assert.Contains("Content Security Policy", Assert.Single(window.Troubles), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("fr-FR", "", "fr", "Campagnes", "2 campagnes · 1 alerte en cours", "5,2 au-dessus de l’habitude")]
    [InlineData("en-GB", "", "en", "Campaigns", "2 campaigns · 1 alert in progress", "5.2 above usual")]
    [InlineData("de-DE", "", "en", "Campaigns", "2 campaigns · 1 alert in progress", "5.2 above usual")]
    [InlineData("en-GB", "?lang=fr", "fr", "Campagnes", "2 campagnes · 1 alerte en cours", "5,2 au-dessus de l’habitude")]
    [InlineData("fr-FR", "?lang=en", "en", "Campaigns", "2 campaigns · 1 alert in progress", "5.2 above usual")]
    public async Task The_page_speaks_the_language_of_the_browser_unless_another_is_asked_for(
        string locale, string search, string language, string title, string number, string momentum)
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync(locale);
        await window.ShowAsync(app, search: search);

        Assert.Equal(language, await window.Page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.Equal(title, await window.TextAsync("h1"));
        Assert.Equal(number, await window.TextAsync(".title .quiet"));
        Assert.Contains(momentum, await window.TextAsync(".campaign.firing"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Both_languages_say_the_same_things()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        var shapes = await window.Page.EvaluateAsync<string[]>(
            """
            async () => Promise.all(["en", "fr"].map(async code => {
              const { default: texts } = await import(`/dashboard/assets/texts-${code}.js`);
              const shape = text => [text].flat().map(sentence => (sentence.match(/\{\w+\}/g) ?? []).sort().join()).join("/");
              return Object.keys(texts).sort().map(name => name + " " + shape(texts[name])).join("\n");
            }))
            """);

        Assert.Equal(shapes[0], shapes[1]);
    }

    [SkippableFact]
    public async Task A_name_is_text_whatever_it_contains()
    {
        const string name = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [Campaign.Surging with { Name = name, Hashtags = ["<b>tag"] }];
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        Assert.Equal(name, await window.TextAsync(".campaign h2"));

        await window.ShowAsync(app, "#/c/c_surging");
        await window.UpdatedAsync();
        Assert.Equal(name, await window.TextAsync("h1"));
        Assert.Equal("#<b>tag", await window.TextAsync(".subtitle .hashtags"));
        Assert.Equal(0, await window.Page.Locator("main img, main script, main b b, .hashtags b").CountAsync());
        Assert.Empty(window.Troubles);
    }

    [SkippableTheory]
    [InlineData("fr-FR")]
    [InlineData("en-US")]
    public async Task At_360_pixels_nothing_is_wider_than_the_screen(string locale)
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [Campaign.Surging with { Name = new string('W', 120), Hashtags = [new string('m', 100)] }, Campaign.Steady];
        await using var window = await chromium.OpenAsync(locale, width: 360);
        await window.Page.GotoAsync($"{app.Address}/dashboard");
        await window.Page.Locator("#key").WaitForAsync();
        Assert.Equal(0, await window.OverflowAsync());

        await window.ShowAsync(app);
        Assert.Equal(0, await window.OverflowAsync());

        await window.ShowAsync(app, "#/c/c_surging");
        await window.Page.Locator("details summary").First.ClickAsync();
        Assert.Equal(0, await window.OverflowAsync());
    }

    [SkippableFact]
    public async Task An_empty_dashboard_says_how_to_create_the_first_campaign()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [];
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);

        Assert.Equal("No campaign yet", await window.TextAsync(".none h2"));
        Assert.Equal(
            $$"""
            curl -X POST {{app.Address}}/api/campaigns \
              -H "Authorization: Bearer $RELAIS_KEY" \
              -H "Content-Type: application/json" \
              -d '{"name":"My campaign","hashtags":["BoîteÀOutils"],"sources":[{"kind":"mastodon","host":"mastodon.social"}]}'
            """, await window.TextAsync(".none pre"));
    }

    [SkippableFact]
    public async Task A_long_list_is_shown_by_the_twenty()
    {
        await using var app = await DashboardApp.StartAsync();
        app.Campaigns = [.. Enumerable.Range(1, 50).Select(number => new Campaign($"c_{number}", $"Campaign {number:00}"))];
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        Assert.Equal(20, await window.Page.Locator(".campaign").CountAsync());

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show 20 more" }).ClickAsync();
        Assert.Equal(40, await window.Page.Locator(".campaign").CountAsync());
        Assert.Equal("Campaign 21", await window.Page.EvaluateAsync<string>("document.activeElement.textContent"));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Show 10 more" }).ClickAsync();
        Assert.Equal(50, await window.Page.Locator(".campaign").CountAsync());
        Assert.False(await window.Page.Locator("button.more").IsVisibleAsync());
    }
}
