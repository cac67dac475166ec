using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is written to somebody who joins: the question first, then the welcome.</summary>
internal static class MemberText
{
    public static (Localized Title, Localized Body) Confirmation(Campaign campaign) => (
        new($"{campaign.Name}: is it you?", $"{campaign.Name}\u00a0: est-ce bien vous\u00a0?"),
        new(
            $"Somebody, surely you, wants to be told here of what moves “{campaign.Name}”. Confirm within two days and it begins. If it was not you, do nothing: nothing more is sent, and this address is erased.",
            $"Quelqu'un, sans doute vous, veut être tenu au courant ici de ce qui fait bouger «\u00a0{campaign.Name}\u00a0». Confirmez sous deux jours et cela commence. Si ce n'était pas vous, ne faites rien\u00a0: plus rien n'est envoyé et cette adresse est effacée."));

    public static (Localized Title, Localized Body) Welcome(Campaign campaign) => (
        new($"{campaign.Name}: it works.", $"{campaign.Name}\u00a0: tout marche."),
        new(
            "What moves the campaign will be sent here. By the link below you choose what, when and how often, or stop with one click." + About(campaign, "en"),
            "Ce qui fait bouger la campagne sera envoyé ici. Par le lien ci-dessous vous choisissez quoi, quand et à quel rythme, ou vous arrêtez d'un clic." + About(campaign, "fr")));

    // Whoever comes late should know what it is about.
    private static string About(Campaign campaign, string language) => campaign.Page is { } page ? "\n\n" + page.AboutIn(language) : "";
}
