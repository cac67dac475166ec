using Relais.Campaigns;
using Relais.Notifications.Channels;
using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>Has whoever signed up elsewhere asked whether they want to be told of the campaign: nobody is told anything before they say yes by the link in that message.</summary>
public sealed class SignUps(Membership membership, IEnumerable<IChannel> channels, TimeProvider time)
{
    /// <summary>Asks, where the campaign has a page, still runs, and e-mail is set up.</summary>
    public async Task AskAsync(Campaign campaign, Deed deed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (deed is not { IsErased: false, IsStruck: false, State.What: { Standing: SubmissionStanding.Counts, IsTest: false }, Email: { What.Address: var address } said }
            || campaign is not { Page: { } page }
            || campaign.StateAt(now) == CampaignState.Ended
            || said.At < now - PrivateWords.KeptFor)
        {
            return;
        }

        var draft = WishFields.Usual(deed.Words?.What.Language ?? (page.About is null ? "fr" : "en")) with { Channel = MemberTrace.Channel, Address = address };
        if (draft.Check(channels, out _) is null)
        {
            // As of a list: whoever is told, was asked and may still say yes, or has stopped, is left in peace.
            await membership.InviteAsync(campaign, draft, cancellationToken);
        }
    }
}
