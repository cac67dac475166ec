using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Takes a list of people from an organiser: all of it or nothing; nobody comes back who has stopped, and nobody's own wishes are written over.</summary>
public static class ImportSubscriptions
{
    // Each person is a handful of requests to storage, and the Functions host waits four minutes for an answer.
    private const int AtOnce = 16;

    public static async Task<Results<Ok<ImportResult>, ProblemHttpResult>> RunAsync(
        string campaign,
        bool? ask,
        bool? dryRun,
        HttpRequest request,
        CampaignStore campaigns,
        Membership membership,
        IEnumerable<IChannel> channels,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { } found)
        {
            return Problem.NotFound("campaign");
        }

        if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Problem.Field("body", "must be text/csv.", StatusCodes.Status415UnsupportedMediaType);
        }

        var (rows, faults) = await ImportRows.ReadAsync(request.Body, ask == true, channels, time.GetUtcNow(), cancellationToken);
        if (faults.Count > 0)
        {
            return Problem.Fields(faults);
        }

        // Side by side, so nobody twice: the first row of an address counts.
        var people = rows.DistinctBy(row => (row.Draft.Channel, channels.CanonicalOf(row.Draft.Channel!, row.Draft.Address!, row.Draft.Secret))).ToArray();
        int added = 0, known = rows.Count - people.Length, stopped = 0;
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, stop) =>
        {
            var came = await membership.ImportAsync(found, row, ask == true, dryRun == true, stop);
            _ = came switch
            {
                Import.Added => Interlocked.Increment(ref added),
                Import.Known => Interlocked.Increment(ref known),
                _ => Interlocked.Increment(ref stopped),
            };
        });
        return TypedResults.Ok(new ImportResult(rows.Count, added, known, stopped, dryRun == true));
    }
}

/// <summary>What came of one person of a list.</summary>
internal enum Import
{
    Added,
    Known,
    Stopped,
}

/// <summary>What came of a list.</summary>
/// <param name="Rows">People in it.</param>
/// <param name="Added">Who is told from now on, or has been asked to confirm.</param>
/// <param name="Known">Who was told, or had been asked, already: left as they are.</param>
/// <param name="Stopped">Who has stopped this campaign: left out.</param>
/// <param name="DryRun">Whether nothing was changed.</param>
public sealed record ImportResult(int Rows, int Added, int Known, int Stopped, bool DryRun);
