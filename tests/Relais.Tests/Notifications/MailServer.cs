using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Relais.Http;
using Relais.Notifications.Smtp;

namespace Relais.Tests.Notifications;

/// <summary>The npm package smtp-server in a process of its own, with all that came to it, in order.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly Process node;
    private readonly Channel<JsonElement> said = Channel.CreateUnbounded<JsonElement>();

    private MailServer(Process node) => this.node = node;

    public int Port { get; private set; }

    public static async Task<MailServer> StartAsync(object? options = null)
    {
        var server = new MailServer(NodeScript.Start("Notifications/smtp.mjs", "smtp-server", JsonSerializer.Serialize(options ?? new { })));
        _ = server.ReadAsync();
        var first = await server.NextAsync("listening");
        server.Port = first.GetProperty("port").GetInt32();
        return server;
    }

    /// <summary>With a certificate that only a test's own authority vouches for.</summary>
    public static Task<MailServer> StartEncryptedAsync(X509Certificate2 certificate, bool secure = false, string? user = null, string? password = null, string[]? methods = null)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return StartAsync(new { key = key.ExportPkcs8PrivateKeyPem(), cert = certificate.ExportCertificatePem(), secure, user, password, methods });
    }

    public SmtpSettings Settings(SmtpSecurity security = SmtpSecurity.None, string? user = null, string? password = null) =>
        new("localhost", Port, security, user, password, "Relais", Box("relais@example.org"), null);

    public SmtpPool Pool(SmtpSettings? settings = null, TrustedRoots? roots = null, TimeProvider? time = null) =>
        new(settings ?? Settings(), roots ?? TrustedRoots.OfThisMachine(), "relais.example.org", time ?? TimeProvider.System);

    public static Mailbox Box(string address)
    {
        Assert.Null(Mailbox.Reject(address, out var mailbox));
        return mailbox;
    }

    public static byte[] Mail(string body = "Hello.\r\n") => Encoding.UTF8.GetBytes("From: <relais@example.org>\r\nSubject: Hello\r\n\r\n" + body);

    /// <summary>The next line of this kind; others before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string kind)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var line = await said.Reader.ReadAsync(limit.Token);
            if (line.GetProperty("is").GetString() == kind)
            {
                return line;
            }
        }
    }

    /// <summary>All that came so far; mails that were taken are there already.</summary>
    public async Task<IReadOnlyList<JsonElement>> UntilAsync(string kind, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var lines = new List<JsonElement>();
        while (lines.Count(line => line.GetProperty("is").GetString() == kind) < count)
        {
            lines.Add(await said.Reader.ReadAsync(limit.Token));
        }

        return lines;
    }

    /// <summary>How many lines of this kind have come that nobody has asked for.</summary>
    public int Waiting(string kind)
    {
        var lines = new List<JsonElement>();
        while (said.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines.Count(line => line.GetProperty("is").GetString() == kind);
    }

    /// <summary>Hangs up on everybody, as a server does that is restarted.</summary>
    public Task HangUpAsync() => TellAsync("bye");

    /// <summary>From now on refuses mail in our name with this answer; empty for none.</summary>
    public Task RefuseSenderAsync(string answer) => TellAsync(answer);

    public void Dispose()
    {
        node.StandardInput.Close();
        node.WaitForExit();
        node.Dispose();
    }

    private async Task TellAsync(string words)
    {
        await node.StandardInput.WriteLineAsync(words);
        await node.StandardInput.FlushAsync();
        await NextAsync("told");
    }

    private async Task ReadAsync()
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Writer.TryWrite(JsonDocument.Parse(line).RootElement);
        }

        said.Writer.TryComplete(new InvalidOperationException($"smtp.mjs has ended: {await node.StandardError.ReadToEndAsync()}"));
    }
}
