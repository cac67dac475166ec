using System.Collections.Concurrent;
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

    // The rows as this process last saw them: most writes follow one of its own, and need not read first.
    private readonly ConcurrentDictionary<(string Network, string Month), TableEntity> seen = new();

    /// <summary>What a month has cost so far.</summary>
    public async Task<Spending> ReadAsync(string network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = await FindAsync(network, now, cancellationToken);
        return row is null ? Spending.None : Decode(row, now);
    }

    /// <summary>As <see cref="ReadAsync"/>, but as this process last saw it where it has: others may have spent since, which whoever spends then finds out.</summary>
    public async Task<Spending> ReadRecentAsync(string network, DateTimeOffset now, CancellationToken cancellationToken) =>
        seen.TryGetValue((network, MonthOf(now)), out var recent) ? Decode(recent, now) : await ReadAsync(network, now, cancellationToken);

    /// <summary>Counts one request; false, and nothing is counted, where it would cost more than the cap leaves.</summary>
    /// <param name="mills">Its price, in thousandths of a dollar.</param>
    /// <param name="mostMills">The cap of the month.</param>
    public async Task<bool> TrySpendAsync(string network, int mills, long mostMills, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            // What was seen last may be old: then the write is refused, or the money only seems to be spent, and it is read.
            var recent = tries == 0 && seen.TryGetValue((network, MonthOf(now)), out var known) ? known : null;
            var found = recent ?? await FindAsync(network, now, cancellationToken);
            var standing = found is null ? Spending.None : Decode(found, now);
            if (standing.Mills + mills > mostMills)
            {
                if (recent is not null)
                {
                    continue;
                }

                return false;
            }

            var spent = new Spending(standing.Mills + mills, standing.Requests + 1, standing.TodayMills + mills);
            if (await WriteAsync(network, spent, now, found, cancellationToken))
            {
                return true;
            }
        }

        throw Overtaken(network);
    }

    /// <summary>Takes back what was counted before a request and then not charged; the request stays counted.</summary>
    /// <param name="now">As it was when the money was counted.</param>
    public async Task GiveBackAsync(string network, int mills, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = tries == 0 && seen.TryGetValue((network, MonthOf(now)), out var known) ? known : await FindAsync(network, now, cancellationToken);
            if (found is null)
            {
                // Somebody has taken the month away: there is nothing to give back to.
                return;
            }

            var standing = Decode(found, now);

            // What was counted yesterday is no part of what today has cost.
            var ofToday = DayOf(found, now) == DayOf(now) ? mills : 0;
            if (await WriteAsync(network, standing with { Mills = standing.Mills - mills, TodayMills = Math.Max(0, standing.TodayMills - ofToday) }, now, found, cancellationToken))
            {
                return;
            }
        }

        throw Overtaken(network);
    }

    /// <summary>The first instant of the next calendar month, UTC: then a budget begins anew.</summary>
    public static DateTimeOffset NextMonth(DateTimeOffset now) => new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);

    private async Task<TableEntity?> FindAsync(string network, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(network, MonthOf(now), cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            seen.TryRemove((network, MonthOf(now)), out _);
            return null;
        }

        return seen[(network, MonthOf(now))] = found.Value!;
    }

    private static string MonthOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string DayOf(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A poll that began before midnight does not take the row back to the day before.
    private static string DayOf(TableEntity? row, DateTimeOffset now) =>
        row?.GetString("Day") is { } day && string.CompareOrdinal(day, DayOf(now)) > 0 ? day : DayOf(now);

    // Rows written before days were told apart have none.
    private static Spending Decode(TableEntity row, DateTimeOffset now) => new(
        row.GetInt64("Mills")!.Value, row.GetInt64("Requests")!.Value, row.GetString("Day") == DayOf(row, now) ? row.GetInt64("DayMills")!.Value : 0);

    private static InvalidOperationException Overtaken(string network) => new($"The budget of {network} was written by others {MostTries} times in a row.");

    private async Task<bool> WriteAsync(string network, Spending spending, DateTimeOffset now, TableEntity? standing, CancellationToken cancellationToken)
    {
        var mark = Guid.CreateVersion7(now).ToString("N");
        var row = new TableEntity(network, MonthOf(now))
        {
            ["Mills"] = spending.Mills,
            ["Requests"] = spending.Requests,
            ["Day"] = DayOf(standing, now),
            ["DayMills"] = spending.TodayMills,
            ["Mark"] = mark,
        };
        try
        {
            var written = await (standing is not null
                ? table.UpdateEntityAsync(row, standing.ETag, TableUpdateMode.Replace, cancellationToken)
                : table.AddEntityAsync(row, cancellationToken));
            row.ETag = written.Headers.ETag!.Value;
            seen[(network, MonthOf(now))] = row;
            PollMeter.Spent(network, spending);
            return true;
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 409 or 412)
        {
            // After a lost answer the client's own retry meets its own success: given back twice, what a network costs would pass the cap.
            return (await FindAsync(network, now, cancellationToken))?.GetString("Mark") == mark;
        }
    }
}

/// <summary>What a network has cost in a month.</summary>
/// <param name="Mills">Thousandths of a dollar, by the network's price list; refused requests too, since nobody says that they are free.</param>
/// <param name="TodayMills">How much of that today (UTC).</param>
public sealed record Spending(long Mills, long Requests, long TodayMills = 0)
{
    public static readonly Spending None = new(0, 0);
}
