using System.Net;
using System.Net.Sockets;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Smtp;

namespace Relais.Tests.Notifications;

/// <summary>Servers that say what no mail server says: each is told as broken, and no mail is taken for sent.</summary>
public sealed class SmtpHostileTests
{
    private const string Able = "220 hi\r\n|250 hi\r\n";

    public static TheoryData<string, string> Scripts => new()
    {
        { "HTTP/1.1 400 Bad Request\r\n", "broken" },
        { "220", "broken" },
        { new string('2', 5_000) + "\r\n", "broken" },
        { string.Concat(Enumerable.Repeat("220-more\r\n", 200)) + "220 hi\r\n", "broken" },
        { "+20 hi\r\n", "broken" },
        { "999 hi\r\n", "broken" },
        { "554 5.7.1 you are on a list\r\n", "5.7.1" },
        { "220 hi\r\n|502 what\r\n", "502" },
        { Able + "|354 go on\r\n", "broken" },
        { Able + "|250 ok\r\n|250 ok\r\n|250 sent already\r\n", "broken" },
        { Able + "|250 ok\r\n|250 ok\r\n|354 go on\r\n|354 go on\r\n", "broken" },
        { Able + "|250 ok\r\n|550 5.1.1 no\r\n|550 no reset\r\n", "broken" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_server_that_speaks_something_else_takes_no_mail(string script, string reason)
    {
        using var server = new ScriptedServer(script);
        var failure = await FailsAsync(server.Settings(SmtpSecurity.None));
        Assert.Equal(reason, failure.Reason);
        Assert.DoesNotContain("list", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_slips_in_before_encryption_begins_ends_the_connection()
    {
        using var server = new ScriptedServer("220 hi\r\n|250-hi\r\n250 STARTTLS\r\n|220 ready\r\n250 AUTH PLAIN\r\n");
        Assert.Equal("tls", (await FailsAsync(server.Settings(SmtpSecurity.StartTls))).Reason);
        Assert.Equal(["EHLO relais.example.org", "STARTTLS"], server.Heard);
    }

    [Fact]
    public async Task No_password_is_sent_to_a_server_that_asks_for_none_of_the_ways_we_know()
    {
        using var server = new ScriptedServer("220 hi\r\n|250-hi\r\n250 AUTH CRAM-MD5\r\n");
        Assert.Equal("no way to sign in", (await FailsAsync(server.Settings(SmtpSecurity.None) with { User = "relais", Password = "pass" })).Reason);
        Assert.Equal(["EHLO relais.example.org"], server.Heard);
    }

    private static async Task<SmtpFailure> FailsAsync(SmtpSettings settings)
    {
        await using var pool = new SmtpPool(settings, TrustedRoots.OfThisMachine(), "relais.example.org", TimeProvider.System);
        return await Assert.ThrowsAsync<SmtpFailure>(() => pool.SendAsync(MailServer.Box("a@example.org"), MailServer.Mail(), default));
    }

    /// <summary>Says its greeting, then one piece of its script after each line (or mail) that it hears, and hangs up.</summary>
    private sealed class ScriptedServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public ScriptedServer(string script)
        {
            listener.Start();
            _ = ServeAsync(script.Split('|'));
        }

        public List<string> Heard { get; } = [];

        public SmtpSettings Settings(SmtpSecurity security) =>
            new("localhost", ((IPEndPoint)listener.LocalEndpoint).Port, security, null, null, "", MailServer.Box("relais@example.org"), new SendRate(1, 1));

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync(string[] script)
        {
            try
            {
                using var caller = await listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(caller.GetStream());
                await using var writer = new StreamWriter(caller.GetStream()) { AutoFlush = true };
                for (var i = 0; i < script.Length; i++)
                {
                    if (i > 0)
                    {
                        await HearAsync(reader, isMail: script[i - 1].StartsWith("354", StringComparison.Ordinal) && i > 4);
                    }

                    await writer.WriteAsync(script[i]);
                }

                // Hanging up on somebody who is still talking could take away what was said to them last.
                if (script[^1].EndsWith('\n'))
                {
                    await HearAsync(reader, isMail: false);
                }
            }
            catch (Exception closed) when (closed is IOException or SocketException or ObjectDisposedException)
            {
                // The client did not like it.
            }
        }

        private async Task HearAsync(StreamReader reader, bool isMail)
        {
            var line = await reader.ReadLineAsync();
            while (isMail && line is not (null or "."))
            {
                line = await reader.ReadLineAsync();
            }

            if (line is not null && line.Length > 0 && char.IsAsciiLetterUpper(line[0]) && line != "QUIT")
            {
                Heard.Add(line);
            }
        }
    }
}
