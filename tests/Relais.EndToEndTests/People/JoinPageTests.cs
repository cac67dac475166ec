using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Relais.EndToEndTests.Alone;
using Relais.EndToEndTests.Dashboard;
using Relais.Tests.Notifications;

namespace Relais.EndToEndTests.People;

/// <summary>Somebody with a phone joins a campaign, is told, and stops: the published app, a real browser, a real mail server.</summary>
public sealed class JoinPageTests(StorageEmulator storage, Chromium chromium) : IClassFixture<StorageEmulator>, IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_phone_joins_by_mail_confirms_is_told_and_stops()
    {
        using var mail = await MailServer.StartAsync();
        await using var window = await chromium.OpenAsync("fr-FR", width: 390);
        await using var app = await AloneApp.StartAsync(
            storage.ConnectionString, "bymail", ("Smtp__Host", "localhost"), ("Smtp__Port", $"{mail.Port}"), ("Smtp__Security", "none"), ("Smtp__From", "Relais <relais@example.org>"));
        var campaign = await CampaignAsync(app);
        var page = window.Page;

        await page.GotoAsync(new Uri(app.Address, $"c/{campaign}").ToString());
        Assert.Equal("fr", await page.GetAttributeAsync("html", "lang"));
        Assert.Equal("Nous marchons.", await page.InnerTextAsync(".about"));
        Assert.Equal(0, await window.OverflowAsync());
        await page.GetByLabel("Votre adresse e-mail").FillAsync("ada@example.org");
        await WhenAtAnyHourAsync(page);
        await page.GetByLabel("Je veux être tenu au courant").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Envoyez-moi le lien pour confirmer" }).ClickAsync();
        Assert.Equal("Regardez vos messages", await page.InnerTextAsync("h1"));

        var question = await mail.NextAsync("mail");
        Assert.Equal(("ada@example.org", "Marche\u00a0: est-ce bien vous\u00a0?"), (question.GetProperty("to")[0].GetString(), question.GetProperty("subject").GetString()));
        await page.GotoAsync(Here(app, LinkIn(question, "/join/")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Oui, tenez-moi au courant" }).ClickAsync();
        Assert.Equal("Tout marche", await page.InnerTextAsync("h1"));
        Assert.Equal("Marche\u00a0: tout marche.", (await mail.NextAsync("mail")).GetProperty("subject").GetString());

        await RaiseAsync(app, campaign, "one");
        var told = await mail.NextAsync("mail");
        Assert.Equal("Venez", told.GetProperty("subject").GetString());

        await page.GotoAsync(Here(app, LinkIn(told, "/me/")));
        Assert.Contains("E-mail", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Equal(0, await window.OverflowAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Arrêter cette campagne" }).ClickAsync();
        Assert.Equal("C'est arrêté", await page.InnerTextAsync("h1"));

        // Nobody hears it, and so it is over at once.
        var silent = await RaiseAsync(app, campaign, "two");
        await Deadline.SeesAsync("the second call to be told to nobody", async () => (await StandsAsync(app, campaign, silent)) == 0 ? "nobody" : null);
        Assert.Equal(0, (await app.SendAsync(app.FirstKey, HttpMethod.Get, $"api/campaigns/{campaign}/subscriptions/reach")).Body.GetProperty("people").GetInt32());

        Assert.Empty(window.Troubles);
        Assert.All(window.Requests, address => Assert.StartsWith(app.Address.ToString(), address, StringComparison.Ordinal));
        Assert.DoesNotContain("ada@", app.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_browser_joins_itself_and_opens_what_was_closed_for_it()
    {
        await using var push = await PushService.StartAsync();
        await using var window = await chromium.OpenAsync("en-GB", width: 390);
        var (privateKey, publicKey) = PushService.CreateKeys();
        await using var app = await AloneApp.StartAsync(
            storage.ConnectionString, "bypush", ("WebPush__PublicKey", publicKey), ("WebPush__PrivateKey", privateKey), ("WebPush__Subject", "mailto:relais@example.org"));
        var campaign = await CampaignAsync(app);
        var page = window.Page;

        await page.AddInitScriptAsync(push.Script);
        await page.GotoAsync(new Uri(app.Address, $"c/{campaign}?by=webpush").ToString());
        await WhenAtAnyHourAsync(page);
        await page.GetByLabel("I want to be told").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me the link to confirm" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "Look at your messages" }).WaitForAsync();

        await Deadline.SeesAsync("the question", () => Task.FromResult(push.Received == 1 ? "it" : null));
        var question = await push.OpenAsync(0, publicKey, privateKey);
        Assert.Equal("Marche: is it you?", question.GetProperty("title").GetString());
        await page.GotoAsync(Here(app, question.GetProperty("url").GetString()!));
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, tell me" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "It works" }).WaitForAsync();
        await Deadline.SeesAsync("the welcome", () => Task.FromResult(push.Received == 2 ? "it" : null));

        await RaiseAsync(app, campaign, "one");
        await Deadline.SeesAsync("the call", () => Task.FromResult(push.Received == 3 ? "it" : null));
        var told = await push.OpenAsync(2, publicKey, privateKey);
        Assert.Equal(("Come", "Come all."), (told.GetProperty("title").GetString(), told.GetProperty("body").GetString()));

        await page.GotoAsync(Here(app, told.GetProperty("stop").GetString()!));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        Assert.Equal("It has stopped", await page.InnerTextAsync("h1"));
        Assert.Empty(window.Troubles);
    }

    // Whatever the hour is at which the test runs.
    private static async Task WhenAtAnyHourAsync(IPage page)
    {
        await page.Locator("summary").ClickAsync();
        await page.Locator("input[name=quiet]").UncheckAsync();
    }

    private static async Task<string> CampaignAsync(AloneApp app)
    {
        var (status, body) = await app.SendAsync(app.FirstKey, HttpMethod.Post, "api/campaigns", new
        {
            name = "Marche",
            hashtags = new[] { "marche" },
            page = new { about = new { en = "We march.", fr = "Nous marchons." } },
        });
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("id").GetString()!;
    }

    private static async Task<string> RaiseAsync(AloneApp app, string campaign, string once)
    {
        var (status, body) = await app.SendAsync(
            app.FirstKey, HttpMethod.Post, "api/alerts", new { campaign, title = new { en = "Come", fr = "Venez" }, body = new { en = "Come all.", fr = "Venez tous." } }, once);
        Assert.Equal(HttpStatusCode.Created, status);
        return body.GetProperty("id").GetString()!;
    }

    private static async Task<int> StandsAsync(AloneApp app, string campaign, string alert) =>
        (await app.SendAsync(app.FirstKey, HttpMethod.Get, $"api/campaigns/{campaign}/alerts/{alert}")).Body.GetProperty("deliveries").GetProperty("audience").GetInt32();

    /// <summary>A link that a mail has, by what it leads to.</summary>
    private static string LinkIn(JsonElement mail, string to) =>
        mail.GetProperty("text").GetString()!.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries).First(word => word.Contains(to, StringComparison.Ordinal));

    // Links begin with the public address, which a test that listens on any free port does not know beforehand.
    private static string Here(AloneApp app, string link) => new Uri(app.Address, new Uri(link).AbsolutePath).ToString();
}
