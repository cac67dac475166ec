using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>Keeps, for all instances together, how much of each limited destination's rate is spoken for.</summary>
public sealed class TokenBuckets([FromKeyedServices(Brakes.TableName)] TableClient table, TimeProvider time)
{
    /// <summary>Takes sends from a destination's bucket, which all instances share.</summary>
    /// <returns>How many are granted, and the bucket as it was before: <see cref="SendRate.At"/> says of each when it may go.</returns>
    public async Task<(int Granted, DateTimeOffset FreeAt)> TakeAsync(string destination, SendRate rate, int wanted, TimeSpan horizon, CancellationToken cancellationToken)
    {
        var key = BrakeRows.BucketKey(destination);
        while (true)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(Brakes.Partition, key, cancellationToken: cancellationToken);
            var freeAt = found.HasValue ? found.Value!.GetDateTimeOffset("FreeAt")!.Value : DateTimeOffset.UnixEpoch;
            var (granted, after) = rate.Take(freeAt, wanted, time.GetUtcNow(), horizon);
            if (granted == 0)
            {
                return (0, freeAt);
            }

            var row = new TableEntity(Brakes.Partition, key) { ["Destination"] = destination, ["FreeAt"] = after };
            if (await Brakes.TryAsync(found.HasValue ? table.UpdateEntityAsync(row, found.Value!.ETag, TableUpdateMode.Replace, cancellationToken) : table.AddEntityAsync(row, cancellationToken)))
            {
                return (granted, freeAt);
            }
        }
    }
}
