using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Relais.Http;

namespace Relais.Notifications.Smtp;

/// <summary>How a connection to the mail server begins: dialled, greeted and, unless the settings say otherwise, encrypted, from which there is no way back.</summary>
/// <remarks>The server is the operator's own, so the guard that keeps strangers' addresses from leading into our network does not stand here:
/// mail servers are often inside it.</remarks>
internal static class SmtpOpening
{
    /// <param name="me">The name that this side gives itself.</param>
    /// <returns>The connection, to be disposed of by whoever asked for it, and what the server says that it can do.</returns>
    /// <exception cref="SmtpFailure">There is no such connection.</exception>
    public static async Task<(SmtpWire Wire, SmtpAbilities Abilities)> OpenAsync(SmtpSettings settings, TrustedRoots roots, string me, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.ConnectLimit);
        SmtpWire? wire = null;
        try
        {
            wire = new SmtpWire(await DialAsync(settings, limit.Token), settings.AnswerLimit);
            if (settings.Security == SmtpSecurity.Tls)
            {
                wire = await EncryptAsync(wire, settings, roots, limit.Token);
            }

            (await wire.ReadAsync(limit.Token)).Expect(SmtpReply.Ready);
            var abilities = await GreetAsync(wire, me, limit.Token);
            if (settings.Security != SmtpSecurity.StartTls)
            {
                return (wire, abilities);
            }

            // Somebody on the way may have taken the offer out, or put words of their own behind the answer.
            if (!abilities.Has("STARTTLS") || (await wire.SendAsync("STARTTLS", limit.Token)).Code != SmtpReply.Ready || wire.HasUnread)
            {
                throw new SmtpFailure(SmtpFault.Tls);
            }

            wire = await EncryptAsync(wire, settings, roots, limit.Token);
            return (wire, await GreetAsync(wire, me, limit.Token));
        }
        catch (Exception failed)
        {
            await (wire?.DisposeAsync() ?? ValueTask.CompletedTask);
            if (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new SmtpFailure(SmtpFault.Timeout, cause: failed);
            }

            throw;
        }
    }

    private static async Task<Stream> DialAsync(SmtpSettings settings, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(settings.Host, settings.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failed)
        {
            socket.Dispose();
            throw failed is SocketException { SocketErrorCode: var error } ? new SmtpFailure(FaultOf(error), cause: failed) : failed;
        }
    }

    private static SmtpFault FaultOf(SocketError error) =>
        error is SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery ? SmtpFault.Dns : SmtpFault.Refused;

    private static async Task<SmtpAbilities> GreetAsync(SmtpWire wire, string me, CancellationToken cancellationToken)
    {
        var reply = await wire.SendAsync("EHLO " + me, cancellationToken);
        reply.Expect(SmtpReply.Done);
        return SmtpAbilities.Of(reply);
    }

    private static async Task<SmtpWire> EncryptAsync(SmtpWire plain, SmtpSettings settings, TrustedRoots roots, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(plain.Stream, leaveInnerStreamOpen: false);
        try
        {
            await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = settings.Host, CertificateChainPolicy = roots.Policy }, cancellationToken);
            return new SmtpWire(encrypted, settings.AnswerLimit);
        }
        catch (Exception failed)
        {
            await encrypted.DisposeAsync();
            throw failed is AuthenticationException or IOException ? new SmtpFailure(SmtpFault.Tls, cause: failed) : failed;
        }
    }
}
