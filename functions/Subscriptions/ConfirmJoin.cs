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

    private static readonly Localized Ask = new("One click, and what moves this campaign is sent to you.", "Un clic, et ce qui fait bouger cette campagne vous est envoyé.");
    private static readonly Localized AskSecond = new(
        "One click, and what is urgent is sent here too when it was not seen in time at the first address.",
        "Un clic, et ce qui est urgent est envoyé ici aussi quand cela n'a pas été vu à temps à la première adresse.");

    private static readonly Localized Works = new("It works", "Tout marche");
    private static readonly Localized WorksSecondText = new(
        "From now on this address is told too of what is urgent and was not seen. A first message is on its way; every message has a link by which you stop.",
        "Désormais cette adresse est prévenue aussi de ce qui est urgent et n'a pas été vu. Un premier message est en route\u00a0; chaque message a un lien pour arrêter.");

    private static readonly Localized Already = new("You are told already", "Vous êtes déjà au courant");
    private static readonly Localized AlreadyText = new(
        "This address is told of the campaign by itself, also of what is urgent, and at once. Nothing changes.",
        "Cette adresse est tenue au courant de la campagne pour elle-même, aussi de ce qui est urgent, et tout de suite. Rien ne change.");

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
            SecondChannel.FirstOf(asked.Split('.')[0]) is null ? Ask : AskSecond,
            MemberPages.Button($"/join/{token}", new("Yes, tell me", "Oui, tenez-moi au courant"), language));
    }

    private static async Task<IResult> ConfirmAsync(string token, HttpContext context, PersonalLinks links, Membership membership, SecondQuestions seconds, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        if (links.Read("join", token) is not var (campaignId, asked) || asked.Split('.') is not [var id, var asking])
        {
            return MemberPages.NotFound(context, language);
        }

        if (await seconds.ConfirmAsync(campaignId, id, asking, cancellationToken) is { } second)
        {
            return second switch
            {
                SecondConfirmed.Done => MemberPages.Say(context, language, Works, WorksSecondText),
                SecondConfirmed.ToldAlready => MemberPages.Say(context, language, Already, AlreadyText),
                _ => MemberPages.NotFound(context, language),
            };
        }

        return await membership.ConfirmAsync(campaignId, id, asking, cancellationToken)
            ? MemberPages.Say(
                context,
                language,
                Works,
                new("A first message is on its way to you. Every message has a link by which you change or stop.", "Un premier message est en route vers vous. Chaque message a un lien pour modifier ou arrêter."),
                PublicPage.Html($"<p><a class=\"button\" href=\"{links.Manage(campaignId, id)}\">{(language == "fr" ? "Choisir quoi et quand" : "Choose what and when")}</a></p>"))
            : MemberPages.NotFound(context, language);
    }
}
