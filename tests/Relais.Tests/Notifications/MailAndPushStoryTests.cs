using System.Buffers.Text;
using System.Security.Cryptography;
using Relais.Notifications.Channels;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>From a subscription over HTTP to a mail in a mailbox and a push at a browser's service, through the whole app.</summary>
public sealed class MailAndPushStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_call_reaches_people_by_mail_and_by_push_and_no_log_says_where_they_are()
    {
        using var server = await MailServer.StartAsync();
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = server.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "Relais <relais@example.org>",
            ["WebPush:PublicKey"] = WebPushTests.PublicKey, ["WebPush:PrivateKey"] = WebPushTests.PrivateKey, ["WebPush:Subject"] = "mailto:ops@example.org",
            ["Relais:PublicUrl"] = "https://relais.example.org",
        });
        var service = new WebhookReceiver(app.Outside, "push.example.net") { Otherwise = WebhookReceiver.Says(201) };
        await app.CampaignAsync();
        var mailed = await SubscribeAsync(app, """{"channel":"email","address":"Ada@Example.org","language":"fr"}""");
        var gone = await SubscribeAsync(app, """{"channel":"email","address":"rcpt-550-5.1.1@example.org"}""");
        var keys = $"{Base64Url.EncodeToString(WebPushKeys.BytesOf(browser.ExportParameters(false).Q))}.{Base64Url.EncodeToString(new byte[16])}";
        await SubscribeAsync(app, $$"""{"channel":"webpush","address":"https://push.example.net/send/secret-of-ada","secret":"{{keys}}"}""");

        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();

        var mail = await server.NextAsync("mail");
        Assert.Equal(("Marche à midi", "Ada@example.org"), (mail.GetProperty("subject").GetString(), Assert.Single(mail.GetProperty("to").EnumerateArray()).GetString()));
        Assert.Contains($"https://relais.example.org/me/climat~{mailed}~", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Single(service.Received);
        Assert.Equal("gone", (await app.GetAsync($"/api/campaigns/climat/subscriptions/{gone}")).Expect(200).Read("off"));
        foreach (var secret in (string[])["example.org>", "da@", "rcpt-550", "secret-of-ada", keys.Split('.')[0], WebPushTests.PrivateKey])
        {
            Assert.DoesNotContain(app.Log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [SkippableFact]
    public async Task A_server_that_does_not_take_our_name_is_left_alone_and_everybody_hears_once_it_does()
    {
        using var server = await MailServer.StartAsync(new { sender = "550 5.7.1 who are you" });
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = server.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "relais@example.org",
        });
        await app.CampaignAsync();
        foreach (var n in Enumerable.Range(0, 5))
        {
            await SubscribeAsync(app, $$"""{"channel":"email","address":"n{{n}}@example.org"}""");
        }

        (await app.CallAsync("march")).Expect(201);
        await app.SettleAsync();
        Assert.Equal("5.7.1", (await app.GetAsync("/api/destinations")).Expect(200).Read("destinations", "0", "pausedFor"));

        await server.RefuseSenderAsync("");
        await app.StepUntilAsync(app.Now.AddHours(1));
        var mails = (await server.UntilAsync("mail", 5)).Where(line => line.GetProperty("is").GetString() == "mail");
        Assert.Equal(Enumerable.Range(0, 5).Select(n => $"n{n}@example.org"), mails.Select(mail => mail.GetProperty("to")[0].GetString()!).Order(StringComparer.Ordinal));
    }

    [SkippableTheory]
    [InlineData("""{"channel":"email","address":"ada@example.org,eve@example.org"}""", "address: must be one e-mail address, such as name@example.org.")]
    [InlineData("""{"channel":"email","address":"ada@example.org","secret":"x"}""", "secret: must be left out: this channel has none.")]
    public async Task What_cannot_be_written_to_is_refused_at_the_door(string draft, string fault)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Smtp:Host"] = "localhost", ["Smtp:From"] = "relais@example.org" });
        await app.CampaignAsync();
        var answer = (await app.PostAsync("/api/campaigns/climat/subscriptions", draft)).Expect(400);
        Assert.Equal(fault, answer.Detail);
    }

    private static async Task<string> SubscribeAsync(RelaisApp app, string draft) => (await app.PostAsync("/api/campaigns/climat/subscriptions", draft)).Expect(201).Read("id");
}
