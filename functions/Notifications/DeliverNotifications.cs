using System.Threading.Channels;
using Relais.Hosting;
using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>Carries one page of an alert's notifications to their addresses and writes down what came of each.</summary>
public sealed partial class DeliverNotifications(
    Ledger ledger, AddressBook addresses, IEnumerable<IChannel> channels, MessageQueue<DeliveryDue> queue, TimeProvider time, ILogger<DeliverNotifications> logger)
{
    private const int MostInFlight = 64;

    // Design promise 3: at most what came within this time, or a hundred sends, is repeated after a kill.
    private static readonly TimeSpan FlushEvery = TimeSpan.FromMilliseconds(250);

    // A third of the page's lease: a receiver may be given more time to answer than the lease lasts (Http:TotalSeconds).
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);

    [Function(nameof(DeliverNotifications))]
    public async Task RunAsync([QueueTrigger("deliver-notifications")] DeliveryDue due, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await ledger.ClaimAsync(due, now, cancellationToken) is not { } page)
        {
            return;
        }

        var notification = due.Planned?.Notification ?? await ledger.ReadNotificationAsync(due.AlertId, due.Version, cancellationToken)
            ?? throw new InvalidOperationException($"The ledger of {due.AlertId} has pages but no notification.");
        var places = page.DueAt(now);
        var recipients = await addresses.ReadRangeAsync(page.CampaignId, page.Recipients[places[0]], page.Recipients[places[^1]], cancellationToken);

        // Whoever sends waits for whoever writes down: what a kill can repeat stays what one flush holds and what is in flight.
        var results = Channel.CreateBounded<Result>(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sending = SendAllAsync(places, page, recipients, notification, results.Writer, stop.Token);
        var held = false;
        try
        {
            held = await RecordAllAsync(due, page, notification, places.Count, results.Reader);
        }
        finally
        {
            // Of whom nothing can be written down, nobody is called any more: whoever takes the page next calls them.
            if (!held)
            {
                results.Writer.TryComplete();
                await stop.CancelAsync();
                await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (!held)
        {
            PageLost(logger, due.Page, due.AlertId, due.Version);
            return;
        }

        // When the process is ending too: what has been sent is not sent again, and nobody waits for the lease to run out.
        var released = await ledger.FlushAsync(due, page, release: true, time.GetUtcNow(), CancellationToken.None);
        await sending;
        if (released && page.NextDue(now) is { } next)
        {
            await queue.SendAsync(due with { Planned = null }, next - now, cancellationToken);
        }
    }

    private async Task SendAllAsync(
        IReadOnlyList<int> places,
        LedgerPage page,
        IReadOnlyDictionary<string, Recipient> recipients,
        Notification notification,
        ChannelWriter<Result> results,
        CancellationToken cancellationToken)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = MostInFlight, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(places, options, async (place, token) =>
            {
                var recipient = recipients.GetValueOrDefault(page.Recipients[place]);
                var result = recipient is null ? new Result(place, null, DeliveryState.Suppressed, "unsubscribed")
                    : time.GetUtcNow() >= notification.ExpiresAt ? new Result(place, null, DeliveryState.Expired, "expired")
                    : new Result(place, await AttemptAsync(notification, recipient, token), default, "");
                await results.WriteAsync(result, CancellationToken.None);
            });
        }
        finally
        {
            results.TryComplete();
        }
    }

    private async Task<DeliveryOutcome> AttemptAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        if (!channels.TryGetValue(recipient.Channel, out var channel))
        {
            return DeliveryOutcome.Refused("no such channel");
        }

        try
        {
            return await channel.SendAsync(notification, recipient, cancellationToken);
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            // One address that nobody foresaw must not keep the other 499 from hearing.
            AttemptFailed(logger, unforeseen, notification.AlertId, recipient.Id, recipient.Channel);
            return DeliveryOutcome.RetryAt(null, "error");
        }
    }

    /// <summary>
    /// Writes results down as they come, by the hundred or the quarter second, and leaves the last ones to the release; false when another worker has
    /// taken the page over.
    /// </summary>
    private async Task<bool> RecordAllAsync(
        DeliveryDue due, LedgerPage page, Notification notification, int awaited, ChannelReader<Result> results)
    {
        // Not cut short by the process's end: the sending is, and what has come by then is still written down.
        var (unwritten, since) = (0, TimeProvider.System.GetTimestamp());
        var more = results.WaitToReadAsync().AsTask();
        while (awaited > 0)
        {
            var left = IsFull(page, unwritten) ? TimeSpan.Zero : (unwritten > 0 ? FlushEvery : RenewEvery) - TimeProvider.System.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || await Task.WhenAny(more, Task.Delay(left, TimeProvider.System)) != more)
            {
                if (!await ledger.FlushAsync(due, page, release: false, time.GetUtcNow(), CancellationToken.None))
                {
                    return false;
                }

                (unwritten, since) = (0, TimeProvider.System.GetTimestamp());
            }
            else if (!await more)
            {
                // Cut short: why is for whoever awaits the sending.
                return true;
            }
            else
            {
                since = unwritten == 0 ? TimeProvider.System.GetTimestamp() : since;
                for (; !IsFull(page, unwritten) && results.TryRead(out var result); unwritten++, awaited--)
                {
                    Record(page, result, notification);
                }

                more = results.WaitToReadAsync().AsTask();
            }
        }

        return true;
    }

    private static bool IsFull(LedgerPage page, int unwritten) => unwritten >= Ledger.MostSendsAFlush || page.Changes >= Ledger.MostChangesAFlush;

    private void Record(LedgerPage page, Result result, Notification notification)
    {
        if (result.Outcome is { } outcome)
        {
            page.Record(result.Place, outcome, notification, time.GetUtcNow());
        }
        else
        {
            page.End(result.Place, result.Ended, result.Reason);
        }
    }

    /// <summary>What came of one place: the outcome of an attempt, or the state that it ended in without one.</summary>
    private readonly record struct Result(int Place, DeliveryOutcome? Outcome, DeliveryState Ended, string Reason);

    [LoggerMessage(EventId = 500, Level = LogLevel.Error, Message = "An attempt to deliver {AlertId} to {RecipientId} by {Channel} failed in a way that nobody foresaw.")]
    private static partial void AttemptFailed(ILogger logger, Exception unforeseen, string alertId, string recipientId, string channel);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "Page {Page} of {AlertId} version {Version} was taken over by another worker.")]
    private static partial void PageLost(ILogger logger, int page, string alertId, int version);
}
