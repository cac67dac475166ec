using System.Globalization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is written to an address that is to stand second: the question first, then the welcome. Other words are another version.</summary>
internal static class SecondText
{
    public const string Version = "2026-11-second";

    public static (Localized Title, Localized Body) Confirmation(Campaign campaign, int minutes) => (
        new($"{campaign.Name}: is it you?", $"{campaign.Name}\u00a0: est-ce bien vous\u00a0?"),
        new(
            string.Create(CultureInfo.InvariantCulture, $"Somebody who is told of “{campaign.Name}”, surely you, wants to be told here too when something is urgent and they have not seen it after {minutes} minutes. Confirm within two days and it begins. This address is used for that alone, kept closed, and passed on to nobody; one click stops it. If it was not you, do nothing: nothing more is sent, and this address is erased."),
            string.Create(CultureInfo.InvariantCulture, $"Quelqu'un qui suit «\u00a0{campaign.Name}\u00a0», sans doute vous, veut être prévenu ici aussi quand quelque chose est urgent et n'a pas été vu après {minutes} minutes. Confirmez sous deux jours et cela commence. Cette adresse ne sert qu'à cela, est conservée chiffrée et n'est transmise à personne\u00a0; un clic suffit pour arrêter. Si ce n'était pas vous, ne faites rien\u00a0: plus rien n'est envoyé et cette adresse est effacée.")));

    public static (Localized Title, Localized Body) Welcome(Campaign campaign, int minutes) => (
        new($"{campaign.Name}: it works.", $"{campaign.Name}\u00a0: tout marche."),
        new(
            string.Create(CultureInfo.InvariantCulture, $"What is urgent will be sent here too, when nobody has pressed “I have seen it” at the first address within {minutes} minutes. By the link below you stop it; after that you may join with this address by itself."),
            string.Create(CultureInfo.InvariantCulture, $"Ce qui est urgent sera envoyé ici aussi, quand personne n'a appuyé sur «\u00a0Je l'ai vu\u00a0» à la première adresse sous {minutes} minutes. Le lien ci-dessous permet d'arrêter\u00a0; ensuite vous pouvez inscrire cette adresse pour elle-même.")));
}
