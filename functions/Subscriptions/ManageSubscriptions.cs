using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Subscriptions as an organiser adds, lists and takes them away over HTTP; an address goes in and never comes out.</summary>
public static class ManageSubscriptions
{
    public static void MapManageSubscriptions(this IEndpointRouteBuilder routes)
    {
        var subscriptions = routes.MapFunction(nameof(ManageSubscriptions), "api/campaigns/{campaign}/subscriptions").WithTags("Subscriptions");
        subscriptions.MapGet("", ListAsync).WithSummary("The campaign's subscriptions, a hundred at a time.");
        subscriptions.MapPost("", AddAsync).WithSummary("Subscribes an address; the answer holds its signing secret, once.");
        subscriptions.MapDelete("{subscription}", RemoveAsync).WithSummary("Takes a subscription and its address away.");
    }

    private const int PageSize = 100;

    private static async Task<Results<Ok<SubscriptionList>, ProblemHttpResult>> ListAsync(
        string campaign, string? after, CampaignStore campaigns, SubscriptionStore store, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var (page, next) = await store.ListAsync(campaign, after ?? "", PageSize, cancellationToken);
        return TypedResults.Ok(new SubscriptionList([.. page.Select(subscription => Show(subscription, null))], next));
    }

    private static async Task<Results<Created<SubscriptionShown>, ProblemHttpResult>> AddAsync(
        string campaign,
        SubscriptionDraft draft,
        CampaignStore campaigns,
        SubscriptionStore store,
        AddressBook addresses,
        IEnumerable<IChannel> channels,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        if (draft.Check(channels, out var channel) is { } fault)
        {
            return Problem.Fields([fault]);
        }

        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"s_{Guid.CreateVersion7(now):n}");
        var secret = draft.Secret ?? channel.CreateSecret();
        var subscription = new Subscription(id, campaign, channel.Name, draft.Kinds ?? AlertKinds.All, draft.Resolved ?? true, draft.Language ?? "en", now);

        // The address first: a subscription whose address is missing would be announced as unsubscribed.
        await addresses.PutAsync(campaign, new Recipient(id, channel.Name, draft.Address!, secret, subscription.Language), cancellationToken);
        await store.PutAsync(subscription, cancellationToken);
        return TypedResults.Created($"/api/campaigns/{campaign}/subscriptions/{id}", Show(subscription, secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string campaign, string subscription, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(campaign, subscription, cancellationToken) is null)
        {
            return Problem.NotFound("subscription");
        }

        await addresses.RemoveAsync(campaign, subscription, cancellationToken);
        await store.RemoveAsync(campaign, subscription, cancellationToken);
        return TypedResults.NoContent();
    }

    private static SubscriptionShown Show(Subscription subscription, string? secret) => new(
        subscription.Id, subscription.Channel, subscription.Kinds, subscription.Resolved, subscription.Language, subscription.Since, secret);
}

/// <summary>A subscription as the API shows it: never with its address; with its secret only in the answer that creates it.</summary>
public sealed record SubscriptionShown(
    string Id,
    string Channel,
    IReadOnlyList<string> Kinds,
    bool Resolved,
    string Language,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret);

/// <summary>One page of subscriptions; `after` asks for the next, null when there is none.</summary>
public sealed record SubscriptionList(IReadOnlyList<SubscriptionShown> Subscriptions, string? After);
