using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>A table that an organiser keeps, each row a submission, read by the inlet's map or by the names of our own fields.</summary>
internal sealed class CsvProvider : IProvider
{
    public string Name => "csv";

    /// <remarks>a table is uploaded with an organiser's key, or pushed with a bearer token.</remarks>
    public SignatureScheme? Scheme => null;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var fields = SampleFields.Of(inlet, now);
        static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        return new Sample(CsvBody.MediaType, $"{string.Join(',', fields.Select(field => Quoted(field.Place)))}\r\n{string.Join(',', fields.Select(field => Quoted(field.Value)))}\r\n");
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (call.MediaType != CsvBody.MediaType)
        {
            return Reading.Unreadable("no CSV");
        }

        var (rows, fault) = CsvBody.Read(call.Body);
        return fault is not null ? Reading.Unreadable(fault) : Reading.Of([.. ReadRows(rows, call, inlet).Select(row => row.Reading)]);
    }

    /// <summary>What each row means, with the line where it begins.</summary>
    public static IEnumerable<(long Line, Reading Reading)> ReadRows(IReadOnlyList<CsvRow> rows, IncomingCall call, Inlet inlet)
    {
        var before = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var alike = SubmissionKey.OfRow(row.Fields, 0);
            before[alike] = before.GetValueOrDefault(alike) + 1;
            yield return (row.Line, row.IsWhole ? Read(row, SubmissionKey.OfRow(row.Fields, before[alike] - 1), call, inlet) : Reading.Unreadable("other columns"));
        }
    }

    private static Reading Read(CsvRow row, string key, IncomingCall call, Inlet inlet)
    {
        string? Find(string column) => row.Fields.GetValueOrDefault(column.Trim());

        var fields = new SubmissionFields(inlet, call, Find) { OtherKey = key }.WithPlainNames();
        foreach (var field in new[] { "kind", "id", "at", "test" })
        {
            fields[field] = Find(field);
        }

        return fields.ToReading();
    }
}
