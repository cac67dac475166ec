using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>A person's own page as it stands after what they have just done.</summary>
internal sealed class MemberPage(SecondAddresses seconds, SecondPages pages)
{
    /// <param name="said">What has just come of what they did.</param>
    /// <param name="draft">What was filled in; null for what stands.</param>
    /// <param name="fault">What is wrong with it.</param>
    public async Task<ContentHttpResult> ShowAsync(
        HttpContext context, string language, string token, Member member, CancellationToken cancellationToken, Localized? said = null, SubscriptionDraft? draft = null, FieldError? fault = null)
    {
        var second = await seconds.FindAsync(member.Campaign.Id, member.Recipient.Id, cancellationToken);
        return MemberPages.Manage(
            context,
            language,
            member.Campaign,
            token,
            draft ?? member.ToDraft(),
            member.Recipient,
            pages.Section(token, member.Recipient, second, language),
            said,
            fault,
            fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }
}
