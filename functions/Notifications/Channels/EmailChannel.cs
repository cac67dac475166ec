using System.Text;
using Relais.Notifications.Smtp;

namespace Relais.Notifications.Channels;

/// <summary>Sends a notification as a mail of its own to each person, over the operator's mail server.</summary>
internal sealed class EmailChannel(SmtpSettings settings, SmtpPool pool, Wording wording, PublicAddress address, TimeProvider time) : IChannel
{
    private readonly EmailMessage mail = new(settings, HostOf(address));

    public string Name => "email";

    public string? RejectAddress(string address) => Mailbox.Reject(address, out _);

    // No mailbox that anybody uses tells capital letters from small ones, though it might (RFC 5321, 2.4).
    public string Canonical(string address, string? secret) => (Mailbox.Reject(address, out var mailbox) is null ? mailbox.Text : address.Trim()).Normalize().ToLowerInvariant();

    public string? RejectSecret(string? secret) => secret is null ? null : "must be left out: this channel has none.";

    public string? CreateSecret() => null;

    // All mail goes to the one server, which knows how much it takes.
    public Destination DestinationOf(Recipient recipient) => new($"{Name}:{settings.Host}", settings.Rate);

    public string SampleAddress => "you@example.org";

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        _ = Mailbox.Reject(recipient.Address, out var to);
        var words = wording.Of(notification, recipient);
        return EmailBody.Preview(words, Encoding.UTF8.GetString(mail.Write(notification, recipient.Id, to, words, time.GetUtcNow())));
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        if (Mailbox.Reject(recipient.Address, out var to) is not null)
        {
            return DeliveryOutcome.Refused("no address");
        }

        var message = mail.Write(notification, recipient.Id, to, wording.Of(notification, recipient), time.GetUtcNow());
        try
        {
            return Judge(await pool.SendAsync(to, message, cancellationToken));
        }
        catch (SmtpFailure failure)
        {
            // No person's fault: the whole server is left alone for a while.
            return DeliveryOutcome.Limited(null, failure.Reason);
        }
    }

    /// <summary>What the server's last word on a mail means (RFC 3463): for this address, for all that we send, or for none of either.</summary>
    internal static DeliveryOutcome Judge(SmtpResult result) => result switch
    {
        { Step: SmtpStep.Size } => DeliveryOutcome.Refused("too large"),
        { Step: SmtpStep.Utf8 } => DeliveryOutcome.Refused("no smtputf8"),
        { Reply: { IsDone: true } } => DeliveryOutcome.Sent,

        // Somebody's own server has new senders wait (greylisting): nobody else hears the same.
        { Step: SmtpStep.Recipient, Reply: { IsGreylisting: true } reply } => DeliveryOutcome.RetryAt(null, reply.Reason),
        { Reply: { } reply } when IsAboutUs(result.Step, reply) => DeliveryOutcome.Limited(null, reply.Reason),

        // No such mailbox, no such domain, no such address.
        { Reply.Status: "5.1.1" or "5.1.2" or "5.1.3" or "5.1.10" } => DeliveryOutcome.Refused(HealthRule.Gone),

        // A full mailbox is emptied again; some servers say so with 552 alone.
        { Reply: { Status: "5.2.2" } or { Code: 552, Status: null } or { Code: < 500 } } => DeliveryOutcome.RetryAt(null, result.Reply.Reason),
        { Reply: { Status: { } status } } when status.StartsWith("5.7.", StringComparison.Ordinal) => DeliveryOutcome.Refused(status) with { IsOurs = true },
        { Reply: { } reply } => DeliveryOutcome.Refused(reply.Reason),
        _ => throw new InvalidOperationException("A result has no answer."),
    };

    /// <summary>The name of this installation in those of mails and lists, and in greetings.</summary>
    internal static string HostOf(PublicAddress address) => new Uri(address.Root).IdnHost;

    // It closes, it is full, it is asked too often, it wants a password, it does not take our name, or it does not understand us: everybody else would hear the same.
    private static bool IsAboutUs(SmtpStep step, SmtpReply reply) =>
        step == SmtpStep.Sender
        || reply.Code is SmtpReply.ClosesNow or 454 or (>= 530 and <= 538)
        || reply is { Code: 452, Status: null } or { Status: "5.1.7" or "5.1.8" or "4.4.5" } or { Code: >= 500 and <= 504, Status: null }
        || reply.Status is { } status && (status.StartsWith("4.7.", StringComparison.Ordinal) || status.StartsWith("4.3.", StringComparison.Ordinal));
}
