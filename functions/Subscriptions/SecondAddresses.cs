using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>The addresses that stand second behind others: found, kept in step with the first, and taken away; each step may be repeated.</summary>
public sealed class SecondAddresses(
    People people, JoinStore joins, InvitationStore invitations, AddressBook addresses, MessageQueue<MemberGone> gone, TimeProvider time)
{
    /// <summary>The address that stands second behind one; null for none.</summary>
    public async Task<Recipient?> FindAsync(string campaignId, string firstId, CancellationToken cancellationToken) =>
        await addresses.ListBehindAsync(campaignId, firstId, cancellationToken) is [.., var standing] ? standing : null;

    /// <summary>What a person wishes for their first address holds for the second.</summary>
    public async Task FollowAsync(string campaignId, Recipient first, CancellationToken cancellationToken)
    {
        if (await FindAsync(campaignId, first.Id, cancellationToken) is { IsUnreadable: false } second)
        {
            await addresses.ChangeAsync(campaignId, second with { Wishes = first.Wishes, Language = first.Language }, cancellationToken);
        }
    }

    /// <summary>The id by which a person is, or will be, told by themselves: the claimed one, unless it is that of a question to stand second whose answer was cut short.</summary>
    public async Task<string> OwnIdAsync(Person person, string campaignId, string claimed, CancellationToken cancellationToken)
    {
        if (SecondChannel.FirstOf(claimed) is null || await addresses.FindAsync(campaignId, claimed, cancellationToken) is not null)
        {
            return claimed;
        }

        var own = person.NewId();
        await people.ClaimAnewAsync(person, campaignId, own, cancellationToken);
        return own;
    }

    /// <summary>One address stands second behind one: those that stood there before this one leave.</summary>
    public async Task MakeWayAsync(string campaignId, Recipient second, CancellationToken cancellationToken)
    {
        // Of two that are confirmed at once the newer stays, whoever looks; one that has made way itself sends nobody away.
        var standing = await addresses.ListBehindAsync(campaignId, SecondChannel.FirstOf(second.Id)!, cancellationToken);
        foreach (var earlier in standing.Any(one => one.Id == second.Id) ? standing.TakeWhile(one => one.Id != second.Id) : [])
        {
            await RemoveAsync(campaignId, earlier.Id, cancellationToken);
        }
    }

    /// <summary>Takes away the questions that are open, and forgets whoever was asked; who stands there already stays.</summary>
    public async Task ForgetQuestionsAsync(string campaignId, string firstId, CancellationToken cancellationToken)
    {
        foreach (var wish in (await joins.ListBehindAsync(campaignId, firstId, cancellationToken)).Where(join => !join.IsConfirmed))
        {
            await ForgetAsync(wish, cancellationToken);
        }
    }

    /// <summary>Takes away a wish whose time is over, and whoever was asked by it; who stands there already stays.</summary>
    public async Task ForgetAsync(Join join, CancellationToken cancellationToken)
    {
        // Confirmed, and cut short before the wish said so.
        if (await addresses.FindAsync(join.CampaignId, join.Id, cancellationToken) is null)
        {
            await ForgetAskedAsync(join, cancellationToken);
        }

        await joins.RemoveAsync(join.CampaignId, join.Id, cancellationToken);
    }

    /// <summary>Takes away what stands second behind an address, also a question that is open and what the ledger says of it.</summary>
    public async Task TakeAwayAsync(string campaignId, string firstId, CancellationToken cancellationToken)
    {
        if (SecondChannel.FirstOf(firstId) is not null)
        {
            return;
        }

        var asked = await joins.ListBehindAsync(campaignId, firstId, cancellationToken);
        var standing = await addresses.ListBehindAsync(campaignId, firstId, cancellationToken);
        foreach (var id in asked.Select(join => join.Id).Concat(standing.Select(one => one.Id)).Distinct(StringComparer.Ordinal))
        {
            await RemoveAsync(campaignId, id, cancellationToken);
        }
    }

    /// <summary>Takes away one address that stands second, or a wish that is open, its place in a group too; the address after its person, for by it they are found.</summary>
    public async Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        var join = await joins.FindAsync(campaignId, id, cancellationToken);
        await ForgetAskedAsync(join, cancellationToken);
        if (await addresses.FindAsync(campaignId, id, cancellationToken) is { } standing)
        {
            if (!standing.IsUnreadable && await people.FindAsync(standing.Channel, standing.Address, standing.Secret, cancellationToken) is { } person)
            {
                await people.ForgetAsync(person, campaignId, id, everything: false, cancellationToken, askedNow: time.GetUtcNow());
            }

            await addresses.RemoveAsync(campaignId, id, cancellationToken);
            await gone.SendAsync(new MemberGone(campaignId, id), cancellationToken: cancellationToken);
        }

        if (join?.Invitation is { } by)
        {
            await invitations.GiveBackAsync(campaignId, by, id, cancellationToken);
        }

        await joins.RemoveAsync(campaignId, id, cancellationToken);
    }

    /// <summary>Forgets whoever was asked and has not confirmed; that they were asked today not before tomorrow, or they could be asked without end.</summary>
    private async Task ForgetAskedAsync(Join? wish, CancellationToken cancellationToken)
    {
        if (wish is { IsConfirmed: false, IsUnreadable: false }
            && await people.FindAsync(wish.Draft.Channel!, wish.Draft.Address!, wish.Draft.Secret, cancellationToken) is { } person)
        {
            await people.ForgetAsync(person, wish.CampaignId, wish.Id, everything: false, cancellationToken, askedNow: time.GetUtcNow());
        }
    }
}
