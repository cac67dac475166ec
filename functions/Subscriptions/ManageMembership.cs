using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Where a person changes what they are told, without an account: by a link that every message has.</summary>
public static class ManageMembership
{
    public static void MapManageMembership(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapFunction(nameof(ManageMembership), "me/{token}").WithTags("Public pages");
        me.MapGet("", ShowAsync).ExcludeFromDescription();
        me.MapPost("", SaveAsync).ExcludeFromDescription();
        me.MapPost("test", TestAsync).ExcludeFromDescription();
        me.MapPost("second", ManageSecond.AskAsync).ExcludeFromDescription();
        me.MapPost("second/remove", ManageSecond.RemoveAsync).ExcludeFromDescription();
        me.MapPost("stop", StopAsync).ExcludeFromDescription();
        me.MapPost("stop-all", StopAllAsync).ExcludeFromDescription();
        me.MapPost("erase", EraseAsync).ExcludeFromDescription();
    }

    private static readonly Localized NotYet = new("Not confirmed yet", "Pas encore confirmé");
    private static readonly Localized NotYetText = new("Nothing is sent before you follow the link to confirm in the same message.", "Rien n'est envoyé avant que vous suiviez le lien pour confirmer du même message.");
    private static readonly Localized Saved = new("Saved.", "Enregistré.");
    private static readonly Localized Arrived = new("A test was sent.", "Un essai a été envoyé.");
    private static readonly Localized NotArrived = new("The test did not arrive. Nobody took it at the other end: try again later, or join again with another address.", "L'essai n'est pas arrivé. Personne ne l'a pris à l'autre bout\u00a0: réessayez plus tard, ou inscrivez-vous avec une autre adresse.");

    private static async Task<IResult> ShowAsync(
        string token, string? lang, HttpContext context, MemberDoor door, MemberPage page, PersonalLinks links, JoinStore joins, CancellationToken cancellationToken)
    {
        if (await door.OpenAsync(token, cancellationToken) is { } member)
        {
            return await page.ShowAsync(context, PublicPage.LanguageOf(context.Request, lang ?? member.Subscription.Language), token, member, cancellationToken);
        }

        if (await door.OpenSecondAsync(token, cancellationToken) is var (campaign, second))
        {
            return SecondPages.Own(context, PublicPage.LanguageOf(context.Request, lang ?? second.Language), campaign, token, second);
        }

        var language = PublicPage.LanguageOf(context.Request, lang);
        return links.Read("me", token) is var (campaignId, id) && await joins.FindAsync(campaignId, id, cancellationToken) is not null
            ? MemberPages.Say(context, language, NotYet, NotYetText, MemberPages.Button($"/me/{token}/erase", new("I do not want it: erase this address", "Je ne veux pas\u00a0: effacez cette adresse"), language))
            : MemberPages.NotFound(context, language);
    }

    private static async Task<IResult> SaveAsync(
        string token,
        HttpContext context,
        MemberDoor door,
        MemberPage page,
        SubscriptionStore subscriptions,
        AddressBook addresses,
        SecondAddresses seconds,
        IEnumerable<IChannel> channels,
        CancellationToken cancellationToken)
    {
        var form = await MemberForm.ReadAsync(context, cancellationToken);
        if (form is null || await door.OpenAsync(token, cancellationToken) is not { } member)
        {
            return MemberPages.NotFound(context, PublicPage.LanguageOf(context.Request, null));
        }

        // What the form does not show of an organiser's own address stays as it is.
        var draft = WishFields.Read(form, member.ToDraft());
        draft = draft with { Kinds = [.. draft.Kinds!.Concat(member.Subscription.Kinds.Except(AlertKinds.Usual)).Distinct(StringComparer.Ordinal)] };
        var fault = draft.Check(channels, out _);
        fault ??= draft.Kinds.All(kind => AlertKinds.Usual.Contains(kind) || member.Subscription.Kinds.Contains(kind)) ? null : new FieldError("kinds", "must be kinds that concern the campaign.");
        fault ??= draft.Topics!.All(topic => member.Campaign.Page?.Topics.Contains(topic) == true || member.Subscription.Topics.Contains(topic)) ? null : new FieldError("topics", "must be topics of the campaign.");
        if (fault is not null)
        {
            return await page.ShowAsync(context, member.Subscription.Language, token, member, cancellationToken, draft: draft, fault: fault);
        }

        var after = draft.ToSubscription(member.Subscription.Id, member.Campaign.Id, member.Subscription.Since) with { Consent = member.Subscription.Consent };
        var recipient = draft.ToRecipient(after.Id, member.Recipient.Person) with { Health = member.Recipient.Health };
        if (!await addresses.ChangeAsync(member.Campaign.Id, recipient, cancellationToken) || !await subscriptions.ChangeAsync(after, cancellationToken))
        {
            return MemberPages.NotFound(context, member.Subscription.Language);
        }

        await seconds.FollowAsync(member.Campaign.Id, recipient, cancellationToken);
        return await page.ShowAsync(context, after.Language, token, member with { Subscription = after }, cancellationToken, Saved, draft);
    }

    private static async Task<IResult> TestAsync(
        string token, HttpContext context, MemberDoor door, MemberPage page, TestSender tests, Callers callers, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        if (callers.Refuse(context) is { } seconds)
        {
            return MemberPages.TooMany(context, language, seconds);
        }

        if (await door.OpenAsync(token, cancellationToken) is not { } member)
        {
            return MemberPages.NotFound(context, language);
        }

        var tested = await tests.SendAsync(member.Campaign, member.Recipient, cancellationToken);
        return await page.ShowAsync(context, language, token, member, cancellationToken, tested?.Arrived == true ? Arrived : NotArrived);
    }

    private static Task<IResult> StopAsync(string token, HttpContext context, PersonalLinks links, Departures departures, CancellationToken cancellationToken) =>
        LeaveAsync(token, context, links, departures.StopAsync, StopSubscription.Stopped, null, cancellationToken);

    private static Task<IResult> StopAllAsync(string token, HttpContext context, PersonalLinks links, Departures departures, CancellationToken cancellationToken) => LeaveAsync(
        token, context, links, departures.StopAllAsync, StopSubscription.Stopped,
        new("Nothing more is sent from here to this address.", "Plus rien n'est envoyé d'ici à cette adresse."), cancellationToken);

    private static Task<IResult> EraseAsync(string token, HttpContext context, PersonalLinks links, Departures departures, CancellationToken cancellationToken) => LeaveAsync(
        token, context, links, departures.EraseAsync, new("Erased", "Effacé"),
        new("Nothing of you is kept any more.", "Plus rien de vous n'est conservé."), cancellationToken);

    private static async Task<IResult> LeaveAsync(
        string token, HttpContext context, PersonalLinks links, Func<string, string, CancellationToken, Task> leave, Localized title, Localized? text, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        if (links.Read("me", token) is not var (campaignId, id))
        {
            return MemberPages.NotFound(context, language);
        }

        // To its end, also when the visitor goes away: who is half erased could not ask again.
        await leave(campaignId, id, CancellationToken.None);
        return MemberPages.Say(context, language, title, text ?? StopSubscription.TextOf(id));
    }
}
