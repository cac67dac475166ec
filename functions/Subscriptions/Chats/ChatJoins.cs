using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions.Chats;

/// <summary>What came of a code: which campaign its chat is told of now, in which language, and whether it was already.</summary>
/// <param name="IsSecond">It is told, as it was, of what is urgent and was not seen at another address.</param>
public sealed record ChatJoined(Campaign Campaign, string Language, bool WasTold, bool IsSecond);

/// <summary>How people come to be told in a chat, and leave by it: who writes to the bot proves by that alone whose chat it is.</summary>
/// <remarks>A stop always counts, also one that is brought late or again: the worst that comes of it is that somebody has to join once more.</remarks>
public sealed class ChatJoins(
    ChatWishStore wishes,
    CampaignStore campaigns,
    People people,
    SubscriptionStore subscriptions,
    AddressBook addresses,
    SecondAddresses seconds,
    Admission admission,
    Departures departures,
    TimeProvider time)
{
    /// <summary>Makes the wish of a code a subscription of the chat that sent it; null when the code is used, old, or never was.</summary>
    /// <param name="channel">By which channel the chat is written to.</param>
    /// <param name="chat">Its address there.</param>
    public async Task<ChatJoined?> StartAsync(string channel, string chat, string code, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await wishes.TakeAsync(code, chat, now, cancellationToken) is not { } wish)
        {
            return null;
        }

        if (await campaigns.FindAsync(wish.CampaignId, cancellationToken) is not { } campaign)
        {
            await wishes.RemoveAsync(wish, cancellationToken);
            return null;
        }

        var person = await people.MeetAsync(channel, chat, null, cancellationToken);
        var id = await seconds.OwnIdAsync(person, campaign.Id, await admission.ClaimAsync(person, campaign.Id, cancellationToken), cancellationToken);
        var join = new Join(campaign.Id, id, wish.Draft with { Channel = channel, Address = chat, Secret = null }, now, wish.ConsentText) { IsConfirmed = true, NextTry = now };
        var told = await FindToldAsync(campaign.Id, id, cancellationToken);
        if (told is null && !await admission.TakePlaceAsync(wish.Invitation, person, campaign.Id, id, cancellationToken))
        {
            await wishes.RemoveAsync(wish, cancellationToken);
            return null;
        }

        if (told is null)
        {
            await admission.AdmitAsync(join with { Invitation = wish.Invitation }, person, cancellationToken);
        }
        else
        {
            // They keep their wishes, and are welcomed once more with the link to change them. That they wrote shows that the chat can be written to.
            await addresses.KeepHealthAsync(campaign.Id, told.Off is null ? [] : [told with { Health = Health.Well }], cancellationToken);
            await admission.SettleAsync(wish.Invitation, campaign.Id, id, cancellationToken);
            await admission.WriteAsync(join, cancellationToken);
        }

        // Last of all: until then the same chat's repeat carries on where this was cut short.
        await wishes.RemoveAsync(wish, cancellationToken);
        return new ChatJoined(campaign, join.Draft.Language ?? "en", told is not null, told?.Behind is not null);
    }

    /// <summary>Stops all that comes to a chat because its person asked for it; answers in which language it came, or null when nothing did.</summary>
    public async Task<string?> StopAsync(string channel, string chat, CancellationToken cancellationToken)
    {
        if (await people.FindAsync(channel, chat, null, cancellationToken) is not { At.Count: > 0 } person)
        {
            return null;
        }

        var (campaignId, id) = person.At.First();
        var language = (await subscriptions.FindAsync(campaignId, id, cancellationToken))?.Language;
        await departures.StopAllAsync(person, cancellationToken);
        return language;
    }

    private async Task<Recipient?> FindToldAsync(string campaignId, string id, CancellationToken cancellationToken) =>
        await addresses.FindAsync(campaignId, id, cancellationToken) is { IsUnreadable: false } recipient
        && (recipient.Behind is not null || await subscriptions.FindAsync(campaignId, id, cancellationToken) is not null)
            ? recipient
            : null;
}
