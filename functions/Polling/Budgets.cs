using System.Globalization;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Polling;

/// <summary>Keeps what each paid network has cost in a calendar month: counted before a request is made, so that no cap is ever passed.</summary>
public sealed class Budgets([FromKeyedServices(Budgets.TableName)] TableClient table)
{
    public const string TableName = "budgets";

    // Others write the row only while they poll the same network: after so many lost races something is wrong.
    private const int MostTries = 20;

    /// <summary>What a month has cost so far.</summary>
    public async Task<Spending> ReadAsync(string network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(network, MonthOf(now), cancellationToken: cancellationToken);
        return row.HasValue ? Decode(row.Value!) : Spending.None;
    }

    /// <summary>Counts one request; false, and nothing is counted, where it would cost more than the cap leaves.</summary>
    /// <param name="mills">Its price, in thousandths of a dollar.</param>
    /// <param name="mostMills">The cap of the month.</param>
    public async Task<bool> TrySpendAsync(string network, int mills, long mostMills, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = await table.GetEntityIfExistsAsync<TableEntity>(network, MonthOf(now), cancellationToken: cancellationToken);
            var standing = found.HasValue ? Decode(found.Value!) : Spending.None;
            if (standing.Mills + mills > mostMills)
            {
                return false;
            }

            if (await WriteAsync(network, MonthOf(now), new Spending(standing.Mills + mills, standing.Requests + 1), found.HasValue ? found.Value!.ETag : null, cancellationToken))
            {
                return true;
            }
        }

        throw new InvalidOperationException($"The budget of {network} was written by others {MostTries} times in a row.");
    }

    /// <summary>The first instant of the next calendar month, UTC: then a budget begins anew.</summary>
    public static DateTimeOffset NextMonth(DateTimeOffset now) => new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);

    private static string MonthOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static Spending Decode(TableEntity row) => new(row.GetInt64("Mills")!.Value, row.GetInt64("Requests")!.Value);

    // After a lost answer the client's own retry meets its own success: then a request is counted that is not made, which costs nobody anything.
    private async Task<bool> WriteAsync(string network, string month, Spending spending, ETag? standing, CancellationToken cancellationToken)
    {
        var row = new TableEntity(network, month) { ["Mills"] = spending.Mills, ["Requests"] = spending.Requests };
        try
        {
            await (standing is { } eTag
                ? table.UpdateEntityAsync(row, eTag, TableUpdateMode.Replace, cancellationToken)
                : table.AddEntityAsync(row, cancellationToken));
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 409 or 412)
        {
            return false;
        }
    }
}

/// <summary>What a network has cost in a month.</summary>
/// <param name="Mills">Thousandths of a dollar, by the network's price list; refused requests too, since nobody says that they are free.</param>
public sealed record Spending(long Mills, long Requests)
{
    public static readonly Spending None = new(0, 0);
}
