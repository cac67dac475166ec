namespace Relais.Intake.Fields;

/// <summary>One payment as a provider of payments tells how it stands now.</summary>
/// <param name="Key">Null where the provider gave it no id.</param>
/// <param name="Money">Null where the call does not say it in a way that can be kept exactly.</param>
internal sealed record Payment(string? Key, DateTimeOffset At, Money? Money, SubmissionStanding Standing)
{
    /// <summary>All that went back so far, in the smallest unit; null when this call does not say.</summary>
    public long? Refunded { get; init; }

    public bool IsTest { get; init; }

    public Contact? Contact { get; init; }

    // Records print all that they hold.
    public override string ToString() => nameof(Payment);

    /// <summary>One donation; one of nought, such as a free order, counts nothing, and may have been more before.</summary>
    public Reading ToReading() => this switch
    {
        { Key: null } => Reading.Unreadable("no id"),
        { Money: null } when Standing != SubmissionStanding.Cancelled => Reading.Unreadable("no amount"),
        _ => new Reading([ToSubmission(Key)]),
    };

    // More than was given cannot go back: fees and rates of exchange are between the provider and the bank.
    private Submission ToSubmission(string key) => new(SubmissionKind.Donation, key, At)
    {
        Standing = Standing,
        IsTest = IsTest,
        Money = Money,
        Refunded = Refunded is { } refunded ? Math.Clamp(refunded, 0, Money?.Minor ?? 0) : null,
        Contact = Contact,
    };
}
