using Relais.Alerts;
using Relais.Campaigns;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Operations.Checks;

/// <summary>What keeps notifications from people: halts, destinations left alone, addresses switched off, a channel that is not set up, deliveries that ended unsent.</summary>
internal sealed class DeliveriesCheck(CampaignStore campaigns, AlertStore alerts, Brakes brakes, AddressBook addresses, IEnumerable<IChannel> channels, TimeProvider time) : ICheck
{
    private const string Mail = "email";

    public static readonly DeclaredCheck Declaration = new(
        DeliveriesWords.About, "halts, destinations left alone, addresses switched off, deliveries of the last day that ended unsent, people whose channel is not set up", NeedsStorage: true);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // The newest alerts of a campaign, of one request: more than these are not said on a day.
    private const int MostAlerts = 50;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (board, off) = (brakes.ReadAsync(cancellationToken), addresses.CountOffAsync(cancellationToken));
        var active = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.StateAt(now) == CampaignState.Live || campaign.Until > now - Day).Select(campaign => campaign.Id);
        var dead = new List<(string Campaign, int Deliveries)>();
        foreach (var campaign in active.Order(StringComparer.Ordinal))
        {
            dead.Add((campaign, DeadOf(await alerts.ListAsync(campaign, "", MostAlerts, cancellationToken), now - Day)));
        }

        var isMailMissing = channels.All(channel => channel.Name != Mail) && await addresses.HasAnyAsync(Mail, cancellationToken);
        return [
            .. DeliveriesWords.OfHalts([.. (await board).Halts.Where(halt => !Brakes.IsOneAlert(halt))]),
            .. DeliveriesWords.OfDestinations([.. (await board).Pauses.Values.Where(pause => pause.Until > now)]),
            .. DeliveriesWords.OfUnsent([.. dead.Where(one => one.Deliveries > 0)]),
            .. DeliveriesWords.OfMail(isMailMissing),
            .. DeliveriesWords.OfAddresses(await off),
        ];
    }

    /// <summary>How many deliveries of what was said since an instant, and is said to the end, failed or expired: a replay that succeeds takes them out.</summary>
    internal static int DeadOf(IEnumerable<Alert> alerts, DateTimeOffset since) =>
        alerts.SelectMany(alert => alert.Tellings).Where(telling => telling.At >= since && telling.In is null).Sum(telling => telling.Deliveries is { } counts ? counts.Failed + counts.Expired : 0);
}
