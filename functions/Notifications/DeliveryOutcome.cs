namespace Relais.Notifications;

/// <summary>What came of one attempt, as the channel understood the answer.</summary>
/// <param name="Reason">A short word for lists and counts, such as `429` or `timeout`; never text of the receiver's.</param>
/// <param name="At">With <see cref="OutcomeKind.RetryAt"/>: the earliest instant that the receiver allows; null leaves it to the schedule.</param>
/// <param name="IsLimit">The address is well, and its whole destination is left alone for a while: it asks for fewer calls, or does not let us in.</param>
public readonly record struct DeliveryOutcome(OutcomeKind Kind, string Reason, DateTimeOffset? At, bool IsLimit = false)
{
    /// <summary>What stands in the way is ours, such as a key or the name that we send in: nothing is held against the address.</summary>
    public bool IsOurs { get; init; }

    public static readonly DeliveryOutcome Sent = new(OutcomeKind.Sent, "", null);

    public static DeliveryOutcome RetryAt(DateTimeOffset? at, string reason) => new(OutcomeKind.RetryAt, reason, at);

    public static DeliveryOutcome Limited(DateTimeOffset? at, string reason) => new(OutcomeKind.RetryAt, reason, at, IsLimit: true);

    /// <summary>
    /// The service does not let this installation in, such as with a token that was withdrawn: nobody's address is to blame. Everything for it waits, one try
    /// from time to time finds out whether the operator has seen to it.
    /// </summary>
    public static DeliveryOutcome OurFault(string reason) => new(OutcomeKind.RetryAt, reason, null, IsLimit: true);

    public static DeliveryOutcome Refused(string reason) => new(OutcomeKind.Refused, reason, null);
}

public enum OutcomeKind
{
    Sent,

    /// <summary>Worth another try, not before the instant given.</summary>
    RetryAt,

    /// <summary>No later try can succeed.</summary>
    Refused,
}
