using System.Globalization;
using CsvHelper;
using Relais.Http;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>Reads a list of people: a row each, the columns by their names in the first row, separated by commas, semicolons or tabs.</summary>
internal static class ImportRows
{
    private const int MostRows = 2_000;
    private const int MostFaults = 100;
    private const int LongestSourceChars = 200;

    /// <summary>The columns of a list, of one that comes in and of one that goes out.</summary>
    public static readonly string[] Columns = ["channel", "address", "secret", "language", "topics", "cell", "area", "floor", "zone", "quietFrom", "quietUntil", "rhythm", "consentAt", "consentSource"];

    // What a value stands for that a spreadsheet must not take for a formula: ours are written with a quote before them.
    private static readonly System.Buffers.SearchValues<char> Formula = System.Buffers.SearchValues.Create("=+-@");

    // No value of a person's may reach a message of an error.
    private static readonly CsvReaderOptions Form = new()
    {
        IncludeValuesInExceptions = false, MaxRecordSize = 16_384, MalformedData = CsvMalformedDataHandling.Throw, FieldCountMismatch = CsvFieldCountHandling.Throw,
    };

    /// <summary>The people of a list, or what is wrong with it, row by row: then nobody of it is meant.</summary>
    /// <param name="isAsked">They will be asked to confirm: where their consent comes from need not be said.</param>
    public static async Task<(IReadOnlyList<ImportRow> Rows, IReadOnlyList<FieldError> Faults)> ReadAsync(
        Stream body, bool isAsked, IEnumerable<IChannel> channels, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rows, faults) = (new List<ImportRow>(), new List<FieldError>());
        try
        {
            await using var csv = CsvReader.Create(body, Form, leaveOpen: true);
            await csv.ReadHeaderAsync(cancellationToken);
            faults.AddRange(CheckHeader(csv, isAsked));
            while (faults.Count < MostFaults && (faults.Count == 0 || rows.Count > 0) && await csv.ReadAsync(cancellationToken))
            {
                if (rows.Count == MostRows)
                {
                    return ([], [new FieldError("body", $"must not hold more than {MostRows} people; send the rest in another call.")]);
                }

                var row = ReadRow(csv);
                rows.Add(row);
                if (Check(row, isAsked, channels, now) is { } fault)
                {
                    faults.Add(fault with { Field = string.Create(CultureInfo.InvariantCulture, $"rows[{rows.Count - 1}].{fault.Field}") });
                }
            }
        }
        catch (Exception malformed) when (malformed is CsvFormatException or CsvValidationException)
        {
            return ([], [new FieldError("body", "must be CSV in UTF-8 (RFC 4180), each row with as many fields as the first.")]);
        }

        return faults.Count > 0 ? ([], faults) : rows.Count == 0 ? ([], [new FieldError("body", "must hold somebody.")]) : (rows, []);
    }

    private static IEnumerable<FieldError> CheckHeader(CsvReader csv, bool isAsked)
    {
        foreach (var header in csv.Headers.ToArray())
        {
            if (!Columns.Contains(header.Trim(), StringComparer.OrdinalIgnoreCase))
            {
                yield return new FieldError("header", $"must name columns among: {string.Join(", ", Columns)}.");
                yield break;
            }
        }

        foreach (var needed in isAsked ? new[] { "channel", "address" } : ["channel", "address", "consentAt", "consentSource"])
        {
            if (!csv.TryGetFieldIndex(needed, out _))
            {
                yield return new FieldError("header", $"must name the column {needed}.");
            }
        }
    }

    private static ImportRow ReadRow(CsvReader csv)
    {
        string? Text(string column) => csv.TryGetFieldIndex(column, out var index) && index < csv.FieldCount && csv.GetString(index).Trim() is { Length: > 0 } text
            ? text.Length > 1 && text[0] == '\'' && Formula.Contains(text[1]) ? text[1..] : text
            : null;
        var language = Text("language");
        var usual = WishFields.Usual(language ?? "en").Wishes!;
        var (from, until) = (Text("quietFrom"), Text("quietUntil"));
        var draft = new SubscriptionDraft(
            Text("channel"),
            Text("address"),
            Text("secret"),
            Language: language,
            Topics: Text("topics")?.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries),
            Cell: Text("cell"),
            Area: Text("area"),
            Floor: Text("floor"),
            Wishes: usual with { Zone = Text("zone") ?? usual.Zone, QuietFrom = from is null && until is null ? usual.QuietFrom : from, QuietUntil = from is null && until is null ? usual.QuietUntil : until, Rhythm = Text("rhythm") });
        return new ImportRow(draft, Text("consentAt"), Text("consentSource"));
    }

    private static FieldError? Check(ImportRow row, bool isAsked, IEnumerable<IChannel> channels, DateTimeOffset now) =>
        row.Draft.Check(channels, out _)
        ?? (isAsked ? null
            : row.At is not { } at || at > now ? new FieldError("consentAt", "must be the day, or the instant, at which the person agreed, such as 2026-05-03.")
            : TextRules.Check("consentSource", row.ConsentSource, 3, LongestSourceChars));
}

/// <summary>One person of a list.</summary>
internal sealed record ImportRow(SubscriptionDraft Draft, string? ConsentAt, string? ConsentSource)
{
    /// <summary>When they agreed; null where that cannot be read.</summary>
    public DateTimeOffset? At => DateTimeOffset.TryParseExact(
        ConsentAt, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    // Records print all that they hold.
    public override string ToString() => "ImportRow";
}
