using System.Globalization;
using Relais.Alerts;
using Relais.Notifications;

namespace Relais.Polling;

/// <summary>What is said of a source that has stopped, in both languages: which, since when, why, and what to do. Pure; docs/operations.md tells more of each reason.</summary>
public static class StopWords
{
    private static readonly Localized Operator = new(
        "Whoever runs Relais can mend it: docs/operations.md and docs/x.md say how.",
        "La personne qui exploite Relais peut y remédier\u00a0: docs/operations.md et docs/x.md disent comment.");

    private static readonly Localized Money = new(
        "It goes on with the next calendar month, or when more may be spent: docs/x.md says how.",
        "La lecture reprendra le mois prochain, ou dès que le budget le permettra\u00a0: docs/x.md dit comment.");

    private static readonly Localized Tomorrow = new(
        "It goes on tomorrow (UTC) with what X still tells of today; a larger budget reads more: docs/x.md says how.",
        "La lecture reprendra demain (UTC) avec ce que X montre encore d'aujourd'hui\u00a0; un budget plus grand en lit davantage\u00a0: docs/x.md dit comment.");

    private static readonly Localized Organiser = new(
        "Look at the campaign's sources and hashtags, and change what is wrong there; it is tried again by itself.",
        "Vérifiez les sources et les hashtags de la campagne et corrigez-les\u00a0; un nouvel essai se fait de lui-même.");

    private static readonly Localized Nobody = new(
        "It is tried again by itself, and nothing need be done unless it lasts.",
        "Un nouvel essai se fait de lui-même\u00a0; il n'y a rien à faire, sauf si cela dure.");

    // By how a reason begins; a test looks whether every reason that a source gives is among them.
    private static readonly (string Reason, Localized Why, Localized Advice)[] Known =
    [
        Entry("X is off", "X n'est pas activé", Operator),
        Entry("the month's budget for X is spent", "le budget du mois pour X est épuisé", Money),
        Entry("today's share of the month's budget for X is spent", "la part du jour du budget pour X est épuisée", Tomorrow),
        Entry("X's own cap of the month is reached", "le plafond mensuel de X est atteint", Money),
        Entry("there is no credit left at X", "il ne reste plus de crédit chez X", Operator),
        Entry("X does not accept the token", "X refuse le jeton", Operator),
        Entry("X does not let this app ask", "X n'autorise pas cette application à demander", Operator),
        Entry("X does not understand the question", "X ne comprend pas la question", Organiser),
        Entry("X shows no such list", "X ne montre aucune liste de ce numéro", Organiser),
        Entry("the hashtags are longer than X takes", "les hashtags sont plus longs que ce que X accepte", Organiser),
        Entry("no account is set for Bluesky", "aucun compte n'est renseigné pour Bluesky", Operator),
        Entry("Bluesky is asked at", "Bluesky est interrogé sur un autre hôte", Organiser),
        Entry("the account's session", "la session du compte n'est pas acceptée", Operator),
        Entry("the account was taken down", "le compte a été suspendu", Operator),
        Entry("the account asks for a code", "le compte demande un code\u00a0: il faut un mot de passe d'application", Operator),
        Entry("the account's handle or app password is not accepted", "l'identifiant ou le mot de passe d'application du compte est refusé", Operator),
        Entry("signed in too often", "trop de connexions du compte", Nobody),
        Entry("the search is closed to the account", "la recherche est fermée à ce compte", Operator),
        Entry("the hashtag is not accepted", "le hashtag n'est pas accepté", Organiser),
        Entry("the instance does not show hashtags to strangers", "l'instance ne montre pas les hashtags aux inconnus", Organiser),
        Entry("the site does not show it to strangers", "le site ne le montre pas aux inconnus", Organiser),
        Entry("nothing stands at this address", "il n'y a rien à cette adresse", Organiser),
        Entry("moved for good", "l'adresse a changé pour de bon, et n'est pas suivie", Organiser),
        Entry("sent elsewhere", "l'adresse renvoie ailleurs, et n'est pas suivie", Organiser),
        Entry("a web page, not a feed", "une page web, et non un flux", Organiser),
        Entry("neither RSS, nor Atom, nor JSON Feed", "ni RSS, ni Atom, ni JSON Feed", Organiser),
        Entry("XML with a document type", "du XML avec un type de document, qui n'est pas lu par sécurité", Organiser),
        Entry("broken XML", "du XML mal formé", Nobody),
        Entry("broken JSON", "du JSON mal formé", Nobody),
        Entry("an empty answer", "une réponse vide", Nobody),
        Entry("an answer without end", "une réponse sans fin", Nobody),
        Entry("unreadable answer", "une réponse illisible", Nobody),
        Entry("larger than", "la réponse est trop grande", Organiser),
        Entry("asked too often", "trop de demandes", Nobody),
        Entry("answered", "une réponse d'erreur", Nobody),
        Entry("blocked", "son adresse ne peut pas être appelée", Organiser, "its address may not be called"),
        Entry("dns", "son nom ne mène nulle part", Organiser, "its name leads nowhere"),
        Entry("refused", "personne n'accepte la connexion", Nobody, "nobody accepts the connection"),
        Entry("timeout", "pas de réponse à temps", Nobody, "no answer in time"),
        Entry("tls", "pas de connexion chiffrée digne de confiance", Organiser, "no encrypted connection that can be trusted"),
        Entry("toolarge", "la réponse est trop grande", Organiser, "its answer is too large"),
        Entry("broken", "la connexion s'est rompue", Nobody, "the connection broke"),
    ];

    public static AlertWords Say(string campaign, string where, string reason, DateTimeOffset since)
    {
        // What comes after it may name an address, which is for the organiser's eyes only.
        var shown = reason.Split("; ")[0];
        var (why, advice) = Of(shown) ?? (new Localized(shown, shown), Nobody);
        return new AlertWords(
            new($"{campaign}: nothing is read from {where}.", $"{campaign}\u00a0: rien n'est lu sur {where}."),
            new(
                string.Create(CultureInfo.InvariantCulture, $"Since {since:yyyy-MM-dd HH:mm} UTC: {why.En}. {advice.En}"),
                string.Create(CultureInfo.InvariantCulture, $"Depuis le {since:yyyy-MM-dd à HH:mm} UTC\u00a0: {why.Fr}. {advice.Fr}")));
    }

    /// <summary>What to do about it, in both languages.</summary>
    public static Localized AdviceOf(string reason) => Of(reason)?.Advice ?? Nobody;

    /// <summary>The reason in both languages, and what to do; null for one that nobody has found words for.</summary>
    public static (Localized Why, Localized Advice)? Of(string reason)
    {
        foreach (var (known, why, advice) in Known)
        {
            if (reason.StartsWith(known, StringComparison.Ordinal))
            {
                return (new Localized(why.En.Length > 0 ? why.En : reason, why.Fr + StatusOf(reason)), advice);
            }
        }

        return null;
    }

    // The status that a reason ends with is the same in every language.
    private static string StatusOf(string reason) => reason[(reason.LastIndexOf(' ') + 1)..].Trim('(', ')') is { Length: 3 } last && last.All(char.IsAsciiDigit) ? $" ({last})" : "";

    private static (string Reason, Localized Why, Localized Advice) Entry(string reason, string french, Localized advice, string english = "") => (reason, new Localized(english, french), advice);
}
