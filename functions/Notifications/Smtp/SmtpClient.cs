using System.Globalization;
using System.Text;
using Relais.Http;

namespace Relais.Notifications.Smtp;

/// <summary>
/// One connection to a mail server, over which many mails go one after the other. Shaped like MailKit's, which cannot be restored here: connect,
/// sign in, send, leave.
/// </summary>
/// <remarks>System.Net.Mail's was tried: it closes the connection at every refusal, takes no roots of trust from us, cannot begin encrypted, and tells the finer
/// code of an answer only inside a sentence.</remarks>
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
        (wire, abilities) = await SmtpOpening.OpenAsync(settings, roots, me, cancellationToken);
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
            (await Wire.SendAsync("AUTH PLAIN " + Base64($"\0{user}\0{password}"), cancellationToken)).Expect(SmtpReply.SignedIn);
        }
        else if (abilities.SignsIn("LOGIN"))
        {
            (await Wire.SendAsync("AUTH LOGIN", cancellationToken)).Expect(SmtpReply.Challenge);
            (await Wire.SendAsync(Base64(user), cancellationToken)).Expect(SmtpReply.Challenge);
            (await Wire.SendAsync(Base64(password), cancellationToken)).Expect(SmtpReply.SignedIn);
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

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
