namespace Relais.Notifications.Smtp;

/// <summary>What was last asked of a mail server about one mail.</summary>
internal enum SmtpStep
{
    /// <summary>Nothing: the mail is larger than the server takes.</summary>
    Size,

    /// <summary>Nothing: the server knows no addresses of other letters than ASCII.</summary>
    Utf8,

    /// <summary>Whether it takes mail in our name.</summary>
    Sender,

    /// <summary>Whether it takes mail for this person.</summary>
    Recipient,

    /// <summary>Whether it takes the mail itself.</summary>
    Message,
}

/// <summary>How far one mail came, and what the server last said of it; null where it was not even asked.</summary>
internal readonly record struct SmtpResult(SmtpStep Step, SmtpReply? Reply);
