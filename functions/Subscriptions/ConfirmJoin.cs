using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Where the link leads by which a person confirms that it was them: a button, and what comes of pressing it.</summary>
public static class ConfirmJoin
{
    public static void MapConfirmJoin(this IEndpointRouteBuilder routes)
    {
        var confirm = routes.MapFunction(nameof(ConfirmJoin), "join/{token}").WithTags("Public pages");
        confirm.MapGet("", ShowAsync).ExcludeFromDescription();
        confirm.MapPost("", ConfirmAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(string token, string? lang, HttpContext context, PersonalLinks links, CampaignStore campaigns, JoinStore joins, CancellationToken cancellationToken)
    {
        if (links.Read("join", token) is not var (campaignId, asked) || await campaigns.FindAsync(campaignId, cancellationToken) is not { } campaign)
        {
            return MemberPages.NotFound(context, PublicPage.LanguageOf(context.Request, lang));
        }

        var language = PublicPage.LanguageOf(context.Request, lang ?? (await joins.FindAsync(campaignId, asked.Split('.')[0], cancellationToken))?.Draft.Language);
        return MemberPages.Say(
            context,
            language,
            new(campaign.Name, campaign.Name),
            new("One click, and what moves this campaign is sent to you.", "Un clic, et ce qui fait bouger cette campagne vous est envoyé."),
            MemberPages.Button($"/join/{token}", new("Yes, tell me", "Oui, tenez-moi au courant"), language));
    }

    private static async Task<IResult> ConfirmAsync(string token, HttpContext context, PersonalLinks links, Membership membership, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        return links.Read("join", token) is var (campaignId, asked) && asked.Split('.') is [var id, var asking] && await membership.ConfirmAsync(campaignId, id, asking, cancellationToken)
            ? MemberPages.Say(
                context,
                language,
                new("It works", "Tout marche"),
                new("A first message is on its way to you. Every message has a link by which you change or stop.", "Un premier message est en route vers vous. Chaque message a un lien pour modifier ou arrêter."),
                PublicPage.Html($"<p><a class=\"button\" href=\"{links.Manage(campaignId, id)}\">{(language == "fr" ? "Choisir quoi et quand" : "Choose what and when")}</a></p>"))
            : MemberPages.NotFound(context, language);
    }
}
