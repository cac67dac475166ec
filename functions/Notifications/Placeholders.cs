using System.Globalization;

namespace Relais.Notifications;

/// <summary>The names that templates may hold, each with what is filled in for it.</summary>
public static class Placeholders
{
    public const string Campaign = "campaign";
    public const string Count = "count";
    public const string Posts = "posts";
    public const string Usual = "usual";
    public const string Momentum = "momentum";
    public const string Threshold = "threshold";
    public const string Since = "since";
    public const string Milestone = "milestone";
    public const string Goal = "goal";
    public const string Reached = "reached";
    public const string Where = "where";
    public const string Subscription = "subscription";
    public const string Reason = "reason";
    public const string Title = "title";
    public const string Alerts = "alerts";
    public const string Things = "things";
    public const string Question = "question";
    public const string How = "how";
    public const string About = "about";

    /// <summary>What each means, for whoever writes a template.</summary>
    public static readonly IReadOnlyDictionary<string, Localized> Meanings = new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Campaign] = new("the campaign's name", "le nom de la campagne"),
        [Count] = new("how many posts, as a bare number", "combien de publications, le nombre seul"),
        [Posts] = new("how many posts, with the word, in the singular where there is one", "combien de publications, avec le mot, accordé"),
        [Usual] = new("how many an hour are usual for the campaign", "combien par heure sont habituelles pour la campagne"),
        [Momentum] = new("how far that is above usual, in standard units", "de combien c'est au-dessus de l'habitude, en unités standard"),
        [Threshold] = new("the momentum from which on it is a surge", "l'élan à partir duquel c'est une envolée"),
        [Since] = new("when it began, UTC", "quand cela a commencé, UTC"),
        [Milestone] = new("the number or the share that was reached", "le nombre ou la part qui est atteint"),
        [Goal] = new("the campaign's goal", "l'objectif de la campagne"),
        [Reached] = new("how much of the goal there is so far, with its unit", "combien de l'objectif il y a à ce jour, avec l'unité"),
        [Where] = new("the source, as people read it", "la source, comme on la lit"),
        [Subscription] = new("the subscription's id", "l'identifiant de l'abonnement"),
        [Reason] = new("why, in a word", "pourquoi, en un mot"),
        [Title] = new("the title of what it is said of", "le titre de ce dont il s'agit"),
        [Alerts] = new("how many alerts, with the word", "combien d'alertes, avec le mot"),
        [Things] = new("how many things, with the word", "combien de choses, avec le mot"),
        [Question] = new("who asks, for what, until when, and what to do if it was somebody else", "qui demande, pour quoi, jusqu'à quand, et que faire si c'était quelqu'un d'autre"),
        [How] = new("that it has begun, and how it is changed or stopped", "que c'est commencé, et comment le modifier ou l'arrêter"),
        [About] = new("what the campaign says of itself on its page; nothing where it has none", "ce que la campagne dit d'elle sur sa page\u00a0; rien si elle n'en a pas"),
    };

    /// <summary>A number with its noun; French counts none in the singular.</summary>
    public static Localized PostsOf(long count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "post" : "posts")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count <= 1 ? "publication" : "publications")}"));

    public static Localized AlertsOf(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "alert" : "alerts")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count <= 1 ? "alerte" : "alertes")}"));

    public static Localized ThingsOf(int count) => new(
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "thing" : "things")}"),
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "chose" : "choses")}"));

    /// <summary>The same in both languages.</summary>
    public static Localized Same(string text) => new(text, text);
}
