using Relais.Hosting;
using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>Carries one page of an alert's notifications to their addresses and writes down what came of each.</summary>
public sealed partial class DeliverNotifications(
    Ledger ledger,
    AddressBook addresses,
    IEnumerable<IChannel> channels,
    Brakes brakes,
    TokenBuckets buckets,
    Traffic traffic,
    Manners manners,
    ISecondLooks looks,
    MessageQueue<DeliveryDue> queue,
    TimeProvider time,
    ILogger<DeliverNotifications> logger)
{
    // A message may be hidden for seven days (rest/api/storageservices/put-message); what is due later is looked at before that.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(6);

    private readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);

    [Function(nameof(DeliverNotifications))]
    public async Task RunAsync([QueueTrigger("deliver-notifications")] DeliveryDue due, CancellationToken cancellationToken)
    {
        // Nothing is lost by it: who lifts the halt has every page asked for that has not ended.
        var (board, now) = (await brakes.GetAsync(cancellationToken), time.GetUtcNow());
        if (board.HaltOf(due.Planned?.Notification.CampaignId ?? "") is not null || await ledger.ClaimAsync(due, now, cancellationToken) is not { } page)
        {
            return;
        }

        if (await ReadNotificationAsync(due, page, cancellationToken) is not { } notification)
        {
            await EndAsync(due, page, cancellationToken);
            return;
        }

        var places = page.DueAt(now);
        using var span = DeliveryMeter.StartPage(due, page, places.Count);
        var recipients = await addresses.ReadRangeAsync(page.CampaignId, page.Recipients[places[0]], page.Recipients[places[^1]], cancellationToken);
        var (recorder, health) = (new PageRecorder(ledger, due, page, places.Count, notification, time), new AddressHealth(time));
        var sender = new PageSender(page, notification, recipients, channels, recorder, brakes, buckets, traffic, health, time, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAsync(stop.Token);
        if (!await IsHeldAsync(recorder, sending, stop))
        {
            PageLost(logger, due.Page, due.AlertId, due.Version);
            return;
        }

        // When the process is ending too: what has been sent is not sent again, and nobody waits for the lease to run out.
        now = time.GetUtcNow();
        if (health.Changed.Count > 0)
        {
            // Before the page is free: what was switched off while a version is being said is found by whoever closes it.
            await ledger.FlushAsync(due, page, release: false, now, CancellationToken.None);
            await addresses.KeepHealthAsync(page.CampaignId, health.Changed, CancellationToken.None);
        }

        var released = await ledger.FlushAsync(due, page, release: true, now, CancellationToken.None);
        await sending;
        DeliveryMeter.EndPage(span, page);
        if (released && page.NextDue(now) is { } next)
        {
            await queue.SendAsync(due with { Planned = null }, next - now < LongestDelay ? next - now : LongestDelay, cancellationToken);
        }

        async Task SendAsync(CancellationToken stopped)
        {
            await LookAgainAsync(page, notification, recipients, now, stopped);
            await sender.SendAllAsync(await manners.SiftAsync(page, notification, recipients, recorder, places, stopped), stopped);
        }
    }

    /// <summary>Remembers, before anything of a page is sent, when it is looked who has not seen it and has a second channel. Costs nothing where nobody has one.</summary>
    private Task LookAgainAsync(LedgerPage page, Notification notification, IReadOnlyDictionary<string, Recipient> recipients, DateTimeOffset from, CancellationToken cancellationToken)
    {
        // Of a page that was begun before, it is remembered already.
        var dues = page.States.AsSpan().ContainsAnyExcept((char)DeliveryState.Planned) ? []
            : page.Recipients.Select(id => SecondTelling.DueOf(recipients.GetValueOrDefault(id), notification, from)).OfType<DateTimeOffset>().Distinct().ToArray();
        return dues.Length == 0
            ? Task.CompletedTask
            : looks.KeepAsync([.. dues.Select(at => new SecondLook(page.CampaignId, notification.AlertId, notification.Version, page.Number, from, at))], cancellationToken);
    }

    /// <summary>Writes down while sending goes on; of whom nothing can be written down, nobody is called any more: whoever takes the page next calls them.</summary>
    private static async Task<bool> IsHeldAsync(PageRecorder recorder, Task sending, CancellationTokenSource stop)
    {
        var held = false;
        try
        {
            return held = await recorder.RunAsync(sending);
        }
        finally
        {
            if (!held)
            {
                await stop.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What is said on this page; null when all of it was withdrawn.</summary>
    private async Task<Notification?> ReadNotificationAsync(DeliveryDue due, LedgerPage page, CancellationToken cancellationToken) =>
        (page.Text is null ? due.Planned?.Notification : null)
        ?? await ledger.ReadNotificationAsync(due.AlertId, due.Version, cancellationToken, page.Text)
        ?? (page.Text is not null ? null : throw new InvalidOperationException($"The ledger of {due.AlertId} has pages but no notification."));

    /// <summary>Nothing is said on this page any more: whoever was to be tried again is not.</summary>
    private async Task EndAsync(DeliveryDue due, LedgerPage page, CancellationToken cancellationToken)
    {
        var held = true;
        foreach (var some in page.PlacesIn(DeliveryState.Planned, DeliveryState.Deferred).Chunk(Ledger.MostChangesAFlush))
        {
            foreach (var place in held ? some : [])
            {
                page.End(place, DeliveryState.Suppressed, "retracted");
            }

            held = held && await ledger.FlushAsync(due, page, release: true, time.GetUtcNow(), cancellationToken);
        }
    }

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "Page {Page} of {AlertId} version {Version} was taken over by another worker.")]
    private static partial void PageLost(ILogger logger, int page, string alertId, int version);
}
