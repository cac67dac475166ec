using System.Text.Unicode;
using CsvHelper;

namespace Relais.Intake.Bodies;

/// <summary>Rows of a table that was sent as text: columns by their names in the first row, separated by commas, semicolons or tabs.</summary>
internal static class CsvBody
{
    public const string MediaType = "text/csv";

    /// <summary>More than any list that somebody keeps by hand; each is a row of storage.</summary>
    public const int MostRows = 10_000;

    private const int MostColumns = 200;

    // No value of a person's may reach a message of an error.
    private static readonly CsvReaderOptions Form = new() { IncludeValuesInExceptions = false, MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true };

    /// <summary>Its rows, or in two words why it has none that can be read.</summary>
    public static (IReadOnlyList<CsvRow> Rows, string? Fault) Read(ReadOnlyMemory<byte> bytes)
    {
        // What spreadsheets save as UTF-16 says so by its first two bytes.
        if (!Utf8.IsValid(bytes.Span) && !IsWide(bytes.Span))
        {
            return ([], "no UTF-8");
        }

        var rows = new List<CsvRow>();
        try
        {
            using var csv = CsvReader.Create(bytes, Form);
            var columns = csv.Headers.ToArray().Select(header => header.Trim()).ToArray();
            if (columns.Length > MostColumns)
            {
                return ([], "too many");
            }

            while (csv.Read())
            {
                if (rows.Count == MostRows)
                {
                    return ([], "too many");
                }

                rows.Add(new CsvRow(csv.LineNumber, csv.FieldCount == columns.Length, FieldsOf(csv, columns)));
            }
        }
        catch (CsvFormatException)
        {
            return ([], "no CSV");
        }

        return rows.Count == 0 ? ([], "no rows") : (rows, null);
    }

    // Of columns of one name the first counts.
    private static Dictionary<string, string> FieldsOf(CsvReader csv, string[] columns)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < Math.Min(columns.Length, csv.FieldCount); index++)
        {
            if (csv.GetString(index).Trim() is { Length: > 0 } text && columns[index].Length > 0)
            {
                fields.TryAdd(columns[index], text);
            }
        }

        return fields;
    }

    private static bool IsWide(ReadOnlySpan<byte> bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
}

/// <summary>One row of a table that was sent as text.</summary>
/// <param name="Line">Where it begins; the line of the columns' names is the first.</param>
/// <param name="IsWhole">Whether it has as many fields as there are columns.</param>
/// <param name="Fields">What stands in it by the names of the columns, whatever their case; without what is empty.</param>
internal sealed record CsvRow(long Line, bool IsWhole, IReadOnlyDictionary<string, string> Fields)
{
    // Records print all that they hold.
    public override string ToString() => $"{nameof(CsvRow)} {Line}";
}
