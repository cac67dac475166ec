using System.Globalization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What is said of an alert, in both languages: a title, and why.</summary>
public static class AlertText
{
    // After a day a surge is history, told by the dashboard and not by a message.
    private static readonly TimeSpan WorthSaying = TimeSpan.FromHours(24);

    public static Notification Say(Alert alert, Campaign campaign, int version)
    {
        var over = version == Alert.ResolvedVersion;
        var at = over ? alert.EndsAt!.Value : alert.StartsAt;
        return new Notification(
            alert.Id,
            version,
            campaign.Id,
            campaign.Name,
            alert.Kind,
            over ? "resolved" : "firing",
            over ? Over(campaign.Name) : Title(campaign.Name),
            over ? WhyOver(alert) : Why(alert),
            at,
            at + WorthSaying);
    }

    public static Localized Title(string campaign) => new($"{campaign} is surging.", $"{campaign} s'envole.");

    /// <summary>Why the alert fires: the numbers it was judged by.</summary>
    public static Localized Why(Alert alert)
    {
        var seen = alert.AtStart;
        return new(
            $"{Posts(seen.Trailing)} in an hour, where about {English(seen.Expected)} are usual: {English(seen.Momentum)} above usual, and a surge begins at {English(seen.Threshold)}.",
            $"{Publications(seen.Trailing)} en une heure, pour environ {French(seen.Expected)} d'habitude\u00a0: {French(seen.Momentum)} au-dessus de l'habitude, et une envolée commence à {French(seen.Threshold)}.");
    }

    private static Localized Over(string campaign) => new($"{campaign} is back to usual.", $"Retour à l'habitude pour {campaign}.");

    // Dates are written out for everybody alike: a server's own language may count other years.
    private static Localized WhyOver(Alert alert) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Posts(alert.AtEnd!.Trailing)} in the last hour, where about {English(alert.AtEnd.Expected)} have become usual; the surge began at {alert.StartsAt:yyyy-MM-dd HH:mm} UTC."),
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Publications(alert.AtEnd.Trailing)} dans la dernière heure, pour environ {French(alert.AtEnd.Expected)} devenues habituelles\u00a0; l'envolée avait commencé le {alert.StartsAt:yyyy-MM-dd à HH:mm} UTC."));

    private static string Posts(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "post" : "posts")}");

    private static string Publications(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count <= 1 ? "publication" : "publications")}");

    private static string English(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string French(double value) => English(value).Replace('.', ',');
}
