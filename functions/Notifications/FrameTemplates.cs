using static Relais.Notifications.Placeholders;

namespace Relais.Notifications;

/// <summary>Templates around what has words of its own: what stands before a title, over a list, and around the sentences that the law wants said.</summary>
public static class FrameTemplates
{
    // Before consent a message only asks; courts call all else in it advertising.
    private const int MostCharsBeforeConsent = 200;

    public static readonly Template Still = Before("repeated", new("something is said again because it is still true", "une chose est redite parce qu'elle est toujours vraie"), "Still true: {title}", "Toujours vrai\u00a0: {title}");

    public static readonly Template Corrected = Before("corrected", new("a call or an announcement is corrected", "un appel ou une annonce est corrigé"), "Correction: {title}", "Correction\u00a0: {title}");

    public static readonly Template Retracted = Before("retracted", new("a call or an announcement is withdrawn", "un appel ou une annonce est retiré"), "Withdrawn: {title}", "Annulé\u00a0: {title}");

    public static readonly Template Together = new(
        Template.AnyKind, "together",
        new("several alerts are told at once, each in a line", "plusieurs alertes sont dites ensemble, une par ligne"),
        new("{campaign}: {alerts}", "{campaign}\u00a0: {alerts}"),
        null,
        [Campaign, Placeholders.Alerts]) { TitleNeeds = [Placeholders.Alerts] };

    public static readonly Template Digest = new(
        AlertKinds.Digest, "firing",
        new("what was kept for somebody is told at their hour, each in a line", "ce qui a été gardé pour quelqu'un est dit à son heure, une chose par ligne"),
        new("{campaign}: {things} to know", "{campaign}\u00a0: {things} à savoir"),
        null,
        [Campaign, Things]) { TitleNeeds = [Things] };

    public static readonly Template Confirmation = new(
        AlertKinds.Confirmation, "firing",
        new("somebody who joins is asked whether it was them", "on demande à qui s'inscrit si c'était bien cette personne"),
        new("{campaign}: is it you?", "{campaign}\u00a0: est-ce bien vous\u00a0?"),
        new("{question}", "{question}"),
        [Campaign, Question]) { TitleNames = [Campaign], TitleNeeds = [Campaign], BodyNeeds = [Question], MostFreeBodyChars = MostCharsBeforeConsent };

    public static readonly Template Welcome = new(
        AlertKinds.Welcome, "firing",
        new("somebody has confirmed", "quelqu'un a confirmé"),
        new("{campaign}: it works.", "{campaign}\u00a0: tout marche."),
        new("{how}\n\n{about}", "{how}\n\n{about}"),
        [Campaign, How, About]) { TitleNames = [Campaign], TitleNeeds = [Campaign], BodyNeeds = [How] };

    private static Template Before(string status, Localized when, string english, string french) =>
        new(Template.AnyKind, status, when, new(english, french), null, [Campaign, Title]) { TitleNeeds = [Title] };
}
