using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>How a person leaves: stopped by themselves, taken away by an organiser, or erased; each step may be repeated.</summary>
public sealed class Departures(
    People people,
    JoinStore joins,
    SubscriptionStore subscriptions,
    AddressBook addresses,
    Admission admission,
    SecondAddresses seconds,
    IEnumerable<IMemberTraces> traces,
    MessageQueue<MemberGone> gone,
    TimeProvider time)
{
    /// <summary>Nothing more of this campaign is sent, and no list brings the person back; a second time changes nothing.</summary>
    public async Task StopAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        if (await PersonOfAsync(campaignId, id, cancellationToken) is { } person)
        {
            await people.StopAsync(person, campaignId, time.GetUtcNow(), cancellationToken);
            await RemoveOtherAsync(person, campaignId, id, cancellationToken);
        }

        await RemoveAsync(campaignId, id, cancellationToken);
    }

    /// <summary>An organiser takes a subscription away: nothing says that the person did not want it.</summary>
    public async Task TakeAwayAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        if (await PersonOfAsync(campaignId, id, cancellationToken) is { } person)
        {
            await people.ForgetAsync(person, campaignId, id, everything: false, cancellationToken);
        }

        await RemoveAsync(campaignId, id, cancellationToken);
    }

    /// <summary>As <see cref="StopAsync"/>, of every campaign of this installation that writes to the same address.</summary>
    public async Task StopAllAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        if (await PersonOfAsync(campaignId, id, cancellationToken) is { } person)
        {
            await StopAllAsync(person, cancellationToken);
        }

        await StopAsync(campaignId, id, cancellationToken);
    }

    /// <summary>As <see cref="StopAsync"/>, of every campaign that a person is told of, or has asked to be.</summary>
    public async Task StopAllAsync(Person person, CancellationToken cancellationToken)
    {
        // What sends goes first, and where it was is noted until then: a run that was cut short is ended by the next.
        foreach (var (campaignId, id) in person.At)
        {
            await RemoveAsync(campaignId, id, cancellationToken);
            await people.StopAsync(person, campaignId, time.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>Takes everything away that is kept of the person in this campaign, also that they were in it.</summary>
    public async Task EraseAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        // First, while it is still known who it was: a run that was cut short is repeated whole.
        if (await AddressOfAsync(campaignId, id, cancellationToken) is { Channel: MemberTrace.Channel } known)
        {
            foreach (var trace in traces)
            {
                await trace.EraseAsync(campaignId, known.Address, cancellationToken);
            }
        }

        if (await PersonOfAsync(campaignId, id, cancellationToken) is { } person)
        {
            await people.ForgetAsync(person, campaignId, id, everything: true, cancellationToken);
            await RemoveOtherAsync(person, campaignId, id, cancellationToken);
        }

        await RemoveAsync(campaignId, id, cancellationToken);
        await gone.SendAsync(new MemberGone(campaignId, id), cancellationToken: cancellationToken);
    }

    // A link of an address that an organiser added leads to the same person as the one of the subscription that they made themselves.
    private async Task RemoveOtherAsync(Person person, string campaignId, string id, CancellationToken cancellationToken)
    {
        if (person.At.GetValueOrDefault(campaignId) is { } other && other != id)
        {
            await RemoveAsync(campaignId, other, cancellationToken);
        }
    }

    private async Task RemoveAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        await seconds.TakeAwayAsync(campaignId, id, cancellationToken);
        await addresses.RemoveAsync(campaignId, id, cancellationToken);

        // Whoever has confirmed at this very moment has either seen that the first is gone, or stands here now.
        await seconds.TakeAwayAsync(campaignId, id, cancellationToken);
        await subscriptions.RemoveAsync(campaignId, id, cancellationToken);
        await admission.DropAsync(campaignId, id, (await joins.FindAsync(campaignId, id, cancellationToken))?.Invitation, isIn: false, cancellationToken);
    }

    private async Task<Person?> PersonOfAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        await AddressOfAsync(campaignId, id, cancellationToken) is var (channel, address, secret) ? await people.FindAsync(channel, address, secret, cancellationToken) : null;

    private async Task<(string Channel, string Address, string? Secret)?> AddressOfAsync(string campaignId, string id, CancellationToken cancellationToken)
    {
        if (await addresses.FindAsync(campaignId, id, cancellationToken) is { IsUnreadable: false } recipient)
        {
            return (recipient.Channel, recipient.Address, recipient.Secret);
        }

        return await joins.FindAsync(campaignId, id, cancellationToken) is { } join ? (join.Draft.Channel!, join.Draft.Address!, join.Draft.Secret) : null;
    }
}
