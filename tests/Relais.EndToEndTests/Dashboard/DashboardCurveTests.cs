using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>The curve of a campaign with its alerts and gaps, and what became of the deliveries.</summary>
public sealed class DashboardCurveTests(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_curve_is_drawn_with_its_alerts_and_gaps_in_the_colours_of_the_page(ColorScheme scheme)
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync(scheme: scheme);
        await window.ShowAsync(app, "#/c/c_surging");

        Assert.InRange(await window.PixelsAsync("--curve"), 200, int.MaxValue);
        Assert.InRange(await window.PixelsAsync("--alert"), 500, int.MaxValue);
        Assert.InRange(await window.PixelsAsync("--gap"), 50, int.MaxValue);
        var plot = window.Page.Locator(".plot");
        Assert.Equal("288", await plot.GetAttributeAsync("data-points"));
        Assert.Equal("2", await plot.GetAttributeAsync("data-alerts"));
        Assert.Equal("3", await plot.GetAttributeAsync("data-gaps"));
    }

    [SkippableFact]
    public async Task Another_range_marks_what_falls_into_it()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app, "#/c/c_surging");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "1 hour" }).ClickAsync();
        await window.Page.Locator(".plot[data-points='60'][data-alerts='1'][data-gaps='1']").WaitForAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "7 days" }).ClickAsync();
        await window.Page.Locator(".plot[data-points='168'][data-alerts='3'][data-gaps='3']").WaitForAsync();

        Assert.EndsWith("#/c/c_surging?hours=168", window.Page.Url, StringComparison.Ordinal);
        Assert.Equal("7 days", await window.TextAsync(".ranges [aria-current]"));
    }

    [SkippableFact]
    public async Task A_curve_without_posts_has_no_mark_and_says_so()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app, "#/c/c_steady");

        Assert.Equal(0, await window.PixelsAsync("--alert"));
        Assert.Equal(
            "No post counted yet. The sources are asked regularly; the curve begins with the first post found.",
            await window.TextAsync(".empty"));
        Assert.Contains("No alert so far.", await window.TextAsync(".columns > .card"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Who_does_not_see_the_curve_is_told_what_it_shows()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB");
        await window.ShowAsync(app, "#/c/c_surging?hours=1");

        Assert.Equal(
            "Posts per minute, 20 Nov, 12:00 to 20 Nov, 13:00. 297 posts in all, at most 30 at 12:00. 1 alert marked; 1 gap marked.",
            await window.Page.Locator(".plot").GetAttributeAsync("aria-label"));
    }

    [SkippableFact]
    public async Task What_nobody_looked_at_is_not_a_zero()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB");
        await window.ShowAsync(app, "#/c/c_surging?hours=168");
        await window.Page.GetByText("The same curve as a table").ClickAsync();
        var rows = await window.Page.Locator(".curve tbody tr").AllInnerTextsAsync();

        Assert.Equal(168, rows.Count);
        Assert.Equal("20 Nov, 07:00\tnot known\tgap", rows.Single(row => row.StartsWith("20 Nov, 07:00", StringComparison.Ordinal)));
        Assert.Equal("20 Nov, 04:00\t3\trecovered gap", rows.Single(row => row.StartsWith("20 Nov, 04:00", StringComparison.Ordinal)));
        Assert.Equal("20 Nov, 12:00\t≥ 30\tAlert 3, gap", rows[^1]);
    }

    [SkippableFact]
    public async Task The_states_of_every_delivery_add_up_to_its_audience()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app, "#/c/c_surging");
        var sums = await window.Page.Locator(".deliveries").EvaluateAllAsync<int[][]>(
            """
            all => all.map(one => [Number(one.dataset.audience),
              [...one.querySelectorAll("[data-count]")].reduce((sum, state) => sum + Number(state.dataset.count), 0)])
            """);

        Assert.Equal([901, 901, 0], sums.Select(sum => sum[0]));
        Assert.All(sums, sum => Assert.Equal(sum[0], sum[1]));
        var first = window.Page.Locator(".alerts > li").First;
        Assert.Equal("901 deliveries", await first.Locator(".deliveries > p").InnerTextAsync());
        Assert.Equal(
            ["Sent 812", "Planned 14", "Deferred 22", "Failed 9", "Expired 3", "Suppressed 41"],
            await first.Locator(".states li").AllInnerTextsAsync());
        Assert.Equal(0, await window.Page.Locator(".problem:visible").CountAsync());
    }

    [SkippableFact]
    public async Task An_alert_says_what_when_and_why()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("fr-FR");
        await window.ShowAsync(app, "#/c/c_surging");
        var alerts = await window.Page.Locator(".alerts > li").AllInnerTextsAsync();

        Assert.Equal(3, alerts.Count);
        Assert.StartsWith(
            "3\n#BoîteÀOutils s’envole\nEn cours\nEnvolée · Depuis 20 nov., 11:00\n120 publications là où 18,5 sont habituelles.",
            Lines(alerts[0]), StringComparison.Ordinal);
        Assert.StartsWith("2\n#BoîteÀOutils s’envole\nTerminée\nEnvolée · 20 nov., 01:00 – 02:00\n", Lines(alerts[1]), StringComparison.Ordinal);
    }

    // Spaces around a dash are thin ones in French, and a browser may put an empty line between blocks.
    private static string Lines(string text) =>
        string.Join('\n', text.Replace('\u2009', ' ').Replace('\u202f', ' ').Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
