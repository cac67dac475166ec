using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions;

/// <summary>The pages that a person sees on the way in, while they stay, and on the way out.</summary>
internal static class MemberPages
{
    /// <summary>A title, a few words, and perhaps a button.</summary>
    public static ContentHttpResult Say(HttpContext context, string language, Localized title, Localized text, IHtmlContent? more = null, int status = StatusCodes.Status200OK) =>
        Show(context, language, title.In(language), Html($"<section class=\"card\"><h1>{title.In(language)}</h1><p>{text.In(language)}</p>{more ?? Nothing}</section>"), status);

    /// <summary>A form that is nothing but a button: what only looks at the address must not press it.</summary>
    public static IHtmlContent Button(string action, Localized label, string language, string kind = "") =>
        Html($"<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"lang\" value=\"{language}\"><button type=\"submit\" class=\"{kind}\">{label.In(language)}</button></form>");

    /// <summary>The same for a link that never was one and for one that is over: nobody learns by trying who is in what.</summary>
    public static ContentHttpResult NotFound(HttpContext context, string language) => Say(
        context,
        language,
        new("This link leads nowhere", "Ce lien ne mène nulle part"),
        new(
            "It was cut short on the way, or what it led to has been stopped or erased. The link in the newest message works longest.",
            "Il a été coupé en route, ou ce à quoi il menait a été arrêté ou effacé. Le lien du message le plus récent marche le plus longtemps."),
        status: StatusCodes.Status404NotFound);

    /// <summary>A link for a group that has been used up, or is over, or was taken back.</summary>
    public static ContentHttpResult InvitationOver(HttpContext context, string language, Campaign campaign) => Say(
        context,
        language,
        new("This invitation is over", "Cette invitation n'est plus valable"),
        new(
            "As many people have joined by it as it was made for, or its time is over. Whoever gave it to you can make another one.",
            "Autant de personnes que prévu ont rejoint par elle, ou son temps est passé. La personne qui vous l'a donnée peut en faire une autre."),
        Html($"<p><a href=\"/c/{campaign.Id}?lang={language}\">{campaign.Name}</a></p>"),
        StatusCodes.Status410Gone);

    public static ContentHttpResult TooMany(HttpContext context, string language, int seconds)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Say(
            context,
            language,
            new("One moment", "Un instant"),
            new("This was asked for very often from your network. Try again in a minute.", "Cela a été demandé très souvent depuis votre réseau. Réessayez dans une minute."),
            status: StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Where a person changes their wishes.</summary>
    /// <param name="second">Where they are told too of what is urgent.</param>
    /// <param name="said">What has just come of what they did.</param>
    public static ContentHttpResult Manage(
        HttpContext context, string language, Campaign campaign, string token, SubscriptionDraft draft, Recipient recipient, IHtmlContent second, Localized? said, FieldError? fault, int status = StatusCodes.Status200OK)
    {
        string Put(string en, string fr) => language == "fr" ? fr : en;
        var words = ChannelWords.Find(recipient.Channel);
        return Show(context, language, campaign.Name, Html($"""
            <section class="card">
            <h1>{campaign.Name}</h1>
            <p>{Put("You are told by", "Vous êtes tenu au courant par")} <strong>{words?.Name.In(language) ?? recipient.Channel}</strong>.{(recipient.Off is null ? "" : Put(" Nothing has arrived there lately: send a test.", " Rien n'y arrive plus ces derniers temps\u00a0: envoyez un essai."))}</p>
            {(said is null ? Nothing : Html($"<p class=\"said\" role=\"status\">{said.In(language)}</p>"))}
            {JoinForm.Fault(fault, language)}
            <form method="post" action="/me/{token}">
            {WishFields.Render(campaign, draft, language)}
            <button type="submit">{Put("Save", "Enregistrer")}</button>
            </form>
            {Button($"/me/{token}/test", new("Send me a test", "Envoyez-moi un essai"), language, "plain")}
            </section>
            {second}
            <section class="card">
            <h2>{Put("Stop", "Arrêter")}</h2>
            <p>{Put("Nothing more of this campaign is sent. That you stopped is remembered, closed, so that no list brings you back.", "Plus rien de cette campagne n'est envoyé. Le fait que vous avez arrêté est retenu, chiffré, pour qu'aucune liste ne vous ramène.")}</p>
            {Button($"/me/{token}/stop", new("Stop this campaign", "Arrêter cette campagne"), language)}
            {Button($"/me/{token}/stop-all", new("Stop everything that comes to this address from here", "Arrêter tout ce qui vient d'ici à cette adresse"), language, "plain")}
            </section>
            <section class="card">
            <h2>{Put("What is kept of you", "Ce qui est conservé de vous")}</h2>
            <p><a href="/api/me/{token}" download="relais.json">{Put("Download all of it", "Télécharger le tout")}</a></p>
            <p>{Put("Erasing takes away all of it, also that you were here; a list could then bring you back.", "Effacer enlève tout, aussi que vous étiez ici\u00a0; une liste pourrait alors vous ramener.")}</p>
            {Button($"/me/{token}/erase", new("Erase everything about me", "Effacer tout ce qui me concerne"), language, "plain")}
            </section>
            """), status);
    }
}
