using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Sends a test notification to one address, signed like any other, and has an address at which it arrives written to again.</summary>
public static class TestSubscription
{
    private static readonly Localized Title = new("A test from Relais.", "Un essai de Relais.");
    private static readonly Localized Body = new("It arrives: alerts will be sent here.", "Il arrive\u00a0: les alertes seront envoyées ici.");

    // A test that is read next week tells nothing.
    private static readonly TimeSpan WorthReading = TimeSpan.FromHours(1);

    public static async Task<Results<Ok<SubscriptionTested>, ProblemHttpResult>> RunAsync(
        string campaign,
        string subscription,
        CampaignStore campaigns,
        AddressBook addresses,
        IEnumerable<IChannel> channels,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found || await addresses.FindAsync(campaign, subscription, cancellationToken) is not { } recipient)
        {
            return Problem.NotFound("subscription");
        }

        if (channels.FirstOrDefault(channel => channel.Name == recipient.Channel) is not { } named)
        {
            return Problem.Conflict("subscription", "is of a channel that is not set up here.");
        }

        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"test_{Guid.CreateVersion7(now):n}");
        var outcome = await named.SendAsync(new Notification(id, 1, campaign, found.Name, "test", "test", Title, Body, now, now + WorthReading), recipient, cancellationToken);
        if (outcome.Kind == OutcomeKind.Sent && recipient.Health != Health.Well)
        {
            await addresses.KeepHealthAsync(campaign, [recipient with { Health = Health.Well }], cancellationToken);
        }

        return TypedResults.Ok(new SubscriptionTested(outcome.Kind == OutcomeKind.Sent, outcome.Reason, recipient.Off is not null && outcome.Kind == OutcomeKind.Sent));
    }
}

/// <summary>What came of a test.</summary>
/// <param name="Arrived">Whether the receiver took it.</param>
/// <param name="Reason">Why not, in a short word such as `timeout`; empty when it arrived.</param>
/// <param name="SwitchedOn">Whether the address had been switched off and is written to again.</param>
public sealed record SubscriptionTested(bool Arrived, string Reason, bool SwitchedOn);
