using System.Globalization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What is said of alerts, in both languages: a title, and why.</summary>
public static class AlertText
{
    /// <summary>The notification of one version of an alert.</summary>
    /// <param name="others">The alerts that the same notification says too.</param>
    public static Notification Say(Alert alert, Campaign campaign, Telling telling, IReadOnlyList<Alert>? others = null)
    {
        var (title, body) = others is { Count: > 0 } ? Together([alert, .. others], campaign, telling) : Alone(alert, campaign, telling);
        return new Notification(
            alert.Id,
            telling.Version,
            campaign.Id,
            campaign.Name,
            alert.Kind,
            telling.Status,
            title,
            body,
            telling.Status == Telling.Resolved ? alert.EndsAt!.Value : telling.FollowsFirst ? telling.At : alert.StartsAt,
            telling.ExpiresAt ?? alert.ExpiresAt)
        {
            Severity = alert.Severity,
            First = telling.FollowsFirst ? new FirstTold(alert.Tellings[0].In?.AlertId ?? alert.Id, alert.Tellings[0].In?.Version ?? 1) : null,
            SaysSeveral = others is { Count: > 0 },
            Url = telling.Words is { } said ? said.Url : alert.Words?.Url,
        };
    }

    public static Localized Title(Alert alert, Campaign campaign) => alert.Words?.Title ?? ConditionText.Title(alert, campaign.Name);

    /// <summary>Why the alert fires: the numbers it was judged by, or the words of whoever raised it.</summary>
    public static Localized Why(Alert alert) => alert.Words?.Body ?? ConditionText.Why(alert);

    private static (Localized Title, Localized Body) Alone(Alert alert, Campaign campaign, Telling telling) => telling.Status switch
    {
        Telling.Corrected => (Before("Correction: ", "Correction\u00a0: ", telling.Words!.Title), telling.Words.Body),
        Telling.Retracted => (Before("Withdrawn: ", "Annulé\u00a0: ", Title(alert, campaign)), telling.Words!.Body),
        Telling.Resolved => (ConditionText.Over(alert, campaign.Name), ConditionText.WhyOver(alert)),
        _ when telling.Why is Grouping.StillTrue or Grouping.Repeated => (Before("Still true: ", "Toujours vrai\u00a0: ", Title(alert, campaign)), Why(alert)),
        _ => (Title(alert, campaign), Why(alert)),
    };

    // Newest first: whoever reads one line reads the latest.
    private static (Localized Title, Localized Body) Together(IReadOnlyList<Alert> alerts, Campaign campaign, Telling telling)
    {
        var over = telling.Status == Telling.Resolved;
        var lines = alerts.OrderByDescending(alert => alert.StartsAt).ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .Select(alert => over ? ConditionText.Over(alert, campaign.Name) : Title(alert, campaign)).ToArray();
        return (
            new(
                string.Create(CultureInfo.InvariantCulture, $"{campaign.Name}: {alerts.Count} alerts"),
                string.Create(CultureInfo.InvariantCulture, $"{campaign.Name}\u00a0: {alerts.Count} alertes")),
            new(string.Join('\n', lines.Select(line => line.En)), string.Join('\n', lines.Select(line => line.Fr))));
    }

    private static Localized Before(string english, string french, Localized text) => new(english + text.En, french + text.Fr);
}
