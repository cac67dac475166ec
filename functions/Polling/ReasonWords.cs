using Relais.Notifications;

namespace Relais.Polling;

/// <summary>Why something of a source is not known, as an organiser reads it in both languages: a stop, a gap, topics that are not told. Pure.</summary>
public static class ReasonWords
{
    /// <summary>Of a source that has not been asked, or is being asked for the first time.</summary>
    public const string NotYet = "has not answered yet";

    // Of what is no stop; a test looks whether every such reason is among them.
    private static readonly Dictionary<string, string> French = new(StringComparer.Ordinal)
    {
        ["more was published than could be read"] = "il a été publié plus que ce qui pouvait être lu",
        ["more was published than the day's share of the budget reaches"] = "il a été publié plus que la part du jour du budget ne permet d'en lire",
        ["X tells of the last seven days only"] = "X ne montre que les sept derniers jours",
        ["too long ago to tell what another instance has counted"] = "trop ancien pour savoir ce qu'une autre instance a compté",
        ["X tells numbers only"] = "X ne donne que des nombres",
        ["a list is read for its share alone"] = "une liste n'est lue que pour sa part",
        ["a replay tells numbers only"] = "une relecture ne donne que des nombres",
        ["categories and authors of a feed are not read"] = "les catégories et les auteurs d'un flux ne sont pas lus",
        [NotYet] = "pas encore de réponse",
    };

    // What follows a reason names an address, which is the same in every language.
    private static readonly (string English, string French)[] Hints =
        [("follow ", "à suivre désormais\u00a0: "), ("to ", "vers "), ("it names the feed ", "elle nomme le flux ")];

    /// <summary>The reason in both languages, with the address that it names; a reason that nobody has found words for stands as it is in both.</summary>
    public static Localized Of(string reason)
    {
        var (said, hint) = reason.Split("; ", 2) is [var first, var second] ? (first, second) : (reason, null);
        var words = StopWords.Of(said)?.Why ?? new Localized(said, French.GetValueOrDefault(said, said));
        return hint is null ? words : new Localized($"{words.En}; {hint}", $"{words.Fr}\u00a0; {InFrench(hint)}");
    }

    private static string InFrench(string hint)
    {
        var (english, french) = Hints.FirstOrDefault(known => hint.StartsWith(known.English, StringComparison.Ordinal));
        const string Instead = " instead";
        return french is null ? hint : french + (hint.EndsWith(Instead, StringComparison.Ordinal) ? hint[english.Length..^Instead.Length] : hint[english.Length..]);
    }
}
