using Microsoft.AspNetCore.Html;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications.Channels;
using Relais.Subscriptions.Chats;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions;

/// <summary>The form by which anybody asks to be told of a campaign: a plain post, whole without scripts.</summary>
internal sealed class JoinForm(IEnumerable<IChannel> channels, TelegramBot bot, WebPushVapid? vapid = null)
{
    /// <summary>A field that no person sees: whoever fills it in is a program.</summary>
    internal const string Honeypot = "website";

    /// <summary>The field that names the link for a group by which somebody comes.</summary>
    internal const string Invite = "invite";

    private readonly IReadOnlyList<ChannelWords> offered = [.. ChannelWords.All.Where(words => channels.Any(channel => channel.Name == words.Channel))];

    /// <summary>Whether there is a way to join at all.</summary>
    public bool IsOffered => offered.Count > 0;

    /// <summary>Whether a channel's address is not typed but shown by writing to the bot.</summary>
    public bool IsByBot(string? channel) => channel == "telegram" && bot.Name is not null;

    /// <param name="by">The channel that was chosen; the first one when null or unknown.</param>
    /// <param name="invitation">The link for a group by which they come; null for none.</param>
    public IHtmlContent Render(Campaign campaign, string language, string? by, Invitation? invitation) =>
        Render(campaign, language, WishFields.Usual(language) with { Channel = by }, invitation, null);

    /// <param name="draft">What was filled in.</param>
    /// <param name="fault">What is wrong with it.</param>
    internal IHtmlContent Render(Campaign campaign, string language, SubscriptionDraft draft, Invitation? invitation, FieldError? fault)
    {
        string Say(string en, string fr) => language == "fr" ? fr : en;
        var chosen = offered.FirstOrDefault(words => words.Channel == draft.Channel) ?? offered[0];
        return Html($"""
            <section class="card" id="join" aria-labelledby="join-title">
            <h2 id="join-title">{Say("Be told", "Être tenu au courant")}</h2>
            <nav class="ways" aria-label="{Say("How to be told", "Comment être tenu au courant")}">{All(offered.Select(words => Way(campaign, words, words == chosen, invitation, language)))}</nav>
            <form method="post" action="/c/{campaign.Id}/join" data-channel="{chosen.Channel}">
            {Fault(fault, language)}
            {Invited(invitation, language)}
            <input type="hidden" name="channel" value="{chosen.Channel}">
            <input type="hidden" name="lang" value="{language}">
            {(chosen.Channel == "webpush" ? Push(language, vapid!.PublicKey) : IsByBot(chosen.Channel) ? Html($"<p>{ChatText.Note.In(language)}</p>") : Address(chosen, draft, language))}
            <p class="website" aria-hidden="true"><label>Website <input name="{Honeypot}" tabindex="-1" autocomplete="off"></label></p>
            <details{(fault is null ? Nothing : Html($" open"))}><summary>{Say("What, when, in which language", "Quoi, quand, dans quelle langue")}</summary>
            {WishFields.Render(campaign, draft, language)}
            </details>
            <label class="box"><input type="checkbox" name="consent" value="yes" required> {ConsentWords.Of(campaign.Name).In(language)}</label>
            <button type="submit">{(IsByBot(chosen.Channel) ? ChatText.Continue.In(language) : Say("Send me the link to confirm", "Envoyez-moi le lien pour confirmer"))}</button>
            </form>
            </section>
            """);
    }

    private static IHtmlContent Address(ChannelWords words, SubscriptionDraft draft, string language) => Html($"""
        <label>{words.Address.In(language)}
        <input name="address" type="{(words.Channel == "email" ? "email" : "text")}" required maxlength="2048" placeholder="{words.Example}" value="{draft.Address}" autocomplete="{(words.Channel == "email" ? "email" : "off")}" spellcheck="false"></label>
        {(words.Secret is { } secret ? Html($"<label>{secret.In(language)} <input name=\"secret\" autocomplete=\"off\" spellcheck=\"false\" maxlength=\"512\"></label>") : Nothing)}
        """);

    private static IHtmlContent Push(string language, string publicKey) => Html($"""
        <p class="push-note">{(language == "fr" ? "Ce navigateur demandera la permission d'afficher des notifications." : "This browser will ask for the permission to show notifications.")}</p>
        <p class="problem" role="alert" data-why="unsupported" hidden>{(language == "fr" ? "Ce navigateur ne peut pas afficher de notifications d'ici. Sur un iPhone, ajoutez d'abord la page à l'écran d'accueil." : "This browser cannot show notifications from here. On an iPhone, first put the page on the home screen.")}</p>
        <p class="problem" role="alert" data-why="denied" hidden>{(language == "fr" ? "La permission a été refusée. Elle se change dans les réglages du navigateur, à côté de l'adresse." : "The permission was refused. It is changed in the browser's settings, beside the address.")}</p>
        <p class="problem" role="alert" data-why="dismissed" hidden>{(language == "fr" ? "Sans la permission rien ne peut être affiché. Essayez encore une fois." : "Without the permission nothing can be shown. Try once more.")}</p>
        <p class="problem" role="alert" data-why="failed" hidden>{(language == "fr" ? "Le navigateur n'a pas pu s'inscrire. Essayez plus tard, ou choisissez une autre voie." : "The browser could not join. Try later, or choose another way.")}</p>
        <input type="hidden" name="address"><input type="hidden" name="secret" data-key="{publicKey}">
        <noscript><p class="problem">{(language == "fr" ? "Pour cela le navigateur a besoin de JavaScript\u00a0; les autres voies n'en ont pas besoin." : "For this the browser needs JavaScript; the other ways do not.")}</p></noscript>
        """);

    // Whoever belongs to a group from then on is told so before.
    private static IHtmlContent Invited(Invitation? invitation, string language) => invitation is null ? Nothing : Html($"""
        <input type="hidden" name="{Invite}" value="{invitation.Id}">
        {(invitation.Cell is not { } cell ? Nothing : Html($"<p>{(language == "fr" ? "Vous rejoignez le groupe" : "You join the group")} <strong>{cell}</strong>.</p>"))}
        """);

    private static IHtmlContent Way(Campaign campaign, ChannelWords words, bool isChosen, Invitation? invitation, string language)
    {
        var href = $"/c/{campaign.Id}?lang={language}&by={words.Channel}{(invitation is null ? "" : $"&{Invite}={invitation.Id}")}#join";
        return isChosen
            ? Html($"<a href=\"{href}\" aria-current=\"true\">{words.Name.In(language)}</a>")
            : Html($"<a href=\"{href}\">{words.Name.In(language)}</a>");
    }

    internal static IHtmlContent Fault(FieldError? fault, string language) => fault is null
        ? Nothing
        : Html($"<p class=\"problem\" role=\"alert\">{FieldWords.Say(fault, language)}</p>");
}
