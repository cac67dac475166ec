using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>How an address comes to stand second behind another: asked at that address, confirmed there; each step may be repeated.</summary>
public sealed class SecondQuestions(
    People people,
    JoinStore joins,
    SubscriptionStore subscriptions,
    AddressBook addresses,
    SecondAddresses seconds,
    IEnumerable<IChannel> channels,
    MessageQueue<MemberLetter> letters,
    TimeProvider time)
{
    /// <summary>Asks an address to confirm that it is to stand second; false when it is the first itself. Answers the same whether or not the address is known.</summary>
    /// <param name="draft">Channel, address and secret, free of faults.</param>
    public async Task<bool> AskAsync(Campaign campaign, Recipient first, SubscriptionDraft draft, int minutes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (IsSame(first, draft))
        {
            return false;
        }

        // Where it stands already, how long it is waited is the first's to say.
        if (await seconds.FindAsync(campaign.Id, first.Id, cancellationToken) is { Behind: { } behind } standing && IsSame(standing, draft))
        {
            await addresses.ChangeAsync(campaign.Id, standing with { Behind = behind with { Minutes = minutes } }, cancellationToken);
            return true;
        }

        // Whoever is asked without having asked, and whoever has others asked, does so three times a day at most. Nothing is kept of somebody who is not asked.
        var asking = await people.FindAsync(first.Channel, first.Address, first.Secret, cancellationToken) ?? await people.MeetAskerAsync(campaign.Id, first.Id, now, cancellationToken);
        if (!await people.MayAskAsync(asking, now, cancellationToken))
        {
            return true;
        }

        var asked = await people.MeetAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken);
        if (!await people.MayAskAsync(asked, now, cancellationToken))
        {
            return true;
        }

        // One question at a time: the links of an earlier one end with it.
        await seconds.ForgetQuestionsAsync(campaign.Id, first.Id, cancellationToken);
        var wish = draft with { Secret = draft.Secret ?? channels.Find(draft.Channel)!.CreateSecret(), Language = first.Language, Wishes = WishDraft.Of(first.Wishes) };
        var join = new Join(campaign.Id, SecondChannel.NewId(first.Id), wish, now, SecondText.Version) { NextTry = now, After = minutes };
        await joins.PutAsync(join, cancellationToken);
        await letters.SendAsync(new MemberLetter(campaign.Id, join.Id), cancellationToken: cancellationToken);
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
        if (await joins.FindAsync(campaignId, id, cancellationToken) is not { IsConfirmed: false, After: { } minutes } join || now >= join.Until || join.Asking != asking)
        {
            return await addresses.FindAsync(campaignId, id, cancellationToken) is { Behind: not null } ? SecondConfirmed.Done : SecondConfirmed.Over;
        }

        if (await addresses.FindAsync(campaignId, firstId, cancellationToken) is not { } first)
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

            await seconds.RemoveAsync(campaignId, other, cancellationToken);
            person = await people.MeetAsync(join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret, cancellationToken);
        }

        await people.ClaimAnewAsync(person, campaignId, id, cancellationToken);
        await people.ResumeAsync(person, campaignId, cancellationToken);
        var second = join.Draft.ToRecipient(id, person.Pseudonym) with { Language = first.Language, Wishes = first.Wishes, Behind = new SecondChannel(minutes, now, join.ConsentText) };
        await addresses.PutAsync(campaignId, second, cancellationToken);

        // Whoever leaves takes away what stands behind them once more after they have gone: one of the two sees the other.
        if (await addresses.FindAsync(campaignId, firstId, cancellationToken) is null)
        {
            await seconds.RemoveAsync(campaignId, id, cancellationToken);
            return SecondConfirmed.Over;
        }

        await seconds.MakeWayAsync(campaignId, second, cancellationToken);
        await joins.UpdateAsync(join with { IsConfirmed = true, Attempts = 0, NextTry = now }, cancellationToken);
        await letters.SendAsync(new MemberLetter(campaignId, id), cancellationToken: cancellationToken);
        return SecondConfirmed.Done;
    }

    private bool IsSame(Recipient one, SubscriptionDraft draft) =>
        !one.IsUnreadable && one.Channel == draft.Channel && channels.CanonicalOf(one.Channel, one.Address, one.Secret) == channels.CanonicalOf(draft.Channel!, draft.Address!, draft.Secret);
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
