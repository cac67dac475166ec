using Relais.Hosting;
using Relais.Subscriptions.Chats;

namespace Relais.Subscriptions;

/// <summary>Each hour, has said what a lost message left unsaid to those who join, and takes away what was never confirmed; once a day also links for groups that have long been over, and whoever was known for a day alone.</summary>
public sealed class TendJoins(
    JoinStore joins, People people, ChatWishStore wishes, InvitationStore invitations, Membership membership, SecondAddresses seconds, MessageQueue<MemberLetter> letters, TimeProvider time)
{
    // UTC; each look costs a request, and a link that has been over for a month can wait for a day.
    private const int ForgettingHour = 3;

    [Function(nameof(TendJoins))]
    public async Task RunAsync([TimerTrigger("15 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = (await joins.ListDueAsync(now, cancellationToken)).ToLookup(join => join.IsUnreadable || now >= join.Until);
        await letters.SendAllAsync([.. due[false].Select(join => new MemberLetter(join.CampaignId, join.Id))], cancellationToken);
        foreach (var join in due[true])
        {
            await (join.After is null ? membership.ForgetAsync(join, cancellationToken) : seconds.ForgetAsync(join, cancellationToken));
        }

        await wishes.RemoveOldAsync(now, cancellationToken);
        if (now.Hour == ForgettingHour)
        {
            await invitations.ForgetOldAsync(now, cancellationToken);
            await people.ForgetAskedAsync(now, cancellationToken);
        }
    }
}
