using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Relais.Http;

namespace Relais.Notifications.Smtp;

/// <summary>
/// One connection to a mail server, over which many mails go one after the other. Shaped like MailKit's, which cannot be restored here: connect,
/// sign in, send, leave (docs/adr).
/// </summary>
/// <remarks>The server is the operator's own, so the guard that keeps strangers' addresses from leading into our network does not stand here:
/// mail servers are often inside it.</remarks>
/// <param name="me">The name that this side gives itself.</param>
internal sealed class SmtpClient(SmtpSettings settings, TrustedRoots roots, string me) : IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(2);

    private SmtpWire? wire;
    private SmtpAbilities abilities = SmtpAbilities.None;

    /// <summary>Whether the server has answered anything about the last mail that was handed to it.</summary>
    public bool HasBegun { get; private set; }

    private SmtpWire Wire => wire ?? throw new InvalidOperationException("The connection has not been opened.");

    /// <summary>Opens the connection and, unless the settings say otherwise, its encryption: there is no way back to none.</summary>
    /// <exception cref="SmtpFailure">There is no such connection; dispose of this one.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.ConnectLimit);
        try
        {
            wire = new SmtpWire(await DialAsync(limit.Token), settings.AnswerLimit);
            if (settings.Security == SmtpSecurity.Tls)
            {
                await EncryptAsync(limit.Token);
            }

            Expect(await Wire.ReadAsync(limit.Token), SmtpReply.Ready);
            await GreetAsync(limit.Token);
            if (settings.Security == SmtpSecurity.StartTls)
            {
                await StartTlsAsync(limit.Token);
            }
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SmtpFailure(SmtpFault.Timeout, cause: late);
        }
    }

    /// <summary>Signs in where the settings name a user.</summary>
    /// <exception cref="SmtpFailure">The server does not let us in, or knows no way that we know; dispose of this connection.</exception>
    public async Task AuthenticateAsync(CancellationToken cancellationToken)
    {
        if (settings is not { User: { } user, Password: { } password })
        {
            return;
        }

        if (abilities.SignsIn("PLAIN"))
        {
            Expect(await Wire.SendAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), cancellationToken), SmtpReply.SignedIn);
        }
        else if (abilities.SignsIn("LOGIN"))
        {
            Expect(await Wire.SendAsync("AUTH LOGIN", cancellationToken), SmtpReply.Challenge);
            Expect(await Wire.SendAsync(Base64(user), cancellationToken), SmtpReply.Challenge);
            Expect(await Wire.SendAsync(Base64(password), cancellationToken), SmtpReply.SignedIn);
        }
        else
        {
            throw new SmtpFailure(SmtpFault.SignIn);
        }
    }

    /// <summary>Hands one mail to the server, for one person.</summary>
    /// <param name="message">Lines of at most 998 bytes that end with CR LF.</param>
    /// <returns>The last answer, and to which command: a refused mail leaves the connection fit for the next.</returns>
    /// <exception cref="SmtpFailure">The connection cannot be used any more; dispose of it.</exception>
    public async Task<SmtpResult> SendAsync(Mailbox from, Mailbox to, byte[] message, CancellationToken cancellationToken)
    {
        HasBegun = false;
        if (message.Length > abilities.MostBytes)
        {
            return new SmtpResult(SmtpStep.Size, null);
        }

        if (to.NeedsUtf8 && !abilities.Has("SMTPUTF8"))
        {
            return new SmtpResult(SmtpStep.Utf8, null);
        }

        // Bodies are always sent in 7 bits; only an address of other letters brings headers that are not.
        var utf8 = to.NeedsUtf8 ? abilities.Has("8BITMIME") ? " BODY=8BITMIME SMTPUTF8" : " SMTPUTF8" : "";
        var size = abilities.Has("SIZE") ? string.Create(CultureInfo.InvariantCulture, $" SIZE={message.Length}") : "";
        var sender = await Wire.SendAsync($"MAIL FROM:<{from.Text}>{size}{utf8}", cancellationToken);
        HasBegun = sender.Code != SmtpReply.ClosesNow;
        if (!sender.IsDone)
        {
            return await RefusedAsync(SmtpStep.Sender, sender, cancellationToken);
        }

        var recipient = await Wire.SendAsync($"RCPT TO:<{to.Text}>", cancellationToken);
        if (!recipient.IsDone)
        {
            return await RefusedAsync(SmtpStep.Recipient, recipient, cancellationToken);
        }

        var data = await Wire.SendAsync("DATA", cancellationToken);
        if (data.Code != SmtpReply.GoOn)
        {
            return await RefusedAsync(SmtpStep.Message, data, cancellationToken);
        }

        var taken = await Wire.SendAsync(SmtpBody.Stuff(message), cancellationToken);
        return taken.IsDone || taken.IsRefusal ? new SmtpResult(SmtpStep.Message, taken) : throw new SmtpFailure(SmtpFault.Broken);
    }

    /// <summary>Says goodbye and closes.</summary>
    public async Task DisconnectAsync()
    {
        using var limit = new CancellationTokenSource(GoodbyeLimit);
        try
        {
            await Wire.SendAsync("QUIT", limit.Token);
        }
        catch (Exception gone) when (gone is SmtpFailure or OperationCanceledException)
        {
            // Whoever is gone already needs no goodbye.
        }

        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => wire?.DisposeAsync() ?? ValueTask.CompletedTask;

    // What was begun for one person must not go on for the next. Whoever says that it closes is not asked for more, and what is neither yes nor no is no answer.
    private async Task<SmtpResult> RefusedAsync(SmtpStep step, SmtpReply reply, CancellationToken cancellationToken)
    {
        if (!reply.IsRefusal)
        {
            throw new SmtpFailure(SmtpFault.Broken);
        }

        if (reply.Code != SmtpReply.ClosesNow && !(await Wire.SendAsync("RSET", cancellationToken)).IsDone)
        {
            throw new SmtpFailure(SmtpFault.Broken);
        }

        return new SmtpResult(step, reply);
    }

    private async Task<Stream> DialAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException failed)
        {
            socket.Dispose();
            throw new SmtpFailure(failed.SocketErrorCode is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery ? SmtpFault.Dns : SmtpFault.Refused, cause: failed);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        var reply = await Wire.SendAsync("EHLO " + me, cancellationToken);
        Expect(reply, SmtpReply.Done);
        abilities = SmtpAbilities.Of(reply);
    }

    private async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        if (!abilities.Has("STARTTLS") || (await Wire.SendAsync("STARTTLS", cancellationToken)).Code != SmtpReply.Ready || Wire.HasUnread)
        {
            throw new SmtpFailure(SmtpFault.Tls);
        }

        await EncryptAsync(cancellationToken);

        // What was said in the clear may be another's words.
        await GreetAsync(cancellationToken);
    }

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(Wire.Stream, leaveInnerStreamOpen: false);
        wire = new SmtpWire(encrypted, settings.AnswerLimit);
        try
        {
            await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = settings.Host, CertificateChainPolicy = roots.Policy }, cancellationToken);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            throw new SmtpFailure(SmtpFault.Tls, cause: failed);
        }
    }

    private static void Expect(SmtpReply reply, int code)
    {
        if (reply.Code != code)
        {
            throw new SmtpFailure(SmtpFault.Reply, reply);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
