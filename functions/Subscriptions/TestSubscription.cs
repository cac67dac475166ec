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
    public static async Task<Results<Ok<SubscriptionTested>, ProblemHttpResult>> RunAsync(
        string campaign, string subscription, CampaignStore campaigns, AddressBook addresses, TestSender tests, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found || await addresses.FindAsync(campaign, subscription, cancellationToken) is not { Behind: null } recipient)
        {
            return Problem.NotFound("subscription");
        }

        return await tests.SendAsync(found, recipient, cancellationToken) is { } tested
            ? TypedResults.Ok(tested)
            : Problem.Conflict("subscription", recipient.IsUnreadable ? "was closed with a key that is not set here." : "is of a channel that is not set up here.");
    }
}

/// <summary>Carries a test to an address.</summary>
public sealed class TestSender(AddressBook addresses, IEnumerable<IChannel> channels, TimeProvider time)
{
    private static readonly Localized Title = new("A test from Relais.", "Un essai de Relais.");
    private static readonly Localized Body = new("It arrives: alerts will be sent here.", "Il arrive\u00a0: les alertes seront envoyées ici.");

    // A test that is read next week tells nothing.
    private static readonly TimeSpan WorthReading = TimeSpan.FromHours(1);

    /// <summary>What came of it; null when there is no way to send it.</summary>
    public async Task<SubscriptionTested?> SendAsync(Campaign campaign, Recipient recipient, CancellationToken cancellationToken)
    {
        if (recipient.IsUnreadable || channels.Find(recipient.Channel) is not { } named)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"test_{Guid.CreateVersion7(now):n}");
        var outcome = await named.SendAsync(new Notification(id, 1, campaign.Id, campaign.Name, "test", "test", Title, Body, now, now + WorthReading), recipient, cancellationToken);
        if (outcome.Kind == OutcomeKind.Sent && recipient.Health != Health.Well)
        {
            await addresses.KeepHealthAsync(campaign.Id, [recipient with { Health = Health.Well }], cancellationToken);
        }

        return new SubscriptionTested(outcome.Kind == OutcomeKind.Sent, outcome.Reason, recipient.Off is not null && outcome.Kind == OutcomeKind.Sent);
    }
}

/// <summary>What came of a test.</summary>
/// <param name="Arrived">Whether the receiver took it.</param>
/// <param name="Reason">Why not, in a short word such as `timeout`; empty when it arrived.</param>
/// <param name="SwitchedOn">Whether the address had been switched off and is written to again.</param>
public sealed record SubscriptionTested(bool Arrived, string Reason, bool SwitchedOn);
