using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>How the key comes in, where it stays, and what the page says when it cannot read.</summary>
public sealed class DashboardKeyTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Refused = "This key was not accepted: it may be mistyped, expired or withdrawn. Check it and try again.";

    [SkippableFact]
    public async Task The_key_leaves_the_address_at_once_and_stays_in_the_tab()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);

        Assert.Equal($"{app.Address}/dashboard#/", window.Page.Url);
        Assert.DoesNotContain(window.Requests, address => address.Contains(DashboardApp.Key, StringComparison.Ordinal));
        Assert.Equal(DashboardApp.Key, await window.Page.EvaluateAsync<string>("sessionStorage.getItem('relais.key')"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("localStorage.length + document.cookie.length"));

        await window.Page.ReloadAsync();
        await window.UpdatedAsync();
        Assert.Equal("Campaigns", await window.TextAsync("h1"));
    }

    [SkippableFact]
    public async Task A_wrong_key_brings_the_form_back_with_the_reason_and_the_right_one_opens()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.Page.GotoAsync($"{app.Address}/dashboard#key=rk_wrong");
        await window.Page.GetByText(Refused).WaitForAsync();
        Assert.Null(await window.Page.EvaluateAsync<string?>("sessionStorage.getItem('relais.key')"));

        await window.Page.GetByLabel("Organiser key").FillAsync("clé avec espaces");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        Assert.Equal(
            "This does not look like a key: a key is one word that begins with rk_, without spaces or accents.", await window.TextAsync(".problem"));

        // The whole address is pasted as often as the key alone.
        await window.Page.GetByLabel("Organiser key").FillAsync($" {app.Address}/dashboard#key={DashboardApp.Key} ");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.UpdatedAsync();
        Assert.Equal("Campaigns", await window.TextAsync("h1"));
    }

    [SkippableFact]
    public async Task A_forgotten_key_is_gone_from_the_tab()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Forget the key" }).ClickAsync();

        Assert.Equal("The key was forgotten. This tab can no longer read anything.", await window.TextAsync(".problem"));
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("sessionStorage.length"));
        Assert.Equal(0, await window.Page.Locator(".campaign").CountAsync());
    }

    [SkippableFact]
    public async Task A_reading_that_fails_is_said_and_what_was_read_stays_with_its_time()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB");
        await window.Page.Clock.InstallAsync(new() { TimeDate = new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc) });
        await window.ShowAsync(app);
        app.Status = 503;
        await window.Page.Clock.RunForAsync(30_000);
        await window.Page.Locator(".notice").WaitForAsync();
        Assert.Matches(
            @"^What you see dates from 13:00:0\d and is not being refreshed\. The server answered with an error \(503\)\.$",
            await window.TextAsync(".notice p"));
        Assert.Equal(2, await window.Page.Locator(".campaign").CountAsync());

        app.Status = 200;
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Try again now" }).ClickAsync();
        await window.Page.Locator(".notice").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Matches(@"^Updated at 13:00:3\d$", await window.TextAsync("#freshness"));
    }

    [SkippableFact]
    public async Task The_page_is_read_again_every_thirty_seconds_while_somebody_looks()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        var start = new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
        await window.Page.Clock.InstallAsync(new() { TimeDate = start });
        await window.ShowAsync(app);
        // From here on the page's time stands still unless it is moved.
        await window.Page.Clock.PauseAtAsync(start.AddSeconds(25));
        Assert.Equal(1, app.Asked);

        await ReadAgainAsync(() => window.Page.Clock.RunForAsync(15_000));
        Assert.Equal(2, app.Asked);

        await LookAsync("hidden");
        await window.Page.Clock.RunForAsync(300_000);
        await window.Page.APIRequest.GetAsync($"{app.Address}/dashboard");
        Assert.Equal(2, app.Asked);

        await ReadAgainAsync(() => LookAsync("visible"));
        Assert.Equal(3, app.Asked);

        Task ReadAgainAsync(Func<Task> act) => window.Page.RunAndWaitForResponseAsync(act, answer => answer.Url.EndsWith("/api/dashboard", StringComparison.Ordinal));

        Task LookAsync(string state) => window.Page.EvaluateAsync(
            """
            state => {
              Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }
            """, state);
    }

    [SkippableFact]
    public async Task A_campaign_that_is_not_there_is_said_to_be_missing()
    {
        await using var app = await DashboardApp.StartAsync();
        await using var window = await chromium.OpenAsync();
        await window.ShowAsync(app);
        await window.Page.EvaluateAsync("() => { location.hash = '#/c/c_nowhere'; }");
        await window.Page.GetByText("This campaign does not exist, or no longer does.").WaitForAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "All campaigns" }).ClickAsync();
        await window.UpdatedAsync();
        Assert.Equal("Campaigns", await window.TextAsync("h1"));
    }
}
