namespace Relais.Notifications;

/// <summary>How an address has fared: since when it fails, and whether it is written to at all.</summary>
/// <param name="FailingSince">When the first of the failures was that no success followed; null when it is well.</param>
/// <param name="FailedHours">In how many different hours it has failed since.</param>
/// <param name="FailedAt">When it failed last, to the hour.</param>
/// <param name="Off">Why nothing is sent to it any more: `gone`, or `failing for 5 days`; null while it is on.</param>
/// <param name="OffSince">When it was switched off.</param>
public sealed record Health(DateTimeOffset? FailingSince = null, int FailedHours = 0, DateTimeOffset? FailedAt = null, string? Off = null, DateTimeOffset? OffSince = null)
{
    public static readonly Health Well = new();
}

/// <summary>When an address that only fails is switched off: after 410 at once, else after five days without one success.</summary>
public static class HealthRule
{
    public const string Gone = "gone";
    public const string Failing = "failing for 5 days";

    // Standard Webhooks: "long consistent failure"; Svix: five days. Two failures five days apart are not yet consistent.
    private static readonly TimeSpan LongestFailing = TimeSpan.FromDays(5);
    private const int LeastFailedHours = 10;

    /// <summary>How the address fares after one more attempt. Pure; answers the same value where nothing is worth writing down.</summary>
    public static Health After(Health health, DeliveryOutcome outcome, DateTimeOffset now)
    {
        if (outcome.Kind == OutcomeKind.Sent)
        {
            return Health.Well;
        }

        if (outcome is { Kind: OutcomeKind.Refused, Reason: Gone })
        {
            return health with { FailingSince = health.FailingSince ?? now, Off = Gone, OffSince = now };
        }

        // Whoever says that it was asked too often is there; and what is ours to mend says nothing of the address.
        if (outcome.IsLimit || outcome.IsOurs)
        {
            return health;
        }

        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        if (health.FailedAt == hour)
        {
            return health;
        }

        var failing = health with { FailingSince = health.FailingSince ?? now, FailedHours = health.FailedHours + 1, FailedAt = hour };
        return now - failing.FailingSince >= LongestFailing && failing.FailedHours >= LeastFailedHours ? failing with { Off = Failing, OffSince = now } : failing;
    }
}
