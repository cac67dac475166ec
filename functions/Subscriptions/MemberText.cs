using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is written to somebody who joins: the question first, then the welcome.</summary>
internal static class MemberText
{
    public static (Localized Title, Localized Body) Confirmation(Campaign campaign) => CampaignWords.Say(campaign, FrameTemplates.Confirmation, ConfirmationValues(campaign));

    public static (Localized Title, Localized Body) Welcome(Campaign campaign) => CampaignWords.Say(campaign, FrameTemplates.Welcome, WelcomeValues(campaign));

    // Consent is only worth something where all of this was said (who, what, until when, what if not): no campaign's words can leave it out.
    public static IReadOnlyDictionary<string, Localized> ConfirmationValues(Campaign campaign) => new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Placeholders.Campaign] = Placeholders.Same(campaign.Name),
        [Placeholders.Question] = new(
            $"Somebody, surely you, wants to be told here of what moves “{campaign.Name}”. Confirm within two days and it begins. If it was not you, do nothing: nothing more is sent, and this address is erased.",
            $"Quelqu'un, sans doute vous, veut être tenu au courant ici de ce qui fait bouger «\u00a0{campaign.Name}\u00a0». Confirmez sous deux jours et cela commence. Si ce n'était pas vous, ne faites rien\u00a0: plus rien n'est envoyé et cette adresse est effacée."),
    };

    public static IReadOnlyDictionary<string, Localized> WelcomeValues(Campaign campaign) => new Dictionary<string, Localized>(StringComparer.Ordinal)
    {
        [Placeholders.Campaign] = Placeholders.Same(campaign.Name),
        [Placeholders.How] = new(
            "What moves the campaign will be sent here. By the link below you choose what, when and how often, or stop with one click.",
            "Ce qui fait bouger la campagne sera envoyé ici. Par le lien ci-dessous vous choisissez quoi, quand et à quel rythme, ou vous arrêtez d'un clic."),

        // Whoever comes late should know what it is about.
        [Placeholders.About] = new(campaign.Page?.AboutIn("en") ?? "", campaign.Page?.AboutIn("fr") ?? ""),
    };
}
