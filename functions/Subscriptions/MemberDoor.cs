using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Who a personal link belongs to, and all that is kept of them in its campaign.</summary>
public sealed record Member(Campaign Campaign, Subscription Subscription, Recipient Recipient)
{
    /// <summary>What they want, as they would ask for it.</summary>
    public SubscriptionDraft ToDraft() => new(
        Recipient.Channel,
        Recipient.Address,
        Recipient.Secret,
        Subscription.Kinds,
        Subscription.Resolved,
        Subscription.Language,
        Subscription.Topics,
        Subscription.Cell,
        Subscription.Area,
        Subscription.Owner,
        Subscription.Floor,
        WishDraft.Of(Recipient.Wishes));
}

/// <summary>Opens the door of a personal link.</summary>
public sealed class MemberDoor(PersonalLinks links, CampaignStore campaigns, SubscriptionStore subscriptions, AddressBook addresses)
{
    /// <summary>Whose it is; null when nobody's, or when they are not told any more.</summary>
    public async Task<Member?> OpenAsync(string token, CancellationToken cancellationToken) =>
        links.Read("me", token) is var (campaignId, id)
        && await campaigns.FindAsync(campaignId, cancellationToken) is { } campaign
        && await subscriptions.FindAsync(campaignId, id, cancellationToken) is { } subscription
        && await addresses.FindAsync(campaignId, id, cancellationToken) is { IsUnreadable: false } recipient
            ? new Member(campaign, subscription, recipient)
            : null;

    /// <summary>The address that a link belongs to where it stands second behind another; null elsewhere.</summary>
    public async Task<(Campaign Campaign, Recipient Second)?> OpenSecondAsync(string token, CancellationToken cancellationToken) =>
        links.Read("me", token) is var (campaignId, id)
        && await campaigns.FindAsync(campaignId, cancellationToken) is { } campaign
        && await addresses.FindAsync(campaignId, id, cancellationToken) is { Behind: not null } second
            ? (campaign, second)
            : null;
}
