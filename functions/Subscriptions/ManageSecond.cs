using Relais.Http;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Takes the form by which a person names a second address on their own page, and the button by which they take it away.</summary>
internal static class ManageSecond
{
    public static async Task<IResult> AskAsync(
        string token,
        HttpContext context,
        MemberDoor door,
        MemberPage page,
        SecondQuestions seconds,
        SecondPages pages,
        IEnumerable<IChannel> channels,
        Callers callers,
        CancellationToken cancellationToken)
    {
        var form = await MemberForm.ReadAsync(context, cancellationToken);
        var language = PublicPage.LanguageOf(context.Request, form is null ? null : WishFields.Text(form, "lang"));
        if (callers.Refuse(context) is { } wait)
        {
            return MemberPages.TooMany(context, language, wait);
        }

        if (form is null || await door.OpenAsync(token, cancellationToken) is not { } member || !pages.IsOffered(member.Recipient))
        {
            return MemberPages.NotFound(context, language);
        }

        var draft = new SubscriptionDraft(Channel: WishFields.Text(form, "channel"), Address: WishFields.Text(form, "address"), Secret: WishFields.Text(form, "secret"));
        var fault = SecondPages.Check(WishFields.Text(form, "minutes"), out var minutes) ?? pages.CheckChannel(draft.Channel) ?? draft.Check(channels, out _);
        if (fault is null && !await seconds.AskAsync(member.Campaign, member.Recipient, draft, minutes, cancellationToken))
        {
            fault = new FieldError("address", "is the one at which you are told already.");
        }

        return await page.ShowAsync(context, language, token, member, cancellationToken, fault is null ? SecondPages.Asked : null, fault: fault);
    }

    public static async Task<IResult> RemoveAsync(
        string token, HttpContext context, MemberDoor door, MemberPage page, SecondAddresses seconds, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        if (await door.OpenAsync(token, cancellationToken) is not { } member)
        {
            return MemberPages.NotFound(context, language);
        }

        // To its end, also when the visitor goes away.
        await seconds.TakeAwayAsync(member.Campaign.Id, member.Recipient.Id, CancellationToken.None);
        return await page.ShowAsync(context, language, token, member, cancellationToken, SecondPages.Gone);
    }
}
