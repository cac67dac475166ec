using Relais.Campaigns;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>How a person comes to be told of a campaign: asked, confirmed, on a list, or forgotten when nothing came of it; each step may be repeated.</summary>
public sealed class Membership(
    People people,
    JoinStore joins,
    InvitationStore invitations,
    SubscriptionStore subscriptions,
    AddressBook addresses,
    Admission admission,
    SecondAddresses seconds,
    IEnumerable<IChannel> channels,
    TimeProvider time)
{
    /// <summary>Keeps a wish and asks its address to confirm it; answers the same whether or not the address is known.</summary>
    /// <param name="draft">Free of faults.</param>
    /// <param name="invitation">The link for a group by which they come; null for none.</param>
    /// <returns>False when the link has been used up.</returns>
    public async Task<bool> AskAsync(Campaign campaign, SubscriptionDraft draft, string? invitation, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var person = await people.MeetAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken);
        if (!await people.MayAskAsync(person, now, cancellationToken))
        {
            return true;
        }

        // The person first: what stands of a run that was cut short is found and taken away with the wish.
        var id = await seconds.OwnIdAsync(person, campaign.Id, await admission.ClaimAsync(person, campaign.Id, cancellationToken), cancellationToken);

        // Whoever is told already is only told how to change it: a stranger who knows the address must not change their wishes.
        var isTold = await IsToldAsync(campaign.Id, id, cancellationToken);
        var earlier = await joins.FindAsync(campaign.Id, id, cancellationToken);

        // Also whoever is told already takes a place, for two days: that it stays free must tell nobody so.
        if (!await admission.TakePlaceAsync(invitation, person, campaign.Id, id, cancellationToken))
        {
            return false;
        }

        await admission.WriteAsync(new Join(campaign.Id, id, WithSecret(draft), now, ConsentWords.Version) { IsConfirmed = isTold, Invitation = invitation, NextTry = now }, cancellationToken);
        if (earlier?.Invitation is { } other && other != invitation)
        {
            await invitations.GiveBackAsync(campaign.Id, other, id, cancellationToken);
        }

        return true;
    }

    /// <summary>Makes a wish a subscription; false when there is none to confirm, or no more.</summary>
    /// <param name="asking">Which asking it answers (<see cref="Join.Asking"/>): another one's link does not confirm this one's wishes.</param>
    public async Task<bool> ConfirmAsync(string campaignId, string id, string asking, CancellationToken cancellationToken)
    {
        if (await joins.FindAsync(campaignId, id, cancellationToken) is not { IsConfirmed: false } join || time.GetUtcNow() >= join.Until)
        {
            return await subscriptions.FindAsync(campaignId, id, cancellationToken) is not null;
        }

        var person = await people.MeetAsync(join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret, cancellationToken);
        if (join.Asking != asking || await people.ClaimAsync(person, campaignId, id, cancellationToken) != id)
        {
            return false;
        }

        await admission.AdmitAsync(join, person, cancellationToken);
        return true;
    }

    /// <summary>Has somebody asked whose address came by another way than our own form: not whoever is told already, was asked and may still say yes, or has stopped.</summary>
    internal Task InviteAsync(Campaign campaign, SubscriptionDraft draft, CancellationToken cancellationToken) => ImportAsync(campaign, new ImportRow(draft, null, null), isAsked: true, dryRun: false, cancellationToken);

    /// <summary>Takes one person of an organiser's list in, or has them asked whether they want it.</summary>
    internal async Task<Import> ImportAsync(Campaign campaign, ImportRow row, bool isAsked, bool dryRun, CancellationToken cancellationToken)
    {
        var draft = row.Draft;
        var person = dryRun
            ? await people.FindAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken)
            : await people.MeetAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken);
        if (person?.Stopped.Contains(campaign.Id) == true)
        {
            return Import.Stopped;
        }

        // A run that was cut short between the person and the subscription is carried on by the next.
        var id = person?.At.GetValueOrDefault(campaign.Id);
        if (id is not null && (await IsToldAsync(campaign.Id, id, cancellationToken) || await joins.FindAsync(campaign.Id, id, cancellationToken) is not null))
        {
            return Import.Known;
        }

        if (dryRun)
        {
            return Import.Added;
        }

        if (isAsked)
        {
            await AskAsync(campaign, draft, null, cancellationToken);
            return Import.Added;
        }

        var mine = id is null ? person!.NewId() : await seconds.OwnIdAsync(person!, campaign.Id, id, cancellationToken);
        id = await people.ClaimAsync(person!, campaign.Id, mine, cancellationToken);
        if (id != mine)
        {
            return Import.Known;
        }

        await admission.KeepAsync(campaign.Id, id, WithSecret(draft), person!, new Consent(row.At!.Value, "import", null, row.ConsentSource!.Trim()), cancellationToken);
        return Import.Added;
    }

    /// <summary>Takes away a wish that was not confirmed in time.</summary>
    public async Task ForgetAsync(Join join, CancellationToken cancellationToken)
    {
        // Whoever was subscribed already and did not confirm a change stays as they were.
        var isTold = await IsToldAsync(join.CampaignId, join.Id, cancellationToken);
        if (!join.IsUnreadable
            && !isTold
            && await people.FindAsync(join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret, cancellationToken) is { } person)
        {
            await people.ForgetAsync(person, join.CampaignId, join.Id, everything: false, cancellationToken);
        }

        // Told, though nobody wrote down that they had confirmed: a run was cut short between the two.
        await admission.DropAsync(join.CampaignId, join.Id, join.Invitation, isIn: isTold && !join.IsConfirmed, cancellationToken);
    }

    private SubscriptionDraft WithSecret(SubscriptionDraft draft) => draft with { Secret = draft.Secret ?? channels.Find(draft.Channel)!.CreateSecret() };

    // Also who stands second behind another: they have no subscription of their own.
    private async Task<bool> IsToldAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        await subscriptions.FindAsync(campaignId, id, cancellationToken) is not null || await addresses.FindAsync(campaignId, id, cancellationToken) is { Behind: not null };
}
