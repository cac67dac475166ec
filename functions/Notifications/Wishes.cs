namespace Relais.Notifications;

/// <summary>How and when one person wants to be told; nothing is ever lost by it, only told later or together.</summary>
public sealed record Wishes
{
    /// <summary>As organisers' own addresses are told: at once, whatever the hour.</summary>
    public static readonly Wishes None = new();

    /// <summary>The person's own zone, by its IANA name.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>When not to be told; null for never.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Whether what is urgent may come in quiet hours.</summary>
    public bool UrgentAnyTime { get; init; }

    /// <summary>At once, daily or weekly. Also of who is told at once, what goes beyond the day's cap comes with a digest: the daily one.</summary>
    public Rhythm Rhythm { get; init; } = Rhythm.AtOnce;

    /// <summary>At which hour of the person's day a digest comes, 0 to 23.</summary>
    public int DigestHour { get; init; } = 8;

    /// <summary>On which day a weekly digest comes.</summary>
    public DayOfWeek DigestDay { get; init; } = DayOfWeek.Monday;

    /// <summary>Whether the day's cap counts for them: of people, not of organisers' own addresses.</summary>
    public bool IsCapped { get; init; }
}

/// <summary>Hours of a person's day in which nothing is sent to them: from the first up to the second, over midnight where it is the earlier one.</summary>
public readonly record struct QuietHours(TimeOnly From, TimeOnly Until);

/// <summary>How often a person is told.</summary>
public enum Rhythm
{
    AtOnce,
    Daily,
    Weekly,
}
