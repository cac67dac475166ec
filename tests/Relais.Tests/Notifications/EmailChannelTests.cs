using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Hosting.Local;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Notifications.Smtp;
using Relais.Secrets;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>What arrives as a mail at a server of others' making, taken apart by a reader of others' making, and what the server's words mean.</summary>
public sealed class EmailChannelTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PublicAddress Address = new("https://relais.example.org");
    private static readonly PersonalLinks Links = new(new KeyedHash(KeyRing.Parse(RelaisApp.Keys)), Address);

    private static readonly Notification Surge = new(
        "al_3a964e89fbad575ee98bbe", 1, "marche", "Marche", "surge", "firing",
        new Localized("Marche is surging.", "Marche s'envole\u00a0: 99 publications en une heure, et l'été n'a pas commencé."),
        new Localized("99 posts in an hour.\nUsually 24.\n\nGo & see <soon>.", "99 publications en une heure.\nD'habitude 24.\n\nAllez & voyez <bientôt>."), Noon, Noon.AddDays(1))
    {
        Url = "https://marche.example.org/?a=1&b=2",
    };

    private static readonly Recipient Someone = new("s_1", "email", "ada@example.org", null, "en");

    [SkippableFact]
    public async Task A_mail_is_this_from_its_first_header_to_its_last_line()
    {
        var (mail, raw) = await SendAsync(Surge, Someone);
        var (headers, parts) = (raw[..raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)], mail);
        var boundary = Regex.Match(headers, "boundary=\"(.*)\"").Groups[1].Value;
        Assert.Equal(
            $"""
            Date: Mon, 02 Mar 2026 12:03:00 +0000
            From: "Relais" <relais@example.org>
            To: ada@example.org
            Subject: Marche is surging.
            Message-ID: <al_3a964e89fbad575ee98bbe-1-s_1@relais.example.org>
            List-Id: "Marche" <marche.relais.example.org>
            List-Unsubscribe: <{Links.Stop("marche", "s_1")}>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            Auto-Submitted: auto-generated
            Content-Language: en
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="{boundary}"
            """.ReplaceLineEndings("\r\n"),
            headers);
        Assert.Equal(
            $"""
            Marche is surging.

            99 posts in an hour.
            Usually 24.

            Go & see <soon>.

            2 March 2026, 12:00 (UTC)

            Read more:
            https://marche.example.org/?a=1&b=2

            Change or stop:
            {Links.Manage("marche", "s_1")}

            """,
            parts.GetProperty("text").GetString());
        Assert.Equal(
            $"""
            <!doctype html>
            <html lang="en" dir="ltr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Marche is surging.</title>
            </head>
            <body style="margin:0;padding:24px 16px;font-family:sans-serif;font-size:16px;line-height:1.5">
            <div style="max-width:36em;margin:0 auto">
            <h1 dir="auto" style="margin:0 0 12px;font-size:20px;line-height:1.3">Marche is surging.</h1>
            <p dir="auto" style="margin:0 0 12px">99 posts in an hour.<br>
            Usually 24.</p>
            <p dir="auto" style="margin:0 0 12px">Go &amp; see &lt;soon&gt;.</p>
            <p style="margin:0 0 12px;font-size:14px">2 March 2026, 12:00 (UTC)</p>
            <p style="margin:0 0 12px"><a href="https://marche.example.org/?a=1&amp;b=2" style="display:inline-block;padding:8px 0">Read more</a></p>
            <p style="margin:0 0 12px"><a href="{Links.Manage("marche", "s_1")}" style="display:inline-block;padding:8px 0">Change or stop</a></p>
            </div>
            </body>
            </html>

            """,
            parts.GetProperty("html").GetString());
        Assert.Equal(("relais@example.org", "ada@example.org"), (mail.GetProperty("from").GetString(), Assert.Single(mail.GetProperty("to").EnumerateArray()).GetString()));
    }

    [SkippableFact]
    public async Task A_later_version_answers_the_first_and_a_repeat_is_the_same_mail()
    {
        var (mail, raw) = await SendAsync(Surge with { Version = 3, Status = "resolved" }, Someone with { Language = "fr" });
        Assert.Contains("\r\nMessage-ID: <al_3a964e89fbad575ee98bbe-3-s_1@relais.example.org>\r\nIn-Reply-To: <al_3a964e89fbad575ee98bbe-1-s_1@relais.example.org>\r\n"
            + "References: <al_3a964e89fbad575ee98bbe-1-s_1@relais.example.org>\r\n", raw, StringComparison.Ordinal);
        Assert.Equal("Marche s'envole\u00a0: 99 publications en une heure, et l'été n'a pas commencé.", mail.GetProperty("subject").GetString());
        Assert.Contains("\nD'habitude 24.\n\nAllez & voyez <bientôt>.\n\n2 mars 2026, 12:00 (UTC)\n\nEn savoir plus\u00a0:\nhttps://", mail.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(raw, (await SendAsync(Surge with { Version = 3, Status = "resolved" }, Someone with { Language = "fr" })).Raw);
    }

    [SkippableTheory]
    [InlineData("Stop\r\nBcc: eve@example.org\r\n\r\nBody", "Stop Bcc: eve@example.org Body")]
    [InlineData("=?utf-8?Q?evil?=", "=?utf-8?Q?evil?=")]
    [InlineData("مسيرة المناخ \U0001F33B في مرسيليا يوم السبت على الساعة الثانية ظهرا أمام البلدية", null)]
    [InlineData("\u202Egnp.exe\u0007", "gnp.exe")]
    public async Task A_title_is_one_line_whatever_it_holds(string title, string? shown)
    {
        var (mail, raw) = await SendAsync(Surge with { Title = new(title, title), CampaignName = title }, Someone);
        Assert.Equal(shown ?? title, mail.GetProperty("subject").GetString());
        Assert.Equal("ada@example.org", Assert.Single(mail.GetProperty("to").EnumerateArray()).GetString());
        Assert.DoesNotContain("\r\nBcc", raw, StringComparison.Ordinal);
        Assert.All(raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 250));
        Assert.All(raw, character => Assert.InRange(character, '\0', '\u007F'));
    }

    [SkippableTheory]
    [InlineData(".")]
    [InlineData("a\n.\nb\n..\nQUIT")]
    [InlineData("long")]
    [InlineData("مرحبا ")]
    [InlineData("ends with blanks  \nand = signs =3D =\n")]
    public async Task A_body_arrives_whole(string body)
    {
        var said = body == "long" ? new string('x', 4_000) : body == "مرحبا " ? string.Concat(Enumerable.Repeat(body, 600)) : body;
        var (mail, raw) = await SendAsync(Surge with { Body = new(said, said), Url = "javascript:alert(1)" }, Someone);
        Assert.Equal($"Marche is surging.\n\n{said.Trim()}\n\n2 March 2026, 12:00 (UTC)\n\nChange or stop:\n{Links.Manage("marche", "s_1")}\n", mail.GetProperty("text").GetString());
        Assert.DoesNotContain("javascript:", mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.All(raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 250));
    }

    [Theory]
    [InlineData("&")]
    [InlineData("\"")]
    [InlineData("=")]
    [InlineData("ظ")]
    [InlineData("\U0001F33B")]
    public void A_mail_is_never_larger_than_100_KB(string of)
    {
        var endless = string.Concat(Enumerable.Repeat(of, 50_000));
        var settings = new SmtpSettings("localhost", 25, SmtpSecurity.None, null, null, "Relais", MailServer.Box("relais@example.org"), null);
        var mail = new EmailMessage(settings, "relais.example.org").Write(
            Surge, "s_1", MailServer.Box("ada@example.org"), new Wording(Links).Of(Surge with { Title = new(endless, endless), Body = new(endless, endless) }, Someone), Noon);
        Assert.InRange(mail.Length, 10_000, 100_000);
    }

    [SkippableFact]
    public async Task Whoever_cannot_be_reached_at_all_costs_no_address_anything()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool(server.Settings() with { Port = 1 });
        var outcome = await Channel(server, pool).SendAsync(Surge, Someone, default);
        Assert.Equal(DeliveryOutcome.Limited(null, "refused"), outcome);
        Assert.Equal(Health.Well, HealthRule.After(Health.Well, outcome, Noon));
        Assert.Equal(DeliveryOutcome.Refused("no address"), await Channel(server, pool).SendAsync(Surge, Someone with { Address = "ada@example.org\r\nRCPT TO:<eve@example.org>" }, default));
    }

    internal static EmailChannel Channel(MailServer server, SmtpPool pool)
    {
        var clock = new SteppedClock();
        clock.Set(Noon.AddMinutes(3));
        return new EmailChannel(server.Settings(), pool, new Wording(Links), Address, clock);
    }

    private static async Task<(JsonElement Mail, string Raw)> SendAsync(Notification notification, Recipient recipient)
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        Assert.Equal(DeliveryOutcome.Sent, await Channel(server, pool).SendAsync(notification, recipient, default));
        var mail = await server.NextAsync("mail");
        var raw = Encoding.UTF8.GetString(mail.GetProperty("raw").GetBytesFromBase64());
        var preview = Channel(server, pool).Preview(notification, recipient);
        Assert.Equal(raw.TrimEnd(), preview.Sent.TrimEnd());
        Assert.Equal(mail.GetProperty("text").GetString(), preview.Text);
        return (mail, raw);
    }
}
