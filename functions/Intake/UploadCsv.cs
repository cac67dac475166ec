using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake.Bodies;
using Relais.Intake.Providers;

namespace Relais.Intake;

/// <summary>Takes a table from an organiser, each row as if a site had pushed it: the same file again changes nothing.</summary>
internal static class UploadCsv
{
    /// <summary>A list of ten thousand with a paragraph of text each is smaller.</summary>
    public const int MostBytes = 5 * 1024 * 1024;

    // In between, others get their turn.
    private const int RowsAtOnce = 98;
    private const int MostFaults = 100;

    public static async Task<Results<Ok<CsvTaken>, ProblemHttpResult>> RunAsync(
        string campaign,
        string inlet,
        bool? dryRun,
        HttpContext context,
        InletStore inlets,
        IEnumerable<IProvider> providers,
        SubmissionStore submissions,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await inlets.FindAsync(campaign, inlet, cancellationToken) is not { } found)
        {
            return Problem.NotFound("inlet");
        }

        if (found.IsUnreadable)
        {
            return Problem.Conflict("inlet", "cannot be opened: put the key that closed it back on the ring, or make another inlet.");
        }

        if (providers.FirstOrDefault(one => one.Name == found.Provider) is not CsvProvider provider)
        {
            return Problem.Field("inlet", "must be one for csv.");
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        var call = new IncomingCall(context.Request.Method, new Uri("https://localhost/"), context.Request.Headers, body.ToArray(), time.GetUtcNow());
        if (call.MediaType != CsvBody.MediaType || call.Headers.ContentEncoding.Count > 0)
        {
            return Problem.Field("body", "must be text/csv, not compressed.", StatusCodes.Status415UnsupportedMediaType);
        }

        var (rows, fault) = CsvBody.Read(call.Body);
        if (fault is not null)
        {
            return Problem.Field("body", Explain(fault));
        }

        var (kept, faults) = (new List<Submission>(), new List<CsvFault>());
        foreach (var (line, reading) in CsvProvider.ReadRows(rows, call, found))
        {
            var (told, why) = InletDoor.Hold(reading, provider, found);
            kept.AddRange(told);
            if (why is not null)
            {
                faults.Add(CsvFault.Of(line, why));
            }
        }

        var refused = 0;
        try
        {
            foreach (var some in dryRun == true ? [] : kept.Chunk(RowsAtOnce))
            {
                if (await submissions.KeepAsync(found, some) is > 0 and var more)
                {
                    // Which of them, the store does not say.
                    refused += more;
                    faults.Add(CsvFault.Of(1, InletDoor.TooMany));
                }
            }
        }
        catch (Exception failure) when (StorageFailure.Is(failure, cancellationToken))
        {
            context.Response.Headers.RetryAfter = "60";
            return Problem.Field("inlet", "cannot keep all of it at the moment; send the same file again.", StatusCodes.Status503ServiceUnavailable);
        }

        return TypedResults.Ok(new CsvTaken(rows.Count, kept.Count - refused, rows.Count - kept.Count + refused, [.. faults.Take(MostFaults)], dryRun == true));
    }

    private static string Explain(string fault) => fault switch
    {
        "too many" => $"must not hold more than {CsvBody.MostRows} rows of 200 columns; send the rest in another call.",
        "no rows" => "must hold a row below the names of the columns.",
        "no UTF-8" => "must be in UTF-8, or in UTF-16 with its mark.",
        _ => "must be CSV (RFC 4180): a quote is closed by a quote.",
    };
}

/// <summary>What came of a table.</summary>
/// <param name="Rows">How many there are.</param>
/// <param name="Kept">How many of them are kept, or would be.</param>
/// <param name="Unread">How many could not be read.</param>
/// <param name="Faults">The first hundred of these.</param>
/// <param name="DryRun">Whether nothing was kept.</param>
public sealed record CsvTaken(int Rows, int Kept, int Unread, IReadOnlyList<CsvFault> Faults, bool DryRun);

/// <summary>Why a row could not be read.</summary>
/// <param name="Line">Where it begins; that of the columns' names is the first.</param>
/// <param name="Field">The field of the submission, by the name that maps have for it; `row` for all of it.</param>
public sealed record CsvFault(long Line, string Field, string Detail)
{
    internal static CsvFault Of(long line, string fault) => fault switch
    {
        "no kind" => new(line, "kind", "must be sign-up, pledge, donation, report, announcement or rsvp."),
        "no amount" => new(line, "amount", "must be a sum such as 12.50, of which nothing has to be rounded."),
        "absurd amount" => new(line, "amount", "must be a sum that somebody can give."),
        "no currency" => new(line, "currency", "must be a currency of ISO 4217, such as EUR."),
        "no unit" => new(line, "unit", "must be one word of at most 32 letters, such as kilos."),
        "no quantity" => new(line, "quantity", "must be a number with at most three decimals."),
        InletDoor.TooMany => new(line, "unit", "must not be yet another: the inlet counts too many different things already; rows with it are left out."),
        "no fields" => new(line, "row", "must have something in a column that is read."),
        "other columns" => new(line, "row", "must have as many fields as there are columns."),
        _ => new(line, "kind", $"was refused: {fault}."),
    };
}
