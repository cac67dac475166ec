using static Relais.Notifications.Placeholders;

namespace Relais.Notifications;

/// <summary>All that Relais says to people in words of its own: one template for each kind and status.</summary>
public static class Templates
{
    private const string Firing = "firing";
    private const string Resolved = "resolved";

    public static readonly Template Surge = new(
        AlertKinds.Surge, Firing,
        new("a surge begins", "une envolée commence"),
        new("{campaign} is surging.", "{campaign} s'envole."),
        new(
            "{posts} in an hour, where about {usual} are usual: {momentum} above usual, and a surge begins at {threshold}.",
            "{posts} en une heure, pour environ {usual} d'habitude\u00a0: {momentum} au-dessus de l'habitude, et une envolée commence à {threshold}."),
        [Campaign, Count, Posts, Usual, Placeholders.Momentum, Threshold, Since]);

    public static readonly Template SurgeOver = new(
        AlertKinds.Surge, Resolved,
        new("a surge is over", "une envolée est finie"),
        new("{campaign} is back to usual.", "Retour à l'habitude pour {campaign}."),
        new(
            "{posts} in the last hour, where about {usual} have become usual; the surge began at {since}.",
            "{posts} dans la dernière heure, pour environ {usual} devenues habituelles\u00a0; l'envolée avait commencé le {since}."),
        [Campaign, Count, Posts, Usual, Since]);

    public static readonly Template Lull = new(
        AlertKinds.Lull, Firing,
        new("a lull begins", "une accalmie commence"),
        new("{campaign} has gone quiet.", "{campaign} connaît une accalmie."),
        new("{posts} in an hour, where about {usual} are usual.", "{posts} en une heure, pour environ {usual} d'habitude."),
        [Campaign, Count, Posts, Usual, Since]);

    private static readonly Localized LullWas = new(
        "{posts} in the last hour, where about {usual} have become usual; the lull began at {since}.",
        "{posts} dans la dernière heure, pour environ {usual} devenues habituelles\u00a0; l'accalmie avait commencé le {since}.");

    public static readonly Template LullOver = new(
        AlertKinds.Lull, Resolved,
        new("a lull is over: posts come again", "une accalmie est finie\u00a0: des publications reviennent"),
        new("{campaign} is active again.", "{campaign} est de nouveau active."),
        LullWas,
        [Campaign, Count, Posts, Usual, Since]);

    public static readonly Template LullStays = new(
        AlertKinds.Lull, "quiet",
        new("a lull is over because quiet has become usual, or the campaign ends", "une accalmie est levée parce que le calme est devenu l'habitude, ou que la campagne finit"),
        new("{campaign} stays quiet; this alert is over.", "{campaign} reste calme\u00a0; cette alerte est levée."),
        LullWas,
        [Campaign, Count, Posts, Usual, Since]);

    public static readonly Template Milestone = new(
        AlertKinds.Milestone, Firing,
        new("a number of posts is reached", "un nombre de publications est atteint"),
        new("{campaign} has reached {milestone} posts.", "{campaign} a atteint {milestone} publications."),
        new("{posts} so far.", "{posts} à ce jour."),
        [Campaign, Count, Posts, Placeholders.Milestone, Since]);

    public static readonly Template MilestoneShare = new(
        AlertKinds.Milestone, "share",
        new("a share of the goal is reached", "une part de l'objectif est atteinte"),
        new("{campaign} has reached {milestone} of its goal.", "{campaign} a atteint {milestone} de son objectif."),
        new("{posts} of {goal} so far.", "{posts} sur {goal} à ce jour."),
        [Campaign, Count, Posts, Placeholders.Milestone, Goal, Since]);

    public static readonly Template MilestoneGoal = new(
        AlertKinds.Milestone, "goal",
        new("a share of a goal in money, sign-ups or another unit is reached", "une part d'un objectif en argent, en inscriptions ou dans une autre unité est atteinte"),
        new("{campaign} has reached {milestone} of its goal of {goal}.", "{campaign} a atteint {milestone} de son objectif de {goal}."),
        new("{reached} so far.", "{reached} à ce jour."),
        [Campaign, Reached, Placeholders.Milestone, Goal, Since]);

    public static readonly Template Endpoint = new(
        AlertKinds.Endpoint, Firing,
        new("an address that is not reached any more was switched off", "une adresse que rien n'atteint plus a été désactivée"),
        new("{campaign}: an address was switched off.", "{campaign}\u00a0: une adresse a été désactivée."),
        new(
            "Subscription {subscription} is not written to any more: {reason}. A test notification that arrives switches it on again.",
            "L'abonnement {subscription} ne reçoit plus rien\u00a0: {reason}. Une notification d'essai qui arrive le réactive."),
        [Campaign, Subscription, Reason, Since]);

    private static readonly Localized SourceWas = new(
        "Nothing had been read from it since {since}; the dashboard shows the gap.",
        "Rien n'y avait été lu depuis le {since}\u00a0; le tableau de bord montre le trou.");

    public static readonly Template SourceOver = new(
        AlertKinds.Source, Resolved,
        new("a source answers again", "une source répond de nouveau"),
        new("{campaign}: {where} answers again.", "{campaign}\u00a0: {where} répond de nouveau."),
        SourceWas,
        [Campaign, Where, Since]);

    public static readonly Template SourceDropped = new(
        AlertKinds.Source, "dropped",
        new("a source that had stopped is asked no more", "une source qui s'était tue n'est plus interrogée"),
        new("{campaign}: {where} is asked no more.", "{campaign}\u00a0: {where} n'est plus interrogé."),
        SourceWas,
        [Campaign, Where, Since]);

    /// <summary>All of them, in the order in which organisers are shown them.</summary>
    public static readonly IReadOnlyList<Template> All =
    [
        Surge, SurgeOver, Lull, LullOver, LullStays, Milestone, MilestoneShare, MilestoneGoal, Endpoint, SourceOver, SourceDropped,
        FrameTemplates.Still, FrameTemplates.Corrected, FrameTemplates.Retracted, FrameTemplates.Together,
        FrameTemplates.Digest, FrameTemplates.Confirmation, FrameTemplates.Welcome,
    ];

    /// <summary>The template of this kind and status; null where there is none.</summary>
    public static Template? Find(string? kind, string? status) => All.FirstOrDefault(template => template.Kind == kind && template.Status == status);
}
