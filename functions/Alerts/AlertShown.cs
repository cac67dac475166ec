using System.Text.Json;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>An alert as the API shows it; its deliveries are those of all its versions together.</summary>
/// <param name="Status">`firing` or `resolved`; an event is resolved from the instant at which it is no longer worth saying.</param>
/// <param name="RaisedBy">The name of the key that raised it; null for what Relais noticed itself.</param>
/// <param name="Decision">What was decided last, and why; null before anything was.</param>
public sealed record AlertShown(
    string Id,
    string Kind,
    string Severity,
    string Status,
    IReadOnlyDictionary<string, string> Labels,
    Audience Audience,
    string? RaisedBy,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset ExpiresAt,
    Localized Title,
    Localized Why,
    string? Url,
    DecisionShown? Decision,
    IReadOnlyList<TellingShown> Versions,
    DeliveryCounts Deliveries)
{
    public static AlertShown Of(Alert alert, Campaign campaign, IReadOnlyList<TellingShown> versions, DateTimeOffset now) => new(
        alert.Id,
        alert.Kind,
        alert.Severity,
        alert.StatusAt(now),
        alert.Labels,
        alert.Audience,
        alert.RaisedBy,
        alert.StartsAt,
        alert.EndsAt,
        alert.ExpiresAt,
        AlertText.Title(alert, campaign),
        AlertText.Why(alert, campaign),
        alert.Words?.Url,
        DecisionShown.Of(alert.Verdict),
        versions,
        versions.Where(version => version.In is null).Aggregate(DeliveryCounts.None, (sum, version) => sum + version.Deliveries));
}

/// <summary>One page of alerts; `after` asks for the next, null when there is none.</summary>
public sealed record AlertList(IReadOnlyList<AlertShown> Alerts, string? After);

/// <summary>One version of an alert: what was said of it when, why then, and what became of it.</summary>
/// <param name="Status">`firing`, `resolved`, `corrected` or `retracted`.</param>
/// <param name="Why">`first`, `still true`, `repeated`, `over`, `corrected` or `retracted`.</param>
/// <param name="With">Other alerts that the same notification says.</param>
/// <param name="In">The alert and version whose notification says this one too, and whose deliveries these are; null when it has one of its own.</param>
public sealed record TellingShown(
    int Version, string Status, string Why, DateTimeOffset At, IReadOnlyList<string> With, ToldIn? In, AlertWords? Words, DeliveryCounts Deliveries)
{
    public static TellingShown Of(Telling telling, DeliveryCounts deliveries) => new(
        telling.Version, telling.Status, telling.Why, telling.At, telling.With, telling.In, telling.Words, deliveries);
}

/// <summary>What was decided of an alert, by which reason.</summary>
/// <param name="Kind">`told`, `grouped`, `waits`, `silenced`, `inhibited`, `overUnsaid` or `overMuted`.</param>
/// <param name="By">The silence, alert or version that decided.</param>
public sealed record DecisionShown(string Kind, Localized Reason, DateTimeOffset At, string? By, DateTimeOffset? Until)
{
    public static DecisionShown? Of(Verdict? verdict) =>
        verdict is null ? null : new DecisionShown(JsonNamingPolicy.CamelCase.ConvertName(verdict.Kind.ToString()), verdict.ToWords(), verdict.At, verdict.By, verdict.Until);
}
