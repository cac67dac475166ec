using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>Who will hear of something and who will not and why, and how long the channels' own limits make it last; nothing is kept of it.</summary>
/// <param name="ByChannel">How many will hear by which channel.</param>
/// <param name="LeftOut">How many will not, by reason.</param>
/// <param name="Limits">Destinations that allow only so much, and how long each takes at least.</param>
/// <param name="AtLeast">The longest of these times, in seconds; 0 where nobody limits anything.</param>
public sealed record Forecast(int Recipients, IReadOnlyDictionary<string, int> ByChannel, IReadOnlyDictionary<string, int> LeftOut, IReadOnlyList<LimitForecast> Limits, double AtLeast)
{
    /// <summary>How many of those who will hear do so later: after their `quiet hours`, or in their `digest`. The day's cap is not foreseen: it depends on what else is said.</summary>
    public IReadOnlyDictionary<string, int> Later { get; init; } = new Dictionary<string, int>();
}

/// <summary>One destination that allows only so much.</summary>
/// <param name="PerSecond">Sends a second that it allows in the long run.</param>
/// <param name="Seconds">How long its share takes at least.</param>
public sealed record LimitForecast(string Destination, int Recipients, double PerSecond, double Seconds);

/// <summary>One person's place in a forecast.</summary>
/// <param name="Hears">False when left out, for <paramref name="Reason"/>.</param>
/// <param name="At">When they hear where that is later; null for at once, and of whoever is left out.</param>
/// <param name="Later">Why later: `quiet hours` or `digest`.</param>
public sealed record PersonForecast(string Subscription, string Channel, bool Hears, string? Reason, DateTimeOffset? At = null, string? Later = null);

/// <summary>Works forecasts out, a thousand people at a time and none of them kept.</summary>
public sealed class Forecasts(SubscriptionStore subscriptions, AddressBook addresses, IEnumerable<IChannel> channels, Brakes brakes, TimeProvider time)
{
    public const string QuietHours = "quiet hours";

    private const int AtATime = 1000;

    private readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Name, StringComparer.Ordinal);

    /// <summary>Who would hear of an alert if it were said for the first time now.</summary>
    public async Task<Forecast> ReadAsync(Alert alert, CancellationToken cancellationToken)
    {
        var (recipients, limited) = (0, new Dictionary<string, (int Count, SendRate Rate)>(StringComparer.Ordinal));
        var (byChannel, leftOut, later) = (NewCounts(), NewCounts(), NewCounts());
        var board = await brakes.GetAsync(cancellationToken);
        for (string? after = ""; after is not null;)
        {
            (var page, after) = await ReadPageAsync(alert, after, AtATime, cancellationToken);
            foreach (var (subscription, recipient, reason) in page)
            {
                if (reason is not null)
                {
                    leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
                    continue;
                }

                recipients++;
                byChannel[subscription.Channel] = byChannel.GetValueOrDefault(subscription.Channel) + 1;
                if (WhenLater(alert, recipient!).Why is { } why)
                {
                    later[why] = later.GetValueOrDefault(why) + 1;
                }

                if (channels.TryGetValue(subscription.Channel, out var channel) && channel.DestinationOf(recipient!) is var destination && board.RateOf(destination) is { } rate)
                {
                    limited[destination.Key] = (limited.GetValueOrDefault(destination.Key).Count + 1, rate);
                }
            }
        }

        var limits = limited.Select(one => new LimitForecast(one.Key, one.Value.Count, one.Value.Rate.PerSecond, one.Value.Rate.TimeFor(one.Value.Count).TotalSeconds))
            .OrderByDescending(limit => limit.Seconds).ThenBy(limit => limit.Destination, StringComparer.Ordinal).ToArray();
        return new Forecast(recipients, byChannel, leftOut, limits, limits.Length == 0 ? 0 : limits[0].Seconds) { Later = later };
    }

    /// <summary>The campaign's people in the order of their ids, each with whether they hear and why not, and where to go on; null at the end.</summary>
    public async Task<(IReadOnlyList<PersonForecast> People, string? After)> ListAsync(Alert alert, string after, int most, CancellationToken cancellationToken)
    {
        var (page, next) = await ReadPageAsync(alert, after, most, cancellationToken);
        return ([.. page.Select(one =>
        {
            var (at, why) = one.Reason is null ? WhenLater(alert, one.Recipient!) : (null, null);
            return new PersonForecast(one.Subscription.Id, one.Subscription.Channel, one.Reason is null, one.Reason, at, why);
        })], next);
    }

    private (DateTimeOffset? At, string? Why) WhenLater(Alert alert, Recipient recipient)
    {
        var now = time.GetUtcNow();
        var timing = Timing.Of(recipient.Wishes, alert.Kind, alert.Severity, alert.ExpiresAt > now ? alert.ExpiresAt : now + AlertConditions.WorthSaying, now);
        return timing.Digest is not null ? (recipient.Wishes.NextDigest(now), Timing.ByRhythm) : timing.Until is { } until ? (until, QuietHours) : (null, null);
    }

    private static SortedDictionary<string, int> NewCounts() => new(StringComparer.Ordinal);

    private async Task<(IReadOnlyList<(Subscription Subscription, Recipient? Recipient, string? Reason)> Page, string? After)> ReadPageAsync(
        Alert alert, string after, int most, CancellationToken cancellationToken)
    {
        var (campaignId, wish) = (alert.CampaignId, alert.Audience.ToWish(alert.Kind, resolved: false, alert.Severity));
        var (page, next) = await subscriptions.ListAsync(campaignId, after, most, cancellationToken);
        var recipients = page.Count == 0 ? new Dictionary<string, Recipient>() : await addresses.ReadRangeAsync(campaignId, page[0].Id, page[^1].Id, cancellationToken);
        return ([.. page.Select(subscription =>
        {
            var recipient = recipients.GetValueOrDefault(subscription.Id);
            var reason = wish.Refuse(subscription) ?? (recipient is null ? "unsubscribed" : recipient.Off is null ? null : Timing.SwitchedOff);
            return (subscription, recipient, reason);
        })], next);
    }
}
