using System.Globalization;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>The words for what Relais notices itself, by kind.</summary>
internal static class ConditionText
{
    public static Localized Title(Alert alert, string campaign) => alert.Kind switch
    {
        AlertKinds.Surge => new($"{campaign} is surging.", $"{campaign} s'envole."),
        AlertKinds.Lull => new($"{campaign} has gone quiet.", $"{campaign} connaît une accalmie."),
        AlertKinds.Milestone when IsShare(alert) => new($"{campaign} has reached {Milestone(alert)} of its goal.", $"{campaign} a atteint {French(Milestone(alert))} de son objectif."),
        AlertKinds.Milestone => new($"{campaign} has reached {Milestone(alert)} posts.", $"{campaign} a atteint {Milestone(alert)} publications."),
        AlertKinds.Endpoint => new($"{campaign}: an address was switched off.", $"{campaign}\u00a0: une adresse a été désactivée."),
        _ => throw new InvalidOperationException($"An alert of kind {alert.Kind} has words of its own."),
    };

    /// <summary>Why the alert fires: the numbers it was judged by.</summary>
    public static Localized Why(Alert alert)
    {
        var seen = alert.AtStart;
        return alert.Kind switch
        {
            AlertKinds.Surge => new(
                $"{Posts(seen!.Trailing)} in an hour, where about {English(seen.Expected)} are usual: {English(seen.Momentum)} above usual, and a surge begins at {English(seen.Threshold)}.",
                $"{Publications(seen.Trailing)} en une heure, pour environ {French(seen.Expected)} d'habitude\u00a0: {French(seen.Momentum)} au-dessus de l'habitude, et une envolée commence à {French(seen.Threshold)}."),
            AlertKinds.Lull => new(
                $"{Posts(seen!.Trailing)} in an hour, where about {English(seen.Expected)} are usual.",
                $"{Publications(seen.Trailing)} en une heure, pour environ {French(seen.Expected)} d'habitude."),
            AlertKinds.Milestone when IsShare(alert) => new(
                string.Create(CultureInfo.InvariantCulture, $"{Posts(seen!.Trailing)} of {seen.Expected:0} so far."),
                string.Create(CultureInfo.InvariantCulture, $"{Publications(seen.Trailing)} sur {seen.Expected:0} à ce jour.")),
            AlertKinds.Milestone => new($"{Posts(seen!.Trailing)} so far.", $"{Publications(seen.Trailing)} à ce jour."),
            AlertKinds.Endpoint => new(
                $"Subscription {alert.Labels["subscription"]} is not written to any more: {alert.Labels["reason"]}. A test notification that arrives switches it on again.",
                $"L'abonnement {alert.Labels["subscription"]} ne reçoit plus rien\u00a0: {alert.Labels["reason"]}. Une notification d'essai qui arrive le réactive."),
            _ => throw new InvalidOperationException($"An alert of kind {alert.Kind} has words of its own."),
        };
    }

    public static Localized Over(Alert alert, string campaign) => alert.Kind switch
    {
        AlertKinds.Lull when StaysQuiet(alert) => new($"{campaign} stays quiet; this alert is over.", $"{campaign} reste calme\u00a0; cette alerte est levée."),
        AlertKinds.Source when alert.AtEnd is null => new($"{campaign}: {alert.Labels["where"]} is asked no more.", $"{campaign}\u00a0: {alert.Labels["where"]} n'est plus interrogé."),
        AlertKinds.Source => new($"{campaign}: {alert.Labels["where"]} answers again.", $"{campaign}\u00a0: {alert.Labels["where"]} répond de nouveau."),
        AlertKinds.Lull => new($"{campaign} is active again.", $"{campaign} est de nouveau active."),
        _ => new($"{campaign} is back to usual.", $"Retour à l'habitude pour {campaign}."),
    };

    // Dates are written out for everybody alike: a server's own language may count other years.
    public static Localized WhyOver(Alert alert)
    {
        if (alert.Kind == AlertKinds.Source)
        {
            return new(
                string.Create(CultureInfo.InvariantCulture, $"Nothing had been read from it since {alert.StartsAt:yyyy-MM-dd HH:mm} UTC; the dashboard shows the gap."),
                string.Create(CultureInfo.InvariantCulture, $"Rien n'y avait été lu depuis le {alert.StartsAt:yyyy-MM-dd à HH:mm} UTC\u00a0; le tableau de bord montre le trou."));
        }

        var (english, french) = alert.Kind == AlertKinds.Lull ? ("lull", "l'accalmie") : ("surge", "l'envolée");
        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Posts(alert.AtEnd!.Trailing)} in the last hour, where about {English(alert.AtEnd.Expected)} have become usual; the {english} began at {alert.StartsAt:yyyy-MM-dd HH:mm} UTC."),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Publications(alert.AtEnd.Trailing)} dans la dernière heure, pour environ {French(alert.AtEnd.Expected)} devenues habituelles\u00a0; {french} avait commencé le {alert.StartsAt:yyyy-MM-dd à HH:mm} UTC."));
    }

    // A lull also ends when quiet has become the usual, or the campaign ends: then nothing is active again.
    private static bool StaysQuiet(Alert alert) => alert.AtEnd!.Trailing + 0.5 < alert.AtStart!.Expected / 2;

    private static bool IsShare(Alert alert) => Milestone(alert).EndsWith('%');

    private static string Milestone(Alert alert) => alert.Labels["milestone"];

    // French puts a narrow space before the sign.
    private static string French(string share) => share.Replace("%", "\u202f%", StringComparison.Ordinal);

    private static string Posts(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "post" : "posts")}");

    private static string Publications(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count <= 1 ? "publication" : "publications")}");

    private static string English(double value) => value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string French(double value) => English(value).Replace('.', ',');
}
