namespace Relais.Notifications.Smtp;

/// <summary>Why there is no connection to the mail server that mail could go over, or none any more.</summary>
internal enum SmtpFault
{
    /// <summary>The server's name leads nowhere.</summary>
    Dns,

    /// <summary>Nobody accepted the connection.</summary>
    Refused,

    /// <summary>The time allowed ran out.</summary>
    Timeout,

    /// <summary>No encrypted connection that could be trusted came about, or the server offers none.</summary>
    Tls,

    /// <summary>The connection broke, or what came is not SMTP.</summary>
    Broken,

    /// <summary>The server knows no way of signing in that we know.</summary>
    SignIn,

    /// <summary>The server said no before there was any mail; <see cref="SmtpFailure.Reply"/> holds its words.</summary>
    Reply,
}

/// <summary>The connection cannot be used; whoever holds it closes it. Says nothing of what was sent or answered.</summary>
internal sealed class SmtpFailure(SmtpFault fault, SmtpReply? reply = null, Exception? cause = null) : IOException($"The mail server failed: {fault}.", cause)
{
    public SmtpFault Fault => fault;

    public SmtpReply? Reply => reply;

    /// <summary>A short word for lists and counts.</summary>
    public string Reason => reply?.Reason ?? (fault == SmtpFault.SignIn ? "no way to sign in" : fault.ToString().ToLowerInvariant());
}
