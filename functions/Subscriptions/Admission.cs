using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Takes people in whose wish is their own beyond doubt, whichever way they came; each step may be repeated.</summary>
public sealed class Admission(People people, JoinStore joins, InvitationStore invitations, SubscriptionStore subscriptions, AddressBook addresses, MessageQueue<MemberLetter> letters, TimeProvider time)
{
    /// <summary>Makes a wish that its person has confirmed a subscription, and has them welcomed; whoever had stopped asks for it again themselves.</summary>
    public async Task AdmitAsync(Join join, Person person, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await people.ResumeAsync(person, join.CampaignId, cancellationToken);
        await KeepAsync(join.CampaignId, join.Id, join.Draft, person, new Consent(now, "page", join.ConsentText, null), cancellationToken);
        await SettleAsync(join.Invitation, join.CampaignId, join.Id, cancellationToken);
        await WriteAsync(join with { IsConfirmed = true, Invitation = null, Attempts = 0, NextTry = now }, cancellationToken);
    }

    /// <summary>Keeps a subscription and its address. The address first: a subscription whose address is missing would be announced as unsubscribed.</summary>
    public async Task KeepAsync(string campaignId, string id, SubscriptionDraft draft, Person person, Consent consent, CancellationToken cancellationToken)
    {
        await addresses.PutAsync(campaignId, draft.ToRecipient(id, person.Pseudonym), cancellationToken);
        await subscriptions.PutAsync(draft.ToSubscription(id, campaignId, time.GetUtcNow()) with { Consent = consent }, cancellationToken);
    }

    /// <summary>Keeps a wish and has said what is to be said of it: the question, or once it is confirmed the welcome.</summary>
    public async Task WriteAsync(Join join, CancellationToken cancellationToken)
    {
        await joins.PutAsync(join, cancellationToken);
        await letters.SendAsync(new MemberLetter(join.CampaignId, join.Id), cancellationToken: cancellationToken);
    }

    /// <summary>Notes that a person is, or is about to be, told of a campaign; answers the id of the subscription that they have there, or will have.</summary>
    public Task<string> ClaimAsync(Person person, string campaignId, CancellationToken cancellationToken) =>
        people.ClaimAsync(person, campaignId, person.At.GetValueOrDefault(campaignId) ?? person.NewId(), cancellationToken);

    /// <summary>Whoever came by a link for a group is in and stays counted, also where a run was cut short before it said so.</summary>
    public Task SettleAsync(string? invitation, string campaignId, string id, CancellationToken cancellationToken) =>
        invitation is null ? Task.CompletedTask : invitations.SettleAsync(campaignId, invitation, id, cancellationToken);

    /// <summary>Takes one of the places of the link by which somebody comes; false when there is none left, and then whoever was met only for this is not kept.</summary>
    /// <param name="invitation">Null for no link.</param>
    /// <param name="person">As they were met, before they were claimed for the campaign.</param>
    public async Task<bool> TakePlaceAsync(string? invitation, Person person, string campaignId, string id, CancellationToken cancellationToken)
    {
        if (invitation is null || await invitations.UseAsync(campaignId, invitation, id, time.GetUtcNow(), cancellationToken))
        {
            return true;
        }

        if (!person.At.ContainsKey(campaignId))
        {
            await people.ForgetAsync(person with { At = new Dictionary<string, string> { [campaignId] = id } }, campaignId, id, everything: false, cancellationToken);
        }

        return false;
    }

    /// <summary>Takes a wish away. Its place at a link for a group first, while the wish still says which: a run that was cut short is repeated whole.</summary>
    /// <param name="isIn">Whether its person is in, and so stays counted; else the place is free again.</param>
    public async Task DropAsync(string campaignId, string id, string? invitation, bool isIn, CancellationToken cancellationToken)
    {
        if (invitation is not null)
        {
            await (isIn ? invitations.SettleAsync(campaignId, invitation, id, cancellationToken) : invitations.GiveBackAsync(campaignId, invitation, id, cancellationToken));
        }

        await joins.RemoveAsync(campaignId, id, cancellationToken);
    }
}
