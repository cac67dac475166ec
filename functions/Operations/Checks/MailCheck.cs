using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Notifications.Smtp;

namespace Relais.Operations.Checks;

/// <summary>Whether the mail server takes our connection, its encryption and our sign-in: up to there and no further, no mail is sent.</summary>
internal sealed class MailCheck(TrustedRoots roots, PublicAddress address, SmtpSettings? settings = null) : ICheck
{
    private const string About = "mail";

    public static readonly DeclaredCheck Declaration = new(About, "whether the mail server takes our sign-in, where one is set", NeedsStorage: false);

    // A server that greets later than this keeps every mail waiting.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(6);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return [];
        }

        await using var connection = new SmtpClient(settings with { ConnectLimit = LongestWait, AnswerLimit = LongestWait }, roots, EmailChannel.HostOf(address));
        try
        {
            await connection.ConnectAsync(cancellationToken);
            await connection.AuthenticateAsync(cancellationToken);
            await connection.DisconnectAsync();
            return [];
        }
        catch (SmtpFailure failure)
        {
            return [Of(failure.Fault, failure.Reason)];
        }
    }

    /// <param name="reason">A short word or a code; the server's own words may hold addresses.</param>
    internal static Finding Of(SmtpFault fault, string reason) => fault switch
    {
        SmtpFault.Tls => Finding.Error(
            "mail-tls", About, "The mail server offers no encryption that can be trusted.", "Look whether its certificate is valid and of the name in Smtp:Host, and whether Smtp:Security is what it wants (starttls, or tls on port 465)."),
        SmtpFault.SignIn or SmtpFault.Reply => Finding.Error(
            "mail-refused",
            About,
            $"The mail server does not let us in ({reason}).",
            "Set Smtp:User and Smtp:Password anew; some servers want a password made for programs. docs/operations.md, Sending e-mail, tells what its codes mean."),
        _ => Finding.Error("mail-silent", About, $"The mail server is not reached ({reason}).", "Look at Smtp:Host and Smtp:Port, and whether a firewall lets this app out; in Azure port 25 is closed."),
    };
}
