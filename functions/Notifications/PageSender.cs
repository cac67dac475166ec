using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>Sends what is due on one page: each destination apart, none longer than it wants, and nobody any more once a halt is known.</summary>
internal sealed partial class PageSender(
    LedgerPage page,
    Notification notification,
    IReadOnlyDictionary<string, Recipient> recipients,
    IReadOnlyDictionary<string, IChannel> channels,
    PageRecorder recorder,
    Brakes brakes,
    TokenBuckets buckets,
    Traffic traffic,
    AddressHealth health,
    TimeProvider time,
    ILogger logger)
{
    // What a limited destination allows later than so is left on the page for then: nobody holds a page only to wait.
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(10);

    // The timer looks each minute at what has not ended, and finds it once the halt is lifted.
    private static readonly TimeSpan WhileHalted = TimeSpan.FromMinutes(1);

    private readonly DestinationPauses pauses = new(brakes, time);

    // What each is told where that is each one's own.
    private IReadOnlyDictionary<string, Notification>? own;

    public Task SendAllAsync(Sifted sifted, CancellationToken cancellationToken)
    {
        own = sifted.Own;
        var lanes = sifted.Places.GroupBy(place => DestinationOf(recipients.GetValueOrDefault(page.Recipients[place])));
        return Task.WhenAll(lanes.Select(lane => lane.Key is { } destination ? SendLaneAsync(destination, [.. lane], cancellationToken) : EndLaneAsync([.. lane])));
    }

    private Destination? DestinationOf(Recipient? recipient) =>
        recipient is not { Off: null } ? null
        : channels.TryGetValue(recipient.Channel, out var channel) ? channel.DestinationOf(recipient)
        : new Destination(recipient.Channel);

    /// <summary>Whoever is not written to at all.</summary>
    private async Task EndLaneAsync(int[] places)
    {
        foreach (var place in places)
        {
            var off = recipients.GetValueOrDefault(page.Recipients[place])?.Off;
            await recorder.EndAsync(place, DeliveryState.Suppressed, off is null ? "unsubscribed" : Timing.SwitchedOff);
        }
    }

    private async Task SendLaneAsync(Destination destination, int[] places, CancellationToken cancellationToken)
    {
        var road = traffic.Rent(destination.Key);
        try
        {
            var board = await brakes.GetAsync(cancellationToken);
            var (now, next) = (time.GetUtcNow(), 0);
            if (Until(board, destination, now) is { } until)
            {
                await HoldAsync(places, until);
                return;
            }

            if (board.Pauses.ContainsKey(destination.Key))
            {
                // It was left alone and may be well again: one finds out for all.
                await SendOneAsync(destination, road, places[next++], await road.Limit.EnterAsync(), cancellationToken);
            }

            var rest = places.AsMemory(next);
            await (board.RateOf(destination) is { } rate
                ? SendAtRateAsync(destination, road, rate, rest, cancellationToken)
                : Task.WhenAll(await StartAllAsync(destination, road, rest, null, cancellationToken)));
        }
        finally
        {
            traffic.Return(destination.Key, road);
        }
    }

    private async Task SendAtRateAsync(Destination destination, DestinationTraffic road, SendRate rate, ReadOnlyMemory<int> places, CancellationToken cancellationToken)
    {
        if (places.Length == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        var (granted, freeAt) = await buckets.TakeAsync(destination.Key, rate, places.Length, Horizon, cancellationToken);
        await HoldAsync(places[granted..].ToArray(), rate.At(granted, freeAt, now));
        await Task.WhenAll(await StartAllAsync(destination, road, places[..granted], n => rate.At(n, freeAt, now), cancellationToken));
    }

    /// <summary>Starts sends as places become free; holds what is left when the destination wants no more, or everything is halted.</summary>
    private async Task<IReadOnlyList<Task>> StartAllAsync(
        Destination destination, DestinationTraffic road, ReadOnlyMemory<int> places, Func<int, DateTimeOffset>? notBefore, CancellationToken cancellationToken)
    {
        var started = new List<Task>(places.Length);
        try
        {
            for (var i = 0; i < places.Length; i++)
            {
                if (notBefore is not null && notBefore(i) - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, TimeProvider.System, cancellationToken);
                }

                var ticket = await road.Limit.EnterAsync();
                DateTimeOffset? until;
                try
                {
                    await recorder.RoomAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                    until = Until(await brakes.GetAsync(cancellationToken), destination, time.GetUtcNow());
                }
                catch
                {
                    road.Limit.Exit(ticket);
                    throw;
                }

                if (until is { } later)
                {
                    road.Limit.Exit(ticket);
                    await HoldAsync(places[i..].ToArray(), later);
                    return started;
                }

                started.Add(SendOneAsync(destination, road, places.Span[i], ticket, cancellationToken));
            }
        }
        catch
        {
            await Task.WhenAll(started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return started;
    }

    private async Task SendOneAsync(Destination destination, DestinationTraffic road, int place, long ticket, CancellationToken cancellationToken)
    {
        DeliveryOutcome outcome;
        var recipient = recipients[page.Recipients[place]];
        try
        {
            if (time.GetUtcNow() >= notification.ExpiresAt)
            {
                await recorder.EndAsync(place, DeliveryState.Expired, "expired");
                return;
            }

            var among = await traffic.All.EnterAsync();
            try
            {
                outcome = await AttemptAsync(recipient, cancellationToken);
            }
            finally
            {
                traffic.All.Exit(among);
            }
        }
        finally
        {
            road.Limit.Exit(ticket);
        }

        await recorder.RecordAsync(place, outcome);
        DeliveryMeter.Attempted(channels.ContainsKey(recipient.Channel) ? recipient.Channel : null, outcome, notification, time.GetUtcNow());
        health.Note(recipient, outcome);
        await pauses.NoteAsync(destination.Key, isBroken: road.Note(outcome), outcome, cancellationToken);
    }

    private async Task<DeliveryOutcome> AttemptAsync(Recipient recipient, CancellationToken cancellationToken)
    {
        if (!channels.TryGetValue(recipient.Channel, out var channel))
        {
            return DeliveryOutcome.Refused("no such channel") with { IsOurs = true };
        }

        try
        {
            return await channel.SendAsync(own?.GetValueOrDefault(recipient.Id) ?? notification, recipient, cancellationToken);
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            // One address that nobody foresaw must not keep the other 499 from hearing.
            AttemptFailed(logger, unforeseen, notification.AlertId, recipient.Id, recipient.Channel);
            return DeliveryOutcome.RetryAt(null, "error") with { IsOurs = true };
        }
    }

    /// <summary>Before when nothing is sent to a destination; null when something may be.</summary>
    private DateTimeOffset? Until(BrakeBoard board, Destination destination, DateTimeOffset now) =>
        board.HaltOf(page.CampaignId, notification.AlertId) is null ? board.PausedUntil(destination.Key, now) : now + WhileHalted;

    private async Task HoldAsync(int[] places, DateTimeOffset until)
    {
        foreach (var place in places)
        {
            // What would be allowed too late is not waited for.
            if (until >= notification.ExpiresAt)
            {
                await recorder.EndAsync(place, DeliveryState.Expired, "expired");
            }
            else
            {
                recorder.Hold(place, until);
            }
        }
    }

    [LoggerMessage(EventId = 500, Level = LogLevel.Error, Message = "An attempt to deliver {AlertId} to {RecipientId} by {Channel} failed in a way that nobody foresaw.")]
    private static partial void AttemptFailed(ILogger logger, Exception unforeseen, string alertId, string recipientId, string channel);
}
