using System.Globalization;
using System.Runtime.CompilerServices;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Reads deliveries one by one, with the channel of each: page by page, those that are not plainly sent, or one subscription's.</summary>
public sealed class DeliveryRecords(LedgerReader ledger, AddressBook addresses)
{
    private const string LatePrefix = "late~";
    private const int LateAtATime = 100;

    /// <summary>Whether a text can be where an answer of <see cref="ListAsync"/> ended.</summary>
    public static bool IsCursor(string after) => (after.StartsWith(LatePrefix, StringComparison.Ordinal) && NameRules.Reject(after) is null) || (int.TryParse(after, CultureInfo.InvariantCulture, out var page) && page > 0);

    /// <summary>Deliveries of one version that a filter lets through: of one page of the ledger, or a hundred of those that are not plainly sent.</summary>
    /// <param name="after">Where an earlier answer ended; empty begins.</param>
    public async Task<DeliveryList> ListAsync(Alert alert, Telling telling, DeliveryFilter filter, string after, CancellationToken cancellationToken)
    {
        var spoken = telling.In ?? new ToldIn(alert.Id, telling.Version);
        if (filter.IsLateOnly)
        {
            var behind = after.StartsWith(LatePrefix, StringComparison.Ordinal) ? after : "";
            var (late, next) = await ledger.ListLateAsync(spoken.AlertId, spoken.Version, filter.ToLate(), behind, LateAtATime, cancellationToken);
            return new DeliveryList(await ShowLateAsync(alert, telling, late, cancellationToken), next);
        }

        _ = int.TryParse(after, CultureInfo.InvariantCulture, out var page);
        var (records, more) = await ledger.ListPageAsync(spoken.AlertId, spoken.Version, page, cancellationToken);
        var recipients = records.Count == 0
            ? new Dictionary<string, Recipient>()
            : await addresses.ReadRangeAsync(alert.CampaignId, records[0].RecipientId, records[^1].RecipientId, cancellationToken);
        var shown = records.Where(record => filter.State is null || filter.State == Name(record.State))
            .Select(record => Show(alert.Id, telling.Version, record, recipients.GetValueOrDefault(record.RecipientId)?.Channel));
        return new DeliveryList([.. shown], more?.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>All deliveries of all versions, read as they are asked for.</summary>
    public async IAsyncEnumerable<DeliveryShown> ListAllAsync(Alert alert, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var telling in alert.Tellings)
        {
            for (string? after = ""; after is not null;)
            {
                var page = await ListAsync(alert, telling, new DeliveryFilter(null, null), after, cancellationToken);
                foreach (var delivery in page.Deliveries)
                {
                    yield return delivery;
                }

                after = page.After;
            }
        }
    }

    /// <summary>What became of every version for one subscription, by point reads; those that were not meant for it are left out.</summary>
    public async Task<IReadOnlyList<DeliveryShown>> OfAsync(Alert alert, string subscription, CancellationToken cancellationToken)
    {
        var channel = (await addresses.FindAsync(alert.CampaignId, subscription, cancellationToken))?.Channel;
        var found = new List<DeliveryShown>();
        foreach (var telling in alert.Tellings)
        {
            var spoken = telling.In ?? new ToldIn(alert.Id, telling.Version);
            if (await ledger.FindAsync(spoken.AlertId, spoken.Version, subscription, cancellationToken) is { } record)
            {
                found.Add(Show(alert.Id, telling.Version, record, channel));
            }
        }

        return found;
    }

    // Few among many, as a rule: the range between them would hold everybody.
    private async Task<IReadOnlyList<DeliveryShown>> ShowLateAsync(Alert alert, Telling telling, IReadOnlyList<LateDelivery> late, CancellationToken cancellationToken)
    {
        var shown = new List<DeliveryShown>();
        foreach (var one in late)
        {
            var recipient = await addresses.FindAsync(alert.CampaignId, one.RecipientId, cancellationToken);
            shown.Add(Show(alert.Id, telling.Version, new DeliveryRecord(one.RecipientId, one.State, one.Reason, one.Attempts, one.NextTry), recipient?.Channel));
        }

        return shown;
    }

    private static DeliveryShown Show(string alertId, int version, DeliveryRecord record, string? channel) =>
        new(alertId, version, record.RecipientId, channel, Name(record.State), record.Reason, record.Attempts, record.NextTry);

    private static string Name(DeliveryState state) => state.ToString().ToLowerInvariant();
}
