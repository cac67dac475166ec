using System.Text;
using Relais.Http;
using Relais.Notifications;
using Relais.Operations;
using Relais.Polling;
using Relais.Tests.Alerts;
using Relais.Tests.Notifications;
using Relais.Tests.Polling;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions.Chats;

namespace Relais.Tests.Operations;

/// <summary>The doctor asked of an app whose strangers are ill: sources, paid networks, mail, Telegram, destinations, sites that push; and what it never says.</summary>
public sealed class DoctorOutsideTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;

    [SkippableFact]
    public async Task A_source_that_has_stopped_and_questions_that_nobody_puts_are_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        _ = new MastodonInstance(app.Outside, () => app.Now, "a.example");
        _ = new MastodonInstance(app.Outside, () => app.Now, "b.example") { Instead = MastodonInstance.Says(403, "{}") };
        await app.CampaignAsync(hosts: ["a.example"]);
        await app.CampaignAsync("river", hashtags: ["river"], hosts: ["b.example"]);
        await app.StepUntilAsync(Morning.AddMinutes(11), minutes: 1);

        var stopped = Assert.Single(await app.FindingsAsync("sources"));
        Assert.Matches(
            @"^warning source-stopped: Nothing is read from mastodon at b\.example \(river\) since 2026-03-02 08:0\d UTC: the instance does not show hashtags to strangers \(403\)\. Look at the campaign's sources and hashtags, and change what is wrong there; it is tried again by itself\.$",
            stopped);

        // Longer than twice the hour in which idle campaigns are asked.
        app.SetClock(Morning.AddHours(4));
        var found = await app.FindingsAsync("sources");
        Assert.Matches(
            @"^error polls-late: 1 of 2 questions was not put for longer than its rhythm, the first since 2026-03-02 08:\d\d UTC\. Look whether the app runs, whether SchedulePolls or PollSource is switched off, and what the log says of them\.$",
            found[0]);
        Assert.Equal(stopped, found[1]);
    }

    [SkippableFact]
    public async Task A_paid_network_is_told_that_is_off_or_whose_money_is_nearly_gone()
    {
        const string Campaign = """{"name":"River","hashtags":["river"],"cadence":"watch","sources":[{"kind":"x"}]}""";
        var prefix = Azurite.NewName("doctor");
        await using (var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings, prefix: prefix))
        {
            (await app.PostAsync("/api/campaigns", Campaign)).Expect(201);

            Assert.Equal(
                ["error budget-off: Live campaigns have 1 question to x that nobody puts: X is off: Polling:X:BearerToken is not set. Set what is missing as docs/x.md tells, or take the network out of the campaigns' sources."],
                await app.FindingsAsync("budgets"));
        }

        await using var paid = await RelaisApp.StartAsync(azurite, settings: DoctorStory.With([.. FakeX.Settings(1).Select(setting => (setting.Key, setting.Value))]), prefix: prefix);
        Assert.True(await paid.Get<Budgets>().TrySpendAsync("x", 900, 1_000, paid.Now, default));

        Assert.Equal(
            ["warning budget-nearly-spent: x has cost $0.90 of the $1.00 that this month may cost. Set a higher cap, follow less, or wait: docs/x.md says how."],
            await paid.FindingsAsync("budgets"));
    }

    [SkippableFact]
    public async Task A_mail_server_that_takes_our_sign_in_is_well_and_one_that_does_not_is_told_and_neither_is_sent_a_mail()
    {
        using var server = await MailServer.StartAsync(new { user = "relais", password = "right" });
        Dictionary<string, string?> Settings(string password) => DoctorStory.With(
            ("Smtp:Host", "localhost"), ("Smtp:Port", server.Port.ToString()), ("Smtp:Security", "none"), ("Smtp:From", "relais@example.org"), ("Smtp:User", "relais"), ("Smtp:Password", password));
        await using var well = await RelaisApp.StartAsync(azurite, settings: Settings("right"));
        await using var wrong = await RelaisApp.StartAsync(azurite, settings: Settings("wr0ng-secret"));

        Assert.Empty(await well.FindingsAsync());
        Assert.True((await server.NextAsync("signedIn")).GetProperty("isRight").GetBoolean());
        Assert.Equal(
            ["error mail-refused: The mail server does not let us in (5.7.8). Set Smtp:User and Smtp:Password anew; some servers want a password made for programs. docs/operations.md, Sending e-mail, tells what its codes mean."],
            await wrong.FindingsAsync());
        Assert.False((await server.NextAsync("signedIn")).GetProperty("isRight").GetBoolean());
        Assert.Equal(0, server.Waiting("mail"));
    }

    [SkippableFact]
    public async Task A_bot_that_brings_nothing_here_or_that_telegram_does_not_know_is_told()
    {
        var (app, telegram) = await TelegramStandIn.StartAsync(azurite, isConnected: false);
        await using var disposed = app;
        telegram.Answers["getWebhookInfo"] = (200, """{"ok":true,"result":{"url":"","pending_update_count":0}}""");

        Assert.Equal(
            ["warning telegram-not-connected: Telegram does not bring here what people write to the bot: nobody can join by it, and /stop is not heard. Connect it: POST /api/channels/telegram/connect, with a key of scope admin."],
            await app.FindingsAsync());

        telegram.Answers["getWebhookInfo"] = (401, """{"ok":false,"error_code":401,"description":"Unauthorized"}""");
        Assert.Equal(
            ["error telegram-refused: Telegram was asked about the bot: Telegram:BotToken is not known to Telegram. Set Telegram:BotToken to the token that BotFather shows, and look whether this app may call api.telegram.org."],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task A_site_with_the_wrong_secret_is_told()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.With(("Intake:StrangersAtOnce", "1000")));
        await app.CampaignAsync();
        var path = new Uri((await app.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"standard-webhooks","name":"Our shop","secret":"{{WebhookSecret.Create().Reveal()}}"}""")).Expect(201).Read("url")).AbsolutePath;
        for (var call = 0; call < 10; call++)
        {
            (await app.SendContentAsync(HttpMethod.Post, path, new StringContent("{}", Encoding.UTF8, "application/json"), "")).Expect(401);
        }

        Assert.Equal(
            ["warning inlet-refuses: 10 calls of standard-webhooks to climat were refused within a day: no signature. Set the same secret on both sides, as docs/providers.md tells of each site; GET /api/campaigns/{campaign}/inlets/{inlet} says when calls were refused."],
            await app.FindingsAsync());
    }

    [SkippableFact]
    public async Task What_keeps_people_from_hearing_is_told_and_no_sentence_holds_an_address_a_secret_or_anybodys_words()
    {
        var inlet = WebhookSecret.Create().Reveal();
        using var server = await MailServer.StartAsync(new { user = "relais", password = "right" });
        var settings = DoctorStory.With(
            ("Smtp:Hostt", "value-of-a-typo"), ("Smtp:Host", "localhost"), ("Smtp:Port", server.Port.ToString()), ("Smtp:Security", "none"), ("Smtp:From", "sender@example.org"), ("Smtp:User", "user-of-smtp"), ("Smtp:Password", "wr0ng-secret"),
            ("Telegram:BotToken", TelegramStandIn.Token), ("Polling:X:BearerToken", FakeX.Token), ("Polling:Bluesky:Handle", "handle.bsky.social"), ("Polling:Bluesky:AppPassword", "app-pass-word-1234"),
            ("Matrix:Homeserver", "https://matrix.example.org"), ("Matrix:AccessToken", "syt_token_of_matrix"));
        await using var app = await RelaisApp.StartAsync(azurite, settings: settings);
        app.Outside.Put("api.telegram.org", WebhookReceiver.Says(401, body: """{"ok":false,"description":"Unauthorized"}"""));
        await app.CampaignAsync();
        (await app.SubscriberAsync("s_gone")).Otherwise = WebhookReceiver.Says(410);
        (await app.SubscriberAsync("s_well")).Otherwise = WebhookReceiver.Says(204);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient("s_ada", "email", "ada@example.org", null, "en"), default);
        (await app.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"standard-webhooks","name":"Our shop","secret":"{{inlet}}"}""")).Expect(201);
        (await app.CallAsync("march")).Expect(201);
        await app.StepUntilAsync(Morning.AddMinutes(6), minutes: 1);
        await app.Get<Brakes>().PauseAsync(new Pause("webhook:hooks.example.org", app.Now.AddMinutes(10), "429", 1), default);
        (await app.PostAsync("/api/halt", """{"reason":"Ada at ada@example.org said stop"}""")).Expect(200);

        Assert.Equal(
            [
                "warning deliveries-halted: Nothing is sent since 2026-03-02 08:06 UTC: somebody has halted it. GET /api/halt says who and why; POST /api/resume has it go on.",
                "warning destinations-resting: 1 destination is left alone for a while: webhook:hooks.example.org (429). Nothing is lost: they are tried again. Where it lasts, docs/operations.md, Destinations that do not answer, tells what the reasons mean.",
                "warning deliveries-unsent: 1 delivery of the last day ended without being sent: climat (1). GET /api/campaigns/{campaign}/dead-letters says why; POST /api/campaigns/{campaign}/replays tries them again.",
                "note addresses-off: 1 address is switched off, because nothing reached it any more. GET /api/campaigns/{campaign}/subscriptions/reach says how many by which channel; ask for new ones, or take the subscriptions away.",
            ],
            await app.FindingsAsync("deliveries"));
        var report = await app.Get<Doctor>().ExamineAsync(default);
        Assert.Equal(["mail-refused", "setting-unknown", "telegram-refused"], report.Findings.Where(finding => finding.About != "deliveries").Select(finding => finding.Id).Order(StringComparer.Ordinal));
        var all = (await app.ExamineAsync()).Text + DoctorText.Of(report) + string.Join('\n', app.Log.Lines.Where(line => line.Contains("Looking at", StringComparison.Ordinal)));
        string[] secrets =
        [
            "value-of-a-typo", "sender@", "user-of-smtp", "wr0ng-secret", TelegramStandIn.Token, TelegramStandIn.Token.Split(':')[1], FakeX.Token, "handle.bsky", "app-pass-word", "syt_token", "ada@", "said stop", "/relais", Make.Secret,
            inlet, RelaisApp.Keys, app.Key, Azurite.AccountKey, "March at noon", "Our shop",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));
    }

    [SkippableFact]
    public async Task People_with_an_address_for_mail_and_no_mail_server_are_told_of()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient("s_ada", "email", "ada@example.org", null, "en"), default);

        Assert.Equal(
            ["error mail-unset: People are to be told by e-mail, and no mail server is set. Set Smtp:Host and Smtp:From as docs/operations.md, Sending e-mail, tells."],
            await app.FindingsAsync());
    }
}
