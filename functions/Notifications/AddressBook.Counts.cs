using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <content>How many addresses stand so or so, without any of them.</content>
public sealed partial class AddressBook
{
    // Both look through the whole table: what so many requests do not find is left for who lists a campaign's own.
    private const int MostRequests = 10;

    /// <summary>How many addresses are switched off.</summary>
    public async Task<AddressesOff> CountOffAsync(CancellationToken cancellationToken)
    {
        var (count, requests) = (0, 0);
        var filter = TableClient.CreateQueryFilter($"PartitionKey ne {AddressRows.OffPartition} and Off gt {""}");
        await foreach (var page in table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken).AsPages())
        {
            count += page.Values.Count;
            if (++requests == MostRequests && page.ContinuationToken is not null)
            {
                return new AddressesOff(count, IsAll: false);
            }
        }

        return new AddressesOff(count, IsAll: true);
    }

    /// <summary>Whether there is an address of this channel.</summary>
    public async Task<bool> HasAnyAsync(string channel, CancellationToken cancellationToken)
    {
        var requests = 0;
        await foreach (var page in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"Channel eq {channel}"), 1, ["RowKey"], cancellationToken).AsPages())
        {
            if (page.Values.Count > 0 || ++requests == MostRequests)
            {
                return page.Values.Count > 0;
            }
        }

        return false;
    }
}

/// <summary>How many addresses are switched off.</summary>
/// <param name="IsAll">False where there may be more: there are too many to look through.</param>
public sealed record AddressesOff(int Count, bool IsAll);
