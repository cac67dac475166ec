using System.Globalization;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Asks to say what is still to be said to somebody who joins. Saying it twice says nothing more.</summary>
public sealed record MemberLetter(string CampaignId, string Id);

/// <summary>Carries the question whether somebody really wants to be told, and later the welcome, to their address.</summary>
public sealed partial class WriteToMember(
    JoinStore joins,
    AddressBook addresses,
    CampaignStore campaigns,
    PersonalLinks links,
    IEnumerable<IChannel> channels,
    Brakes brakes,
    MessageQueue<MemberLetter> letters,
    TimeProvider time,
    ILogger<WriteToMember> logger)
{
    [Function(nameof(WriteToMember))]
    public async Task RunAsync([QueueTrigger("write-to-member")] MemberLetter letter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await joins.FindAsync(letter.CampaignId, letter.Id, cancellationToken) is not { NextTry: { } due } join
            || due > now
            || await campaigns.FindAsync(letter.CampaignId, cancellationToken) is not { } campaign
            || channels.Find(join.Draft.Channel) is not { } channel)
        {
            return;
        }

        // Once the halt is lifted, the timer finds it.
        var board = await brakes.GetAsync(cancellationToken);
        if (board.HaltOf(join.CampaignId) is not null)
        {
            return;
        }

        foreach (var template in CampaignWords.Unusable(campaign))
        {
            TemplateUnusable(logger, campaign.Id, template);
        }

        // Whoever has left in the meantime is not welcomed.
        var recipient = join.IsConfirmed ? await addresses.FindAsync(join.CampaignId, join.Id, cancellationToken) : join.Draft.ToRecipient(join.Id, null);
        if (recipient is not null && board.PausedUntil(channel.DestinationOf(recipient).Key, now) is { } free)
        {
            await joins.UpdateAsync(join with { NextTry = free }, cancellationToken);
            await letters.SendAsync(letter, free - now, cancellationToken);
            return;
        }

        var outcome = recipient is null ? DeliveryOutcome.Refused("unsubscribed") : await channel.SendAsync(Say(join, campaign, now, recipient.Behind?.Minutes ?? join.After), recipient, cancellationToken);
        var next = outcome.Kind == OutcomeKind.RetryAt ? RetrySchedule.Next(join.Id, join.Attempts + 1, now, outcome.At) : null;
        if (outcome.Kind != OutcomeKind.Sent && next is null)
        {
            LetterGivenUp(logger, join.Id, join.Draft.Channel!, outcome.Reason);
        }

        // It stays until its time is over, for its link.
        await joins.UpdateAsync(join with { NextTry = next, Attempts = join.Attempts + 1 }, cancellationToken);
        if (next is { } at)
        {
            await letters.SendAsync(letter, at - now, cancellationToken);
        }
    }

    /// <param name="second">Of an address that stands second: after how many minutes it is told.</param>
    private Notification Say(Join join, Campaign campaign, DateTimeOffset now, int? second)
    {
        var (kind, text) = (join.IsConfirmed, second) switch
        {
            (true, null) => (AlertKinds.Welcome, MemberText.Welcome(campaign)),
            (true, { } minutes) => (AlertKinds.Welcome, SecondText.Welcome(campaign, minutes)),
            (false, null) => (AlertKinds.Confirmation, MemberText.Confirmation(campaign)),
            (false, { } minutes) => (AlertKinds.Confirmation, SecondText.Confirmation(campaign, minutes)),
        };

        // Each asking is a message of its own, each try of it the same one.
        var id = string.Create(CultureInfo.InvariantCulture, $"{kind}{join.AskedAt.ToUnixTimeSeconds()}");
        return new Notification(id, 1, campaign.Id, campaign.Name, kind, "firing", text.Title, text.Body, now, now + Join.ConfirmWithin)
        {
            Url = join.IsConfirmed ? null : links.Confirm(campaign.Id, join.Id, join.Asking),
        };
    }

    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "What was to be said to {SubscriptionId}, who joins by {Channel}, was given up: {Reason}.")]
    private static partial void LetterGivenUp(ILogger logger, string subscriptionId, string channel, string reason);

    [LoggerMessage(EventId = 601, Level = LogLevel.Warning, Message = "The words of {CampaignId} for {Template} cannot be used: what they stand for was said in ours.")]
    private static partial void TemplateUnusable(ILogger logger, string campaignId, string template);
}
