using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Asks to take a person's name out of what was done. Saying it twice finds nothing more.</summary>
public sealed record MemberGone(string CampaignId, string Id);

/// <summary>Takes somebody who wants to be forgotten out of the digests to come and of the ledger: last of all, since nothing new can name them any more.</summary>
public sealed class EraseMember(LedgerErasure ledger, DigestBook digests, MessageQueue<MemberGone> again)
{
    // Longer than a page is held by whoever delivers it.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    [Function(nameof(EraseMember))]
    public async Task RunAsync([QueueTrigger("erase-member")] MemberGone gone, CancellationToken cancellationToken)
    {
        await digests.EraseAsync(gone.CampaignId, gone.Id, cancellationToken);
        if (!await ledger.EraseAsync(gone.CampaignId, gone.Id, cancellationToken))
        {
            await again.SendAsync(gone, LookAgain, cancellationToken);
        }
    }
}
