using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions.Chats;

/// <summary>What is said about joining by a chat: on the page before, and by the bot.</summary>
internal static class ChatText
{
    public static readonly Localized Next = new("One more step, in Telegram", "Encore une étape, dans Telegram");
    public static readonly Localized NextText = new(
        "Open Telegram by the button and press Start there: from then on you are told in that chat. Nothing is sent before you do; after two days the link is void and what you chose is erased. It works once, for you alone: do not pass it on.",
        "Ouvrez Telegram par le bouton et appuyez là-bas sur Démarrer\u00a0: dès lors vous êtes tenu au courant dans cette conversation. Rien n'est envoyé avant\u00a0; après deux jours le lien ne vaut plus et ce que vous avez choisi est effacé. Il marche une seule fois, pour vous\u00a0: ne le transmettez pas.");

    public static readonly Localized Open = new("Open Telegram", "Ouvrir Telegram");

    public static readonly Localized ByHand = new("Telegram is on another device? Look for this bot there, and send it these words:", "Telegram est sur un autre appareil\u00a0? Cherchez-y ce bot, et envoyez-lui ces mots\u00a0:");

    public static readonly Localized Continue = new("Go on in Telegram", "Continuer dans Telegram");

    public static readonly Localized Note = new(
        "After this page you open Telegram and press Start there. You give no number: of what Telegram shows to the bot, only which chat it is, is kept, and closed.",
        "Après cette page vous ouvrez Telegram et y appuyez sur Démarrer. Vous ne donnez aucun numéro\u00a0: de ce que Telegram montre au bot, seul est conservé, chiffré, de quelle conversation il s'agit.");

    public static readonly Localized Stopped = new(
        "It has stopped: nothing that you asked for is sent here any more. To be told again, join once more on a campaign's page. Should something still come, an organiser has entered this chat: the link below that message ends it.",
        "C'est arrêté\u00a0: plus rien de ce que vous avez demandé n'est envoyé ici. Pour être tenu au courant à nouveau, inscrivez-vous encore une fois sur la page d'une campagne. Si quelque chose arrive encore, un organisateur a inscrit cette conversation\u00a0: le lien sous ce message y met fin.");

    public static readonly Localized Used = new(
        "This link leads nowhere any more: it has been used, is older than two days, its invitation is used up, or its campaign is gone. If it was you who used it, all is well. Else choose Telegram once more on the campaign's page.",
        "Ce lien ne mène plus nulle part\u00a0: il a déjà servi, il a plus de deux jours, son invitation est épuisée, ou sa campagne n'existe plus. Si c'est vous qui l'avez utilisé, tout va bien. Sinon choisissez encore une fois Telegram sur la page de la campagne.");

    public static readonly Localized Help = new(
        "This bot tells you of what moves the campaigns that you choose. To be told, choose Telegram on a campaign's page and press the button there. /stop ends everything that comes to this chat. Nobody reads what is written here.",
        "Ce bot vous tient au courant de ce qui fait bouger les campagnes que vous choisissez. Pour cela, choisissez Telegram sur la page d'une campagne et appuyez sur le bouton qui s'y trouve. /stop met fin à tout ce qui vient dans cette conversation. Personne ne lit ce qui est écrit ici.");

    /// <summary>What is answered to a code that was good.</summary>
    public static Localized Of(ChatJoined joined) => joined.IsSecond ? Second(joined.Campaign) : joined.WasTold ? Known(joined.Campaign) : Started(joined.Campaign);

    private static Localized Started(Campaign campaign) => new(
        $"It works: what moves “{Inert(campaign.Name)}” is sent here from now on. /stop ends it at any time.",
        $"Tout marche\u00a0: ce qui fait bouger «\u00a0{Inert(campaign.Name)}\u00a0» vous est envoyé ici désormais. /stop y met fin à tout moment.");

    private static Localized Known(Campaign campaign) => new(
        $"You are told of “{Inert(campaign.Name)}” here already, and your choices stay as they are. A message with the link to change them is on its way. /stop ends it at any time.",
        $"Vous êtes déjà tenu au courant ici de «\u00a0{Inert(campaign.Name)}\u00a0», et vos choix restent tels quels. Un message avec le lien pour les modifier est en route. /stop y met fin à tout moment.");

    private static Localized Second(Campaign campaign) => new(
        $"What is urgent of “{Inert(campaign.Name)}” comes here already when it was not seen at another address, and stays so; what you chose just now is not kept. A message with the link to stop it is on its way: after that you may join by this chat itself. /stop ends it at any time.",
        $"Ce qui est urgent de «\u00a0{Inert(campaign.Name)}\u00a0» vient déjà ici quand cela n'a pas été vu à une autre adresse, et cela reste ainsi\u00a0; ce que vous venez de choisir n'est pas conservé. Un message avec le lien pour l'arrêter est en route\u00a0: ensuite vous pouvez inscrire cette conversation pour elle-même. /stop y met fin à tout moment.");

    // Names are found in any text: what an organiser calls a campaign calls nobody.
    private static string Inert(string name) => InertText.Mark(InertText.Plain(name), "@", static mark => mark + InertText.Gap);
}
