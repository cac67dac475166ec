using Relais.Hosting;

namespace Relais.Subscriptions;

/// <summary>Has said what is still to be said to those who join, and takes away what was never confirmed.</summary>
public sealed class TendJoins(JoinStore joins, Membership membership, MessageQueue<MemberLetter> letters, TimeProvider time)
{
    [Function(nameof(TendJoins))]
    public async Task RunAsync([TimerTrigger("15 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var join in await joins.ListDueAsync(now, cancellationToken))
        {
            await (now >= join.Until
                ? membership.ForgetAsync(join, cancellationToken)
                : letters.SendAsync(new MemberLetter(join.CampaignId, join.Id), cancellationToken: cancellationToken));
        }
    }
}
