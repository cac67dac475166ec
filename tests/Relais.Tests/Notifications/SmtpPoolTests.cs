using System.Text;
using System.Text.Json;
using Relais.Notifications.Smtp;
using Relais.Tests.Hosting;

namespace Relais.Tests.Notifications;

/// <summary>Many mails over few connections, to a mail server of others' making, also when it refuses, closes, hangs or is restarted.</summary>
public sealed class SmtpPoolTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task Many_mails_go_over_one_connection_and_a_refused_one_does_not_end_it()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        var results = new List<string>();
        foreach (var to in (string[])["a", "rcpt-550-5.1.1", "b", "rcpt-451-4.2.1", "c", "data-552-5.2.2", "data-554", "d", .. Enumerable.Range(0, 40).Select(i => $"n{i}")])
        {
            var result = await pool.SendAsync(MailServer.Box(to + "@example.org"), MailServer.Mail(), default);
            results.Add($"{to} {result.Step} {result.Reply}");
        }

        Assert.Equal(
            [
                "a Message 250", "rcpt-550-5.1.1 Recipient 5.1.1", "b Message 250", "rcpt-451-4.2.1 Recipient 4.2.1", "c Message 250", "data-552-5.2.2 Message 5.2.2",
                "data-554 Message 554", "d Message 250", .. Enumerable.Range(0, 40).Select(i => $"n{i} Message 250"),
            ],
            results);
        var lines = await server.UntilAsync("mail", 46);
        Assert.Single(lines, line => Is(line) == "open");
        Assert.Equal(["a", "b", "c", "data-552-5.2.2", "data-554", "d"], lines.Where(line => Is(line) == "mail").Take(6).Select(line => line.GetProperty("to")[0].GetString()!.Split('@')[0]));
        Assert.All(lines.Where(line => Is(line) == "mail"), line => Assert.Equal(1, line.GetProperty("to").GetArrayLength()));
    }

    [SkippableFact]
    public async Task A_hundred_mails_at_once_go_over_eight_connections_at_most_and_those_are_closed_with_the_app()
    {
        using var server = await MailServer.StartAsync();
        var pool = server.Pool();
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => pool.SendAsync(MailServer.Box($"n{i}@example.org"), MailServer.Mail(), default)));
        Assert.All(results, result => Assert.Equal((SmtpStep.Message, 250), (result.Step, result.Reply!.Code)));
        await pool.DisposeAsync();

        var open = (await server.UntilAsync("mail", 100)).Count(line => Is(line) == "open");
        Assert.InRange(open, 1, 8);
        await server.UntilAsync("closed", open);
    }

    [SkippableFact]
    public async Task What_lines_a_mail_has_arrive_to_the_byte()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        var mail = MailServer.Mail(".\r\n..\r\n.x\r\n\r\n.\r\nQUIT\r\n" + new string('a', 998) + "\r\n");
        await pool.SendAsync(MailServer.Box("a@example.org"), mail, default);
        Assert.Equal(Encoding.UTF8.GetString(mail), Encoding.UTF8.GetString((await server.NextAsync("mail")).GetProperty("raw").GetBytesFromBase64()));
    }

    [SkippableFact]
    public async Task A_server_that_was_restarted_is_called_again_and_nobody_is_written_to_twice()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default);
        await server.HangUpAsync();
        await server.NextAsync("closed");
        Assert.True((await pool.SendAsync(MailServer.Box("b@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
        Assert.Equal(["open", "mail"], (await server.UntilAsync("mail", 1)).Select(Is));
    }

    [SkippableFact]
    public async Task A_connection_that_breaks_or_falls_silent_amid_a_mail_is_told_as_that_and_not_used_again()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool(server.Settings() with { AnswerLimit = TimeSpan.FromMilliseconds(500) });
        Assert.Equal("broken", (await FailsAsync(pool, "rcpt-close@example.org")).Reason);
        Assert.Equal("timeout", (await FailsAsync(pool, "rcpt-silent@example.org")).Reason);
        Assert.Equal("421", (await pool.SendAsync(MailServer.Box("rcpt-421@example.org"), MailServer.Mail(), default)).Reply!.Reason);
        Assert.True((await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
        Assert.Equal(4, (await server.UntilAsync("mail", 1)).Count(line => Is(line) == "open"));
    }

    [SkippableFact]
    public async Task A_kept_connection_that_the_server_wants_to_close_is_opened_anew_once()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default);
        await server.NextAsync("mail");
        await server.RefuseSenderAsync("421 4.3.2 going down");
        Assert.Equal("Sender 4.3.2", await pool.SendAsync(MailServer.Box("b@example.org"), MailServer.Mail(), default) is var result ? $"{result.Step} {result.Reply}" : "");
        Assert.Single(await server.UntilAsync("closed", 2), line => Is(line) == "open");
        await server.RefuseSenderAsync("");
        Assert.True((await pool.SendAsync(MailServer.Box("b@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
    }

    [SkippableFact]
    public async Task Nobody_there_and_a_name_that_leads_nowhere_are_told()
    {
        using var server = await MailServer.StartAsync();
        await using var nobody = server.Pool(server.Settings() with { Port = 1 });
        Assert.Equal("refused", (await FailsAsync(nobody, "a@example.org")).Reason);
        await using var nowhere = server.Pool(server.Settings() with { Host = "relay.invalid" });
        Assert.Equal("dns", (await FailsAsync(nowhere, "a@example.org")).Reason);
    }

    [SkippableFact]
    public async Task A_connection_without_mail_for_a_while_is_closed_and_one_with_mail_is_not()
    {
        using var server = await MailServer.StartAsync();
        var clock = new ManualClock(Noon);
        await using var pool = server.Pool(time: clock);
        await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default);
        clock.Advance(TimeSpan.FromSeconds(15));
        await pool.SendAsync(MailServer.Box("b@example.org"), MailServer.Mail(), default);
        clock.Advance(TimeSpan.FromSeconds(15));
        await pool.SendAsync(MailServer.Box("c@example.org"), MailServer.Mail(), default);
        Assert.Single(await server.UntilAsync("mail", 3), line => Is(line) == "open");
        clock.Advance(TimeSpan.FromSeconds(40));
        await server.NextAsync("closed");
    }

    [SkippableFact]
    public async Task An_address_of_other_letters_goes_to_a_server_that_knows_them_and_to_no_other()
    {
        using var server = await MailServer.StartAsync();
        await using var pool = server.Pool();
        await pool.SendAsync(MailServer.Box("élodie@bücher.example"), MailServer.Mail(), default);
        var mail = await server.NextAsync("mail");

        // The server shows domains as people write them; over the wire they are ASCII.
        Assert.Equal("élodie@bücher.example", mail.GetProperty("to")[0].GetString());
        Assert.Equal("8BITMIME", mail.GetProperty("args").GetProperty("BODY").GetString());
        Assert.True(mail.GetProperty("args").GetProperty("SMTPUTF8").GetBoolean());

        using var old = await MailServer.StartAsync(new { hideUtf8 = true });
        await using var other = old.Pool();
        Assert.Equal(new SmtpResult(SmtpStep.Utf8, null), await other.SendAsync(MailServer.Box("élodie@example.org"), MailServer.Mail(), default));
    }

    [SkippableFact]
    public async Task A_mail_that_is_larger_than_the_server_takes_is_not_sent()
    {
        using var server = await MailServer.StartAsync(new { size = 200 });
        await using var pool = server.Pool();
        Assert.Equal(new SmtpResult(SmtpStep.Size, null), await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(new string('a', 200)), default));
        Assert.True((await pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default)).Reply!.IsDone);
    }

    private static async Task<SmtpFailure> FailsAsync(SmtpPool pool, string to) =>
        await Assert.ThrowsAsync<SmtpFailure>(() => pool.SendAsync(MailServer.Box(to), MailServer.Mail(), default));

    private static string Is(JsonElement line) => line.GetProperty("is").GetString()!;
}
