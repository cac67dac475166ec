using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>How an address comes to stand second behind another, and leaves: asked at that address, confirmed there, gone with the first; each step may be repeated.</summary>
public sealed class SecondAddresses(
    People people,
    JoinStore joins,
    SubscriptionStore subscriptions,
    AddressBook addresses,
    IEnumerable<IChannel> channels,
    MessageQueue<MemberLetter> letters,
    MessageQueue<MemberGone> gone,
    TimeProvider time)
{
    /// <summary>The address that stands second behind one; null for none.</summary>
    public Task<Recipient?> FindAsync(string campaignId, string firstId, CancellationToken cancellationToken) =>
        addresses.FindAsync(campaignId, SecondChannel.IdOf(firstId), cancellationToken);

    /// <summary>Asks an address to confirm that it is to stand second; false when it is the first itself. Answers the same whether or not the address is known.</summary>
    /// <param name="draft">Channel, address and secret, free of faults.</param>
    public async Task<bool> AskAsync(Campaign campaign, Recipient first, SubscriptionDraft draft, int minutes, CancellationToken cancellationToken)
    {
        var (id, now) = (SecondChannel.IdOf(first.Id), time.GetUtcNow());
        if (IsSame(first, draft))
        {
            return false;
        }

        // Where it stands already, how long it is waited is the first's to say.
        if (await FindAsync(campaign.Id, first.Id, cancellationToken) is { Behind: { } behind } standing && IsSame(standing, draft))
        {
            await addresses.ChangeAsync(campaign.Id, standing with { Behind = behind with { Minutes = minutes } }, cancellationToken);
            return true;
        }

        // Whoever is asked without having asked, and whoever has others asked, does so three times a day at most.
        var asking = await people.FindAsync(first.Channel, first.Address, first.Secret, cancellationToken);
        var asked = await people.MeetAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken);
        if ((asking is not null && !await people.MayAskAsync(asking, now, cancellationToken)) || !await people.MayAskAsync(asked, now, cancellationToken))
        {
            return true;
        }

        await ForgetWishAsync(campaign.Id, id, asked.Key, cancellationToken);
        var wish = draft with { Secret = draft.Secret ?? channels.Find(draft.Channel)!.CreateSecret(), Language = first.Language, Wishes = WishDraft.Of(first.Wishes) };
        await joins.PutAsync(new Join(campaign.Id, id, wish, now, SecondText.Version) { NextTry = now, After = minutes }, cancellationToken);
        await letters.SendAsync(new MemberLetter(campaign.Id, id), cancellationToken: cancellationToken);
        return true;
    }

    /// <summary>What came of the click that confirms; null where the link asks for something else.</summary>
    /// <param name="asking">Which asking it answers (<see cref="Join.Asking"/>).</param>
    public async Task<SecondConfirmed?> ConfirmAsync(string campaignId, string id, string asking, CancellationToken cancellationToken)
    {
        if (SecondChannel.FirstOf(id) is not { } firstId)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (await joins.FindAsync(campaignId, id, cancellationToken) is not { IsConfirmed: false, After: { } minutes } join || now >= join.Until)
        {
            return await addresses.FindAsync(campaignId, id, cancellationToken) is null ? SecondConfirmed.Over : SecondConfirmed.Done;
        }

        if (join.Asking != asking || await addresses.FindAsync(campaignId, firstId, cancellationToken) is not { } first)
        {
            return SecondConfirmed.Over;
        }

        var person = await people.MeetAsync(join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret, cancellationToken);
        if (person.At.GetValueOrDefault(campaignId) is { } other && other != id)
        {
            if (await subscriptions.FindAsync(campaignId, other, cancellationToken) is not null)
            {
                return SecondConfirmed.ToldAlready;
            }

            await RemoveAsync(campaignId, other, cancellationToken);
            person = await people.MeetAsync(join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret, cancellationToken);
        }

        // One address stands second behind one: an earlier one of this first makes way.
        await LeaveAsync(campaignId, id, person.Key, cancellationToken);
        await people.ClaimAnewAsync(person, campaignId, id, cancellationToken);
        await people.ResumeAsync(person, campaignId, cancellationToken);
        var second = join.Draft.ToRecipient(id, person.Pseudonym) with { Language = first.Language, Wishes = first.Wishes, Behind = new SecondChannel(minutes, now, join.ConsentText) };
        await addresses.PutAsync(campaignId, second, cancellationToken);
        await joins.PutAsync(join with { IsConfirmed = true, Attempts = 0, NextTry = now }, cancellationToken);
        await letters.SendAsync(new MemberLetter(campaignId, id), cancellationToken: cancellationToken);
        return SecondConfirmed.Done;
    }

    /// <summary>What a person wishes for their first address holds for the second.</summary>
    public async Task FollowAsync(string campaignId, Recipient first, CancellationToken cancellationToken)
    {
        if (await FindAsync(campaignId, first.Id, cancellationToken) is { IsUnreadable: false } second)
        {
            await addresses.ChangeAsync(campaignId, second with { Wishes = first.Wishes, Language = first.Language }, cancellationToken);
        }
    }

    /// <summary>Takes away a wish that was not confirmed in time, and whoever was asked by it; who stands there already stays.</summary>
    public async Task ForgetAsync(Join join, CancellationToken cancellationToken)
    {
        var standing = await addresses.FindAsync(join.CampaignId, join.Id, cancellationToken);
        var stays = standing is null or { IsUnreadable: true } ? null : await people.FindAsync(standing.Channel, standing.Address, standing.Secret, cancellationToken);
        await ForgetWishAsync(join.CampaignId, join.Id, stays?.Key, cancellationToken);
        await joins.RemoveAsync(join.CampaignId, join.Id, cancellationToken);
    }

    /// <summary>Takes away what stands second behind an address, also a question that is open and what the ledger says of it.</summary>
    public Task TakeAwayAsync(string campaignId, string firstId, CancellationToken cancellationToken) =>
        SecondChannel.FirstOf(firstId) is null ? RemoveAsync(campaignId, SecondChannel.IdOf(firstId), cancellationToken) : Task.CompletedTask;

    private async Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        await ForgetWishAsync(campaignId, id, null, cancellationToken);
        await LeaveAsync(campaignId, id, null, cancellationToken);
        await joins.RemoveAsync(campaignId, id, cancellationToken);
    }

    /// <summary>Forgets whoever stood there; the address last, for by it they are found.</summary>
    /// <param name="but">Who is about to stand there.</param>
    private async Task LeaveAsync(string campaignId, string id, string? but, CancellationToken cancellationToken)
    {
        if (await addresses.FindAsync(campaignId, id, cancellationToken) is not { } standing)
        {
            return;
        }

        if (!standing.IsUnreadable && await people.FindAsync(standing.Channel, standing.Address, standing.Secret, cancellationToken) is { } person && person.Key != but)
        {
            await people.ForgetAsync(person, campaignId, id, everything: false, cancellationToken);
        }

        await addresses.RemoveAsync(campaignId, id, cancellationToken);
        await gone.SendAsync(new MemberGone(campaignId, id), cancellationToken: cancellationToken);
    }

    /// <summary>Forgets whoever was asked before, and has not confirmed.</summary>
    private async Task ForgetWishAsync(string campaignId, string id, string? but, CancellationToken cancellationToken)
    {
        if (await joins.FindAsync(campaignId, id, cancellationToken) is { IsConfirmed: false } wish
            && await people.FindAsync(wish.Draft.Channel!, wish.Draft.Address!, wish.Draft.Secret, cancellationToken) is { } person
            && person.Key != but)
        {
            await people.ForgetAsync(person, campaignId, id, everything: false, cancellationToken);
        }
    }

    private bool IsSame(Recipient one, SubscriptionDraft draft) =>
        one.Channel == draft.Channel && channels.CanonicalOf(one.Channel, one.Address, one.Secret) == channels.CanonicalOf(draft.Channel!, draft.Address!, draft.Secret);
}

/// <summary>What came of confirming a second address.</summary>
public enum SecondConfirmed
{
    /// <summary>It stands.</summary>
    Done,

    /// <summary>The address is told of the campaign by itself, and stays as it is.</summary>
    ToldAlready,

    /// <summary>There is nothing to confirm, or not any more.</summary>
    Over,
}
