namespace Relais.Notifications;

/// <summary>What one person is told, in their language, before a channel gives it its form.</summary>
/// <param name="Title">One line.</param>
/// <param name="Body">The rest; may hold line breaks.</param>
/// <param name="When">When it happened, in the person's own zone: a message that arrives late must not look fresh.</param>
/// <param name="Url">Where more is to be read, by a link named <paramref name="UrlLabel"/>; null for nowhere.</param>
/// <param name="Manage">Where the person changes or stops it, by a link named <paramref name="ManageLabel"/>.</param>
/// <param name="Stop">Where one click stops it.</param>
public sealed record Words(string Language, string Title, string Body, string When, string? Url, string UrlLabel, string Manage, string ManageLabel, string Stop);

/// <summary>Puts a notification into one person's words.</summary>
public sealed class Wording(PersonalLinks links)
{
    private static readonly Localized More = new("Read more", "En savoir plus");
    private static readonly Localized Seen = new("I have seen it", "Je l'ai vu");
    private static readonly Localized Confirm = new("Yes, I confirm", "Oui, je confirme");
    private static readonly Localized Change = new("Change or stop", "Modifier ou arrêter");

    public Words Of(Notification notification, Recipient recipient)
    {
        var language = recipient.Language;

        // Whose second channel would be told says so by one link; where more is to be read stands behind it.
        var isAsked = recipient.Second is not null && SecondTelling.IsMeant(notification);
        return new Words(
            language,
            InertText.Plain(notification.Title.In(language)),
            InertText.Plain(notification.Body.In(language)),
            SayWhen(notification.At, recipient.Wishes.Zone, language),
            isAsked ? links.Seen(notification.CampaignId, recipient.Id, notification.AlertId, notification.Version) : notification.Url,
            (isAsked ? Seen : notification.Kind == AlertKinds.Confirmation ? Confirm : More).In(language),
            links.Manage(notification.CampaignId, recipient.Id),
            Change.In(language),
            links.Stop(notification.CampaignId, recipient.Id));
    }

    private static string SayWhen(DateTimeOffset at, TimeZoneInfo zone, string language)
    {
        var name = zone == TimeZoneInfo.Utc ? "UTC" : zone.Id;
        return string.Create(Localized.CultureOf(language), $"{WallClock.At(zone, at):d MMMM yyyy, HH:mm} ({name})");
    }
}
