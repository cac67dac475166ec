using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>Compares the spans, measures and attributes that the code tells of with docs/telemetry.md, both ways.</summary>
public sealed partial class TelemetryInPapersTests
{
    private static readonly Paper Page = Paper.Read("docs/telemetry.md");

    [Fact]
    public void Every_measure_is_described_with_its_kind_and_unit()
    {
        var made = SourceFile.All.SelectMany(file => Instrument().Matches(file.WithoutComments))
            .Select(match => $"{match.Groups["name"].Value}: {match.Groups["kind"].Value.ToLowerInvariant()}, {match.Groups["unit"].Value}");
        var told = Page.Table("measure", "kind", "unit").Select(row => $"{Bare(row[0])}: {row[1]}, {Bare(row[2])}");

        AssertSame(made, told);
    }

    [Fact]
    public void Every_span_is_described()
    {
        var begun = SourceFile.All.SelectMany(file => Span().Matches(file.WithoutComments)).Select(match => Hole().Replace(match.Groups["name"].Value, "{}"));
        var told = Page.Table("span", "kind").Select(row => Hole().Replace(Bare(row[0]), "{}"));

        AssertSame(begun, told);
    }

    [Fact]
    public void Every_attribute_is_described()
    {
        var measures = SourceFile.All.SelectMany(file => Instrument().Matches(file.WithoutComments)).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var set = SourceFile.All.SelectMany(file => Attribute().Matches(file.WithoutComments)).Select(match => match.Groups["name"].Value).Where(name => !measures.Contains(name));
        var told = Page.Table("attribute", "meaning").SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries)).Select(Bare);

        AssertSame(set, told);
    }

    [Fact]
    public void Every_attribute_of_a_measure_is_an_attribute()
    {
        var attributes = Page.Table("attribute", "meaning").SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
        var named = Page.Table("measure", "kind", "unit", "attributes").SelectMany(row => row[3].Split(',', StringSplitOptions.TrimEntries)).Where(name => name != "–");

        Faults.None(named.Except(attributes).Select(name => $"{Page.Path} gives a measure the attribute {name}, and does not say what it means."));
    }

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> told)
    {
        var (there, said) = (code.Distinct().ToArray(), told.ToArray());
        Assert.NotEmpty(there);
        Faults.None(
        [
            .. there.Except(said).Select(name => $"{Page.Path} does not tell of {name}."),
            .. said.Except(there).Select(name => $"{Page.Path} tells of {name}, which no code has."),
            .. said.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"{Page.Path} tells of {same.Key} twice."),
        ]);
    }

    private static string Bare(string cell) => cell.Trim('`');

    [GeneratedRegex("""\.Create(?<kind>Counter|Histogram|Gauge|UpDownCounter)(?:<\w+>)?\(\s*"(?<name>[^"]+)",\s*"(?<unit>[^"]+)",""")]
    private static partial Regex Instrument();

    [GeneratedRegex("""\bSpans\.(?:Start|Continue|Enter|Send)\((?:[^"()]*\? method : )?\$?"(?<name>[^"]+)""")]
    private static partial Regex Span();

    // The name of a file is none.
    [GeneratedRegex("\"(?<name>(?:relais|messaging|faas|http|error)\\.(?!json\")[a-z_.]+)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
