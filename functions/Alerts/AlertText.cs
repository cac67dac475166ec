using Relais.Campaigns;
using Relais.Notifications;
using Relais.Subscriptions;

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

    public static Localized Title(Alert alert, Campaign campaign) =>
        alert.Words?.Title ?? CampaignWords.TitleOf(campaign, ConditionText.Firing(alert), ConditionText.Values(alert, alert.AtStart, campaign));

    /// <summary>Why the alert fires: the numbers it was judged by, or the words of whoever raised it.</summary>
    public static Localized Why(Alert alert, Campaign campaign) =>
        alert.Words?.Body ?? CampaignWords.Say(campaign, ConditionText.Firing(alert), ConditionText.Values(alert, alert.AtStart, campaign)).Body;

    private static (Localized Title, Localized Body) Alone(Alert alert, Campaign campaign, Telling telling) => telling.Status switch
    {
        Telling.Corrected => (Before(FrameTemplates.Corrected, campaign, telling.Words!.Title), telling.Words.Body),
        Telling.Retracted => (Before(FrameTemplates.Retracted, campaign, Title(alert, campaign)), telling.Words!.Body),
        Telling.Resolved => Over(alert, campaign),
        _ when telling.Why is Grouping.StillTrue or Grouping.Repeated => (Before(FrameTemplates.Still, campaign, Title(alert, campaign)), Why(alert, campaign)),
        _ => (Title(alert, campaign), Why(alert, campaign)),
    };

    private static (Localized Title, Localized Body) Over(Alert alert, Campaign campaign) =>
        CampaignWords.Say(campaign, ConditionText.Over(alert), ConditionText.Values(alert, alert.AtEnd, campaign));

    // Newest first: whoever reads one line reads the latest.
    private static (Localized Title, Localized Body) Together(IReadOnlyList<Alert> alerts, Campaign campaign, Telling telling)
    {
        var over = telling.Status == Telling.Resolved;
        var lines = alerts.OrderByDescending(alert => alert.StartsAt).ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .Select(alert => over ? Over(alert, campaign).Title : Title(alert, campaign)).ToArray();
        return (
            CampaignWords.TitleOf(campaign, FrameTemplates.Together, TogetherValues(campaign, alerts.Count)),
            new(string.Join('\n', lines.Select(line => line.En)), string.Join('\n', lines.Select(line => line.Fr))));
    }

    internal static IReadOnlyDictionary<string, Localized> TogetherValues(Campaign campaign, int alerts) => new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Placeholders.Campaign] = Placeholders.Same(campaign.Name),
        [Placeholders.Alerts] = Placeholders.AlertsOf(alerts),
    };

    internal static IReadOnlyDictionary<string, Localized> BeforeValues(Campaign campaign, Localized title) => new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Placeholders.Campaign] = Placeholders.Same(campaign.Name),
        [Placeholders.Title] = title,
    };

    private static Localized Before(Template template, Campaign campaign, Localized title) => CampaignWords.TitleOf(campaign, template, BeforeValues(campaign, title));
}
