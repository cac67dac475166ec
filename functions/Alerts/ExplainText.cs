using System.Globalization;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Says in a sentence or two who gets something and why others do not, in both languages.</summary>
internal static class ExplainText
{
    // Where the short word of lists and filters does not say enough.
    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        [Timing.ByRhythm] = "in their digest",
        [Timing.InQuietHours] = "in their digest, after quiet hours",
        [Timing.OverCap] = "in their digest, told enough that day",
        [Forecasts.QuietHours] = "after their quiet hours",
    };

    private static readonly Dictionary<string, string> French = new(StringComparer.Ordinal)
    {
        ["matters too little"] = "trop peu important à leur gré",
        ["kind not wanted"] = "ce type d'alerte n'est pas souhaité",
        ["end not wanted"] = "la fin n'est pas souhaitée",
        ["topic not wanted"] = "ce thème n'est pas souhaité",
        ["other cell"] = "autre cellule",
        ["other area"] = "autre lieu",
        ["another one is meant"] = "une autre personne est visée",
        ["unsubscribed"] = "désabonnement",
        [Timing.SwitchedOff] = "adresse désactivée",
        ["retracted"] = "alerte annulée",
        ["superseded"] = "remplacée par une autre version",
        ["expired"] = "périmée",
        ["gone"] = "adresse disparue",
        [Timing.ByRhythm] = "dans leur récapitulatif",
        [Timing.InQuietHours] = "dans leur récapitulatif, après les heures calmes",
        [Timing.OverCap] = "dans leur récapitulatif, assez pour ce jour",
        [Timing.NothingLeft] = "plus rien à dire",
        [Forecasts.QuietHours] = "après leurs heures calmes",
    };

    public static Localized Of(Forecast forecast)
    {
        var (english, french) = Parts(forecast.LeftOut);
        var leftOut = forecast.LeftOut.Values.Sum();
        var (later, plusTard) = Parts(forecast.Later);
        return new(
            Joined(
                $"{Count(forecast.Recipients, "person", "people")} would hear of it{(forecast.Recipients == 0 ? "" : $" ({By(forecast.ByChannel)})")}.",
                leftOut == 0 ? "" : $"{Count(leftOut, "is", "are")} left out: {english}.",
                later.Length == 0 ? "" : $"Some hear of it later: {later}.",
                forecast.AtLeast == 0 ? "" : $"The destinations' own limits make it last {Seconds(forecast.AtLeast)} s at least."),
            Joined(
                $"{Count(forecast.Recipients, "personne l'apprendrait", "personnes l'apprendraient", frenchZero: true)}{(forecast.Recipients == 0 ? "" : $" ({By(forecast.ByChannel)})")}.",
                leftOut == 0 ? "" : $"{Count(leftOut, "est laissée", "sont laissées")} de côté\u00a0: {french}.",
                plusTard.Length == 0 ? "" : $"Certaines l'apprendront plus tard\u00a0: {plusTard}.",
                forecast.AtLeast == 0 ? "" : $"Les limites des destinataires font durer l'envoi au moins {Seconds(forecast.AtLeast)}\u00a0s."));
    }

    public static Localized Of(DeliveryCounts counts, IReadOnlyDictionary<string, int> reasons)
    {
        var (english, french) = Parts(reasons);
        var open = counts.Planned + counts.Deferred;
        return new(
            Joined(
                $"{counts.Sent} of {counts.Audience} have it.",
                open == 0 ? "" : $"{Count(open, "is", "are")} still to come.",
                reasons.Count == 0 ? "" : $"Not or not yet: {english}."),
            Joined(
                $"{counts.Sent} sur {counts.Audience} l'ont reçue.",
                open == 0 ? "" : $"{Count(open, "reste", "restent")} à venir.",
                reasons.Count == 0 ? "" : $"Pas ou pas encore\u00a0: {french}."));
    }

    private static (string English, string French) Parts(IReadOnlyDictionary<string, int> reasons) => (
        string.Join(", ", reasons.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Value} {English.GetValueOrDefault(reason.Key, reason.Key)}"))),
        string.Join(", ", reasons.Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Value} {French.GetValueOrDefault(reason.Key, reason.Key)}"))));

    private static string By(IReadOnlyDictionary<string, int> channels) =>
        string.Join(", ", channels.Select(channel => string.Create(CultureInfo.InvariantCulture, $"{channel.Value} {channel.Key}")));

    private static string Count(int count, string one, string many, bool frenchZero = false) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 || (frenchZero && count == 0) ? one : many)}");

    private static string Seconds(double seconds) => Math.Ceiling(seconds).ToString("0", CultureInfo.InvariantCulture);

    private static string Joined(params ReadOnlySpan<string> sentences)
    {
        var said = new List<string>();
        foreach (var sentence in sentences)
        {
            if (sentence.Length > 0)
            {
                said.Add(sentence);
            }
        }

        return string.Join(' ', said);
    }
}
