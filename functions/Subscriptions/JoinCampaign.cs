using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Subscriptions.Chats;

namespace Relais.Subscriptions;

/// <summary>Takes the form of whoever asks to be told of a campaign; the answer is the same whether or not the address is known.</summary>
public static class JoinCampaign
{
    public static void MapJoinCampaign(this IEndpointRouteBuilder routes)
    {
        var join = routes.MapFunction(nameof(JoinCampaign), "c/{campaign}/join").WithTags("Public pages");
        join.MapPost("", AskAsync).ExcludeFromDescription();
    }

    private static readonly Localized Asked = new("Look at your messages", "Regardez vos messages");
    private static readonly Localized AskedText = new(
        "A message with a link to confirm is on its way. Nothing else is sent before you press it; after two days the link is void and what you entered is erased.",
        "Un message avec un lien pour confirmer est en route. Rien d'autre n'est envoyé avant que vous l'ayez suivi\u00a0; après deux jours le lien ne vaut plus et ce que vous avez saisi est effacé.");

    private static async Task<IResult> AskAsync(
        string campaign, HttpContext context, CampaignStore campaigns, Membership membership, JoinForm page, JoinByBot byBot, IEnumerable<IChannel> channels, InvitationStore invitations, Callers callers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await MemberForm.ReadAsync(context, cancellationToken) is not { } form)
        {
            return Problem.Field("body", "must be a form of at most 64 fields and 32 KB.");
        }

        var language = PublicPage.LanguageOf(context.Request, WishFields.Text(form, "lang"));
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { Page: not null } found)
        {
            return MemberPages.NotFound(context, language);
        }

        var link = WishFields.Text(form, JoinForm.Invite);
        var invitation = link is null ? null : await invitations.FindAsync(campaign, link, cancellationToken);
        if (link is not null && invitation?.IsOpenAt(time.GetUtcNow()) != true)
        {
            return MemberPages.InvitationOver(context, language, found);
        }

        // Those who join together often do so behind one address.
        if (callers.Refuse(context, invitation) is { } seconds)
        {
            return MemberPages.TooMany(context, language, seconds);
        }

        var channel = WishFields.Text(form, "channel");
        var isByBot = page.IsByBot(channel);

        // A program is told what a person would be told, and learns nothing.
        if (WishFields.Text(form, JoinForm.Honeypot) is not null)
        {
            return isByBot ? byBot.Show(context, language, ChatWishStore.DrawCode()) : MemberPages.Say(context, language, Asked, AskedText);
        }

        var draft = WishFields.Read(form, new SubscriptionDraft(channel, Language: language, Cell: invitation?.Cell));
        draft = isByBot ? draft : draft with { Address = WishFields.Text(form, "address"), Secret = WishFields.Text(form, "secret") };
        var fault = ChannelWords.Find(channel) is null ? new FieldError("channel", "is not offered.") : isByBot ? draft.CheckWish() : draft.Check(channels, out _);
        fault ??= form.ContainsKey("consent") ? null : new FieldError("consent", "must be given.");
        fault ??= draft.Kinds!.All(AlertKinds.Usual.Contains) ? null : new FieldError("kinds", "must be kinds that concern the campaign.");
        fault ??= draft.Topics!.All(found.Page.Topics.Contains) ? null : new FieldError("topics", "must be topics of the campaign.");
        if (fault is not null)
        {
            return PublicPage.Show(context, language, found.Name, PublicPage.Html($"<h1>{found.Name}</h1>{page.Render(found, language, draft, invitation, fault)}"), StatusCodes.Status400BadRequest);
        }

        if (isByBot)
        {
            return await byBot.AskAsync(context, language, found, draft, invitation?.Id, cancellationToken);
        }

        return await membership.AskAsync(found, draft, invitation?.Id, cancellationToken)
            ? MemberPages.Say(context, language, Asked, AskedText)
            : MemberPages.InvitationOver(context, language, found);
    }
}
