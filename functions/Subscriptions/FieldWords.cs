using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is wrong with a form, in the words of a person: the API names fields, people see labels.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, Localized> Faults = new(StringComparer.Ordinal)
    {
        ["address"] = new("This address cannot be used.", "Cette adresse ne peut pas être utilisée."),
        ["secret"] = new("The second field is missing or wrong.", "Le deuxième champ manque ou est faux."),
        ["channel"] = new("This way of being told is not offered here.", "Cette voie n'est pas proposée ici."),
        ["minutes"] = new("Choose after how many minutes.", "Choisissez après combien de minutes."),
        ["consent"] = new("Without your consent nothing is sent: tick the last box.", "Sans votre accord rien n'est envoyé\u00a0: cochez la dernière case."),
        ["kinds"] = new("Tick at least one thing that you want to hear of.", "Cochez au moins une chose dont vous voulez entendre parler."),
        ["wishes.zone"] = new("The time zone is not known: choose one such as Europe/Paris.", "Ce fuseau horaire n'est pas connu\u00a0: choisissez-en un comme Europe/Paris."),
        ["wishes.quietFrom"] = new("The beginning of the quiet hours is not an hour.", "Le début des heures calmes n'est pas une heure."),
        ["wishes.quietUntil"] = new("The end of the quiet hours is not an hour.", "La fin des heures calmes n'est pas une heure."),
    };

    private static readonly Localized Else = new("Something in the form is not right.", "Quelque chose dans le formulaire ne va pas.");

    // Of an address the reason helps, and exists in English alone.
    public static string Say(FieldError fault, string language)
    {
        var said = Faults.GetValueOrDefault(fault.Field, Else).In(language);
        return fault.Field is "address" or "secret" ? $"{said} ({fault.Detail.TrimEnd('.')})" : said;
    }
}
