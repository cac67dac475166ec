using System.Globalization;

namespace Relais.Notifications;

/// <summary>Works out who is told by their second channel, when, and in which words. Pure.</summary>
public static class SecondTelling
{
    // The timer looks once a minute.
    private static readonly long Minute = TimeSpan.TicksPerMinute;

    private static readonly Localized Why = new(
        "This comes here too because nobody has pressed “I have seen it” at the first address in the time that was chosen.",
        "Ceci vient aussi ici parce que personne n'a appuyé sur «\u00a0Je l'ai vu\u00a0» à la première adresse dans le temps choisi.");

    /// <summary>Whether something is told again at all: what is urgent, while it holds. Its end, a correction, a retraction and a digest are not.</summary>
    public static bool IsMeant(Notification notification) => notification is { Severity: Severities.Urgent, Status: "firing" } && notification.Kind != AlertKinds.Digest;

    /// <summary>When it is looked whether this one has seen it, to the minute and never before their minutes are over; null when they are not told again.</summary>
    /// <param name="from">When the page began to be delivered; whose quiet hours it was then has their minutes from their end on.</param>
    public static DateTimeOffset? DueOf(Recipient? first, Notification notification, DateTimeOffset from)
    {
        if (first?.Second is not { Behind: { } second } || second.Since > from || !IsMeant(notification))
        {
            return null;
        }

        var timing = Timing.Of(first.Wishes, notification.Kind, notification.Severity, notification.ExpiresAt, from);
        var due = (timing.Until ?? from).AddMinutes(second.Minutes);
        var whole = WholeMinute(due);
        return timing.Digest is null && whole < notification.ExpiresAt ? whole : null;
    }

    /// <summary>
    /// Whether somebody whose delivery stands so, and who has not seen it, is told: also who could not be reached. Not who has left, who reads of it in a
    /// digest, and for whom it was withdrawn.
    /// </summary>
    /// <param name="reason">Why it is not plainly sent.</param>
    public static bool IsTold(DeliveryState state, string? reason) => state != DeliveryState.Suppressed || reason == Timing.SwitchedOff;

    /// <summary>When it is looked once more who could not be told by a look of now.</summary>
    public static DateTimeOffset NextLook(DateTimeOffset now) => WholeMinute(now.AddTicks(1));

    /// <summary>Names the alert as which those of one look stand in the ledger.</summary>
    public static string AlertIdOf(SecondLook look) =>
        string.Create(CultureInfo.InvariantCulture, $"e_{look.AlertId}_{look.Version}_{look.Page}_{look.At.UtcDateTime:yyyyMMddHHmm}");

    /// <summary>The same words for the second channel, and why they come there.</summary>
    /// <param name="alertId">As <see cref="AlertIdOf"/> names it.</param>
    public static Notification Say(Notification first, string alertId) => first with
    {
        AlertId = alertId,
        Version = 1,
        Text = null,
        Body = new(Then(first.Body.En, Why.En), Then(first.Body.Fr, Why.Fr)),
    };

    private static DateTimeOffset WholeMinute(DateTimeOffset at) => new(((at.UtcTicks + Minute - 1) / Minute) * Minute, TimeSpan.Zero);

    private static string Then(string body, string why) => body.Length == 0 ? why : $"{body}\n\n{why}";
}
