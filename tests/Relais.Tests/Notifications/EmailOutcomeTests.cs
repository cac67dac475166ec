using Microsoft.Extensions.Configuration;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Notifications.Smtp;

namespace Relais.Tests.Notifications;

/// <summary>What a mail server's words mean for the address and for the server, which addresses can be written to, and which settings start.</summary>
public sealed class EmailOutcomeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Message", 250, "2.0.0 queued", "Sent", "")]
    [InlineData("Recipient", 550, "5.1.1 no such user", "Off", "gone")]
    [InlineData("Recipient", 550, "5.1.2 no such domain", "Off", "gone")]
    [InlineData("Recipient", 553, "5.1.3 no address", "Off", "gone")]
    [InlineData("Recipient", 556, "5.1.10 null MX", "Off", "gone")]
    [InlineData("Message", 550, "5.1.1 no such user", "Off", "gone")]
    [InlineData("Recipient", 550, "No such user here", "Refused", "550")]
    [InlineData("Recipient", 550, "5.1.1.9 odd", "Refused", "550")]
    [InlineData("Message", 554, "5.6.0 odd", "Refused", "5.6.0")]
    [InlineData("Message", 552, "5.3.4 too large", "Refused", "5.3.4")]
    [InlineData("Recipient", 552, "5.2.2 full", "Retry", "5.2.2")]
    [InlineData("Recipient", 552, "mailbox full", "Retry", "552")]
    [InlineData("Recipient", 450, "4.2.1 busy", "Retry", "4.2.1")]
    [InlineData("Recipient", 451, "later", "Retry", "451")]
    [InlineData("Recipient", 452, "4.2.2 full", "Retry", "4.2.2")]
    [InlineData("Recipient", 452, "no room", "Rest", "452")]
    [InlineData("Recipient", 452, "4.3.1 no room", "Rest", "4.3.1")]
    [InlineData("Recipient", 451, "4.7.1 too many", "Rest", "4.7.1")]
    [InlineData("Recipient", 450, "4.7.1 Greylisted, try again in 300 seconds", "Retry", "4.7.1")]
    [InlineData("Recipient", 451, "Graylisting in action", "Retry", "451")]
    [InlineData("Message", 454, "Throttling failure", "Rest", "454")]
    [InlineData("Sender", 421, "4.7.0 closing", "Rest", "4.7.0")]
    [InlineData("Recipient", 421, "closing", "Rest", "421")]
    [InlineData("Sender", 550, "5.1.0 sender unknown", "Rest", "5.1.0")]
    [InlineData("Recipient", 550, "5.1.8 bad sender", "Rest", "5.1.8")]
    [InlineData("Sender", 530, "5.7.0 sign in first", "Rest", "5.7.0")]
    [InlineData("Recipient", 503, "bad sequence", "Rest", "503")]
    [InlineData("Recipient", 550, "5.7.1 relay denied", "Ours", "5.7.1")]
    [InlineData("Message", 554, "5.7.26 no SPF, no DKIM", "Ours", "5.7.26")]
    public void A_word_of_the_server_means(string step, int code, string text, string what, string reason)
    {
        var outcome = EmailChannel.Judge(new SmtpResult(Enum.Parse<SmtpStep>(step), new SmtpReply(code, [text])));
        var expected = what switch
        {
            "Sent" => DeliveryOutcome.Sent,
            "Retry" => DeliveryOutcome.RetryAt(null, reason),
            "Rest" => DeliveryOutcome.Limited(null, reason),
            "Ours" => DeliveryOutcome.Refused(reason) with { IsOurs = true },
            _ => DeliveryOutcome.Refused(reason),
        };
        Assert.Equal(expected, outcome);

        // What is told of all that we send is held against no address; only one who is gone is written to no more at once.
        var health = HealthRule.After(Health.Well, outcome, Noon);
        Assert.Equal(what switch { "Off" => (1, HealthRule.Gone), "Sent" or "Rest" or "Ours" => (0, null), _ => (1, (string?)null) }, (health.FailingSince is null ? 0 : 1, health.Off));
    }

    [Theory]
    [InlineData("ada@example.org", "ada@example.org")]
    [InlineData("Ada.Lovelace+relais@Example.ORG", "Ada.Lovelace+relais@example.org")]
    [InlineData("o'neil@mail.example.org", "o'neil@mail.example.org")]
    [InlineData("ada@bücher.example", "ada@xn--bcher-kva.example")]
    [InlineData("élodie@example.org", "élodie@example.org")]
    [InlineData("用户@例子.example", "用户@xn--fsqu00a.example")]
    public void An_address_is_taken(string address, string sent)
    {
        Assert.Null(Mailbox.Reject(address, out var mailbox));
        Assert.Equal((sent, "mailbox"), (mailbox.Text, mailbox.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.org")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("ada@example.org.")]
    [InlineData("ada@@example.org")]
    [InlineData("ada@example.org,eve@example.org")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("ada\r\n@example.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("\"ada\"@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada>@example.org")]
    [InlineData(".ada@example.org")]
    [InlineData("ada.@example.org")]
    [InlineData("a..a@example.org")]
    [InlineData("ada\u200B@example.org")]
    [InlineData("ada\u202Egro@example.org")]
    [InlineData("ada@[192.0.2.1]")]
    [InlineData("ada@192.0.2.1")]
    [InlineData("ada@exa mple.org")]
    [InlineData("ada@exa/mple.org")]
    [InlineData("ada@-example.org")]
    [InlineData("ada@localhost")]
    [InlineData("ada@example.org:25")]
    [InlineData("ada@example.org/x?")]
    [InlineData("ada\0@example.org")]
    public void No_address_is_taken(string address) => Assert.Equal("must be one e-mail address, such as name@example.org.", Mailbox.Reject(address, out _));

    [Theory]
    [InlineData(64, 3, true)]
    [InlineData(65, 3, false)]
    [InlineData(64, 189, true)]
    [InlineData(64, 190, false)]
    public void An_address_has_a_length(int local, int domain, bool taken)
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('b', 40), 4).Append(new string('b', 40)));
        var name = (domain > 3 ? labels[..(domain - 4)].TrimEnd('.') + "b.com" : "b.c")[..domain];
        Assert.Equal(taken, Mailbox.Reject(new string('a', local) + "@" + name, out _) is null);
    }

    [Theory]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=Relais <relais@example.org>", "smtp.example.org 587 StartTls Relais relais@example.org")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:Security=tls|Smtp:RatePerSecond=2.5", "smtp.example.org 465 Tls  relais@example.org SendRate { PerSecond = 2.5, Burst = 3 }")]
    [InlineData("Smtp:Host=localhost|Smtp:From=\"Relais, pour le climat\" <relais@example.org>|Smtp:Security=none|Smtp:Port=1025|Smtp:User=a|Smtp:Password=b", "localhost 1025 None Relais, pour le climat relais@example.org")]
    public void Settings_start(string settings, string read)
    {
        var smtp = SmtpSettings.Read(Configuration(settings))!;
        Assert.Equal(read, $"{smtp.Host} {smtp.Port} {smtp.Security} {smtp.FromName} {smtp.From.Text} {smtp.Rate}".Trim());
        Assert.Equal("mail server " + smtp.Host, smtp.ToString());
    }

    [Theory]
    [InlineData("Smtp:Host=smtp.example.org", "The settings Smtp:Host and Smtp:From must be set together, or neither.")]
    [InlineData("Smtp:From=relais@example.org", "The settings Smtp:Host and Smtp:From must be set together, or neither.")]
    [InlineData("Smtp:Host=https://smtp.example.org|Smtp:From=relais@example.org", "The setting Smtp:Host must be the name of a host alone, such as smtp.example.org.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=Relais", "The setting Smtp:From must be an address, or a name and an address: Relais <relais@example.org>.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:Security=ssl", "The setting Smtp:Security must be none, starttls or tls.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:Port=0", "The setting Smtp:Port must be a port, 1 to 65535.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:User=a", "The settings Smtp:User and Smtp:Password must be set together, or neither.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:User=a|Smtp:Password=b|Smtp:Security=none", "The setting Smtp:Security must not be none where a password is sent to another machine.")]
    [InlineData("Smtp:Host=smtp.example.org|Smtp:From=relais@example.org|Smtp:RatePerSecond=0", "The setting Smtp:RatePerSecond must be a number of mails a second, above 0 and at most 10,000.")]
    public void Settings_that_cannot_be_used_stop_the_start(string settings, string reason) =>
        Assert.Equal(reason, Assert.Throws<InvalidOperationException>(() => SmtpSettings.Read(Configuration(settings))).Message);

    [Fact]
    public void Without_a_server_there_is_no_mail() => Assert.Null(SmtpSettings.Read(Configuration("Smtp:Port=25")));

    [Fact]
    public void No_command_and_no_mail_can_hold_a_break_that_the_server_takes_for_another()
    {
        foreach (var mail in (string[])["a\nb\r\n", "a\rb\r\n", "a\r\n.\n\r\n", "\n", "a\0\r\n"])
        {
            Assert.Throws<ArgumentException>(() => SmtpBody.Stuff(System.Text.Encoding.ASCII.GetBytes(mail)));
        }

        Assert.Equal("..\r\na\r\n..b\r\n.\r\n"u8.ToArray(), SmtpBody.Stuff(".\r\na\r\n.b\r\n"u8));
        Assert.Equal("a\r\n.\r\n"u8.ToArray(), SmtpBody.Stuff("a"u8));
    }

    private static IConfigurationRoot Configuration(string settings) => new ConfigurationBuilder().AddInMemoryCollection(
        settings.Split('|').Select(setting => KeyValuePair.Create(setting[..setting.IndexOf('=', StringComparison.Ordinal)], (string?)setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]))).Build();
}
