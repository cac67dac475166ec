using System.Text.Json.Serialization;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>One version of an alert: what was said of it when, to whom, and what became of the deliveries.</summary>
/// <param name="Version">Counted from 1.</param>
/// <param name="Status">`firing`, `resolved`, `corrected` or `retracted`.</param>
/// <param name="Why">Why it was said then: `first`, `still true` (a silence has ended), `repeated`, `over`, `corrected`, `retracted`.</param>
/// <param name="With">Other alerts that are said by the same notification.</param>
/// <param name="In">The alert and version whose notification says this one too; null when it has one of its own.</param>
/// <param name="Deliveries">What became of its deliveries, once all have ended; null until then, and where another's notification says it.</param>
public sealed record Telling(
    int Version,
    string Status,
    string Why,
    DateTimeOffset At,
    IReadOnlyList<string> With,
    ToldIn? In = null,
    DeliveryCounts? Deliveries = null)
{
    public const string Firing = "firing";
    public const string Resolved = "resolved";
    public const string Corrected = "corrected";
    public const string Retracted = "retracted";

    /// <summary>What a correction or retraction says; null where the alert itself says it.</summary>
    public AlertWords? Words { get; init; }

    /// <summary>When the last delivery may be made; null for as long as the alert is worth saying.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it goes to those who got the first version, and to nobody else.</summary>
    [JsonIgnore]
    public bool FollowsFirst => Status is Corrected or Retracted;
}

/// <summary>The alert and version that speaks for another.</summary>
public sealed record ToldIn(string AlertId, int Version);
