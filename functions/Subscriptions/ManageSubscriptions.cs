using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Access;
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
        subscriptions.MapGet("reach", ShowReach.RunAsync).WithSummary("How many people are reachable, and by what: numbers alone.");
        subscriptions.MapPost("import", ImportSubscriptions.RunAsync).Accepts<string>("text/csv").WithSummary("Takes a list of people, with where their consent comes from: all of it or nothing.");
        subscriptions.MapGet("export", ExportSubscriptions.RunAsync).WithMetadata(new RequiredScope(OrganiserKey.Admin)).WithSummary("All of the campaign's people with their addresses, as CSV; for keys of scope admin.");
        subscriptions.MapGet("{subscription}", ReadAsync).WithSummary("One subscription, and whether its address is written to.");
        subscriptions.MapPost("{subscription}/test", TestSubscription.RunAsync).WithSummary("Sends a test notification; one that arrives switches an address on again.");
        subscriptions.MapDelete("{subscription}", RemoveAsync).WithSummary("Takes a subscription and its address away.");
    }

    private const int PageSize = 100;

    private static async Task<Results<Ok<SubscriptionList>, ProblemHttpResult>> ListAsync(
        string campaign, string? after, CampaignStore campaigns, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var (page, next) = await store.ListAsync(campaign, after ?? "", PageSize, cancellationToken);
        var recipients = page.Count == 0 ? new Dictionary<string, Recipient>() : await addresses.ReadRangeAsync(campaign, page[0].Id, page[^1].Id, cancellationToken);
        return TypedResults.Ok(new SubscriptionList([.. page.Select(subscription => SubscriptionShown.Of(subscription, recipients.GetValueOrDefault(subscription.Id), null))], next));
    }

    private static async Task<Results<Ok<SubscriptionShown>, ProblemHttpResult>> ReadAsync(
        string campaign, string subscription, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken) =>
        await store.FindAsync(campaign, subscription, cancellationToken) is { } found
            ? TypedResults.Ok(SubscriptionShown.Of(found, await addresses.FindAsync(campaign, subscription, cancellationToken), null))
            : Problem.NotFound("subscription");

    private static async Task<Results<Created<SubscriptionShown>, ProblemHttpResult>> AddAsync(
        string campaign,
        SubscriptionDraft draft,
        CampaignStore campaigns,
        SubscriptionStore store,
        AddressBook addresses,
        People people,
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

        if (draft.Owner is { } owner && await store.FindAsync(campaign, owner, cancellationToken) is null)
        {
            return Problem.Field("owner", "must be a subscription of this campaign.");
        }

        if (Refuse(campaign, await people.FindAsync(draft.Channel!, draft.Address!, draft.Secret, cancellationToken)) is { } refused)
        {
            return Problem.Conflict("address", refused);
        }

        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"s_{Guid.CreateVersion7(now):n}");
        var secret = draft.Secret ?? channel.CreateSecret();
        var subscription = draft.ToSubscription(id, campaign, now);
        var recipient = (draft with { Secret = secret }).ToRecipient(id, null);

        // The address first: a subscription whose address is missing would be announced as unsubscribed.
        await addresses.PutAsync(campaign, recipient, cancellationToken);
        await store.PutAsync(subscription, cancellationToken);
        return TypedResults.Created($"/api/campaigns/{campaign}/subscriptions/{id}", SubscriptionShown.Of(subscription, recipient, secret));
    }

    // What a person has said of a campaign themselves, an organiser does not go round.
    private static string? Refuse(string campaignId, Person? person) =>
        person?.Stopped.Contains(campaignId) == true ? "belongs to a person who has stopped this campaign."
        : person?.At.ContainsKey(campaignId) == true ? "belongs to a person who has joined this campaign."
        : null;

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string campaign, string subscription, SubscriptionStore store, Departures departures, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(campaign, subscription, cancellationToken) is null)
        {
            return Problem.NotFound("subscription");
        }

        await departures.TakeAwayAsync(campaign, subscription, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>A subscription as the API shows it: never with its address; with its secret only in the answer that creates it.</summary>
/// <param name="Off">Why nothing is sent to its address any more; null while it is written to.</param>
/// <param name="OffSince">Since when.</param>
public sealed record SubscriptionShown(
    string Id,
    string Channel,
    IReadOnlyList<string> Kinds,
    bool Resolved,
    string Language,
    IReadOnlyList<string> Topics,
    string? Cell,
    string? Area,
    string? Owner,
    string? Off,
    DateTimeOffset? OffSince,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret)
{
    public static SubscriptionShown Of(Subscription subscription, Recipient? recipient, string? secret) => new(
        subscription.Id,
        subscription.Channel,
        subscription.Kinds,
        subscription.Resolved,
        subscription.Language,
        subscription.Topics,
        subscription.Cell,
        subscription.Area,
        subscription.Owner,
        recipient?.Off,
        recipient?.Health.OffSince,
        subscription.Since,
        secret);
}

/// <summary>One page of subscriptions; `after` asks for the next, null when there is none.</summary>
public sealed record SubscriptionList(IReadOnlyList<SubscriptionShown> Subscriptions, string? After);
