using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>Compares what the code declares (settings, functions, endpoints, tables, queues, columns) with what the papers tell, both ways.</summary>
public sealed partial class CodeInPapersTests
{
    private static readonly Paper Configuration = Paper.Read("docs/configuration.md");
    private static readonly Paper DataModel = Paper.Read("docs/data-model.md");
    private static readonly Paper Api = Paper.Read("docs/api.md");
    private static readonly Paper Architecture = Paper.Read(ArchitecturePage.Path);

    [Fact]
    public void Every_setting_that_the_code_reads_is_documented()
    {
        var documented = Settings().ToHashSet(StringComparer.Ordinal);
        var missing = SourceFile.All.SelectMany(file => ReadSettings(file.WithoutComments)
            .Where(setting => !documented.Contains(setting))
            .Select(setting => $"{file.Path} reads the setting {setting}, which {Configuration.Path} does not tell of."));

        Faults.None(missing);
    }

    [Fact]
    public void Every_documented_setting_is_read_by_the_code()
    {
        // The doctor's list of all names reads none of them.
        var literals = SourceFile.All.Where(file => file.Path != "functions/Operations/Checks/SettingsKnown.cs").SelectMany(file => Literal().Matches(file.WithoutComments)).Select(match => Blanked(match.Groups["text"].Value)).ToHashSet(StringComparer.Ordinal);
        var unread = Settings().Where(setting => !setting.Split("__").All(literals.Contains));

        Faults.None(unread.Select(setting => $"{Configuration.Path} tells of the setting {setting}, which no code reads."));
    }

    [Fact]
    public void Every_function_is_named_with_its_trigger()
    {
        var told = Architecture.Table("function", "trigger").Select(row => $"{row[0].Trim('`')}: {row[1].Replace("`", "", StringComparison.Ordinal)}");
        var declared = SourceFile.All.SelectMany(file => Triggers(file.WithoutComments).Concat(Groups(file.WithoutComments).Select(group => $"{group.Name}: http {group.Route}")));

        AssertSame(declared, told, Architecture);
    }

    [Fact]
    public void Every_endpoint_of_the_api_has_its_heading()
    {
        var told = EndpointHeading().Matches(Api.Text).Select(match => match.Groups["endpoint"].Value);
        var mapped = SourceFile.All.SelectMany(file => Endpoints(file.WithoutComments)).Where(endpoint => endpoint.Contains(" /api/", StringComparison.Ordinal));

        AssertSame(mapped, told, Api);
    }

    [Fact]
    public void Every_table_and_every_queue_is_described()
    {
        var tables = SourceFile.All.SelectMany(file => TableName().Matches(file.WithoutComments)).Select(match => match.Groups["name"].Value);
        var queues = SourceFile.All.SelectMany(file => QueueName().Matches(file.WithoutComments)).Select(match => match.Groups["name"].Value);

        AssertSame(tables, Names(DataModel.Table("table", "room")), DataModel);
        AssertSame(queues, Names(DataModel.Table("queue", "message")), DataModel);
    }

    [Fact]
    public void Every_column_of_every_row_is_described()
    {
        var described = DataModel.Table("column", "type").SelectMany(row => row[0].Split(',', StringSplitOptions.TrimEntries)).Select(name => name.Trim('`')).ToHashSet(StringComparer.Ordinal);
        var written = SourceFile.All.Where(file => !file.Path.StartsWith("functions/Storage/", StringComparison.Ordinal) && file.Code.Contains("TableEntity", StringComparison.Ordinal))
            .SelectMany(file => Column().Matches(file.WithoutComments)).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        Faults.None(written.Except(described).Select(name => $"{DataModel.Path} does not describe the column {name}."));
        Faults.None(described.Where(name => !name.Contains('{', StringComparison.Ordinal)).Except(written).Select(name => $"{DataModel.Path} describes the column {name}, which no code writes."));
    }

    private static void AssertSame(IEnumerable<string> code, IEnumerable<string> told, Paper paper)
    {
        var (there, said) = (code.ToArray(), told.ToArray());
        Assert.NotEmpty(there);
        Faults.None(
        [
            .. there.Except(said).Select(name => $"{paper.Path} does not tell of {name}."),
            .. said.Except(there).Select(name => $"{paper.Path} tells of {name}, which no code declares."),
            .. said.GroupBy(name => name).Where(same => same.Count() > 1).Select(same => $"{paper.Path} tells of {same.Key} twice."),
        ]);
    }

    private static IEnumerable<string> Settings() => Names(Configuration.Table("setting", "default")).Select(Blanked);

    private static IEnumerable<string> Names(IEnumerable<string[]> rows) => rows.Select(row => row[0].Trim('`'));

    // Keys with a section by their form, all others where configuration is asked, or where a constant is named a setting.
    private static IEnumerable<string> ReadSettings(string source) =>
        new[] { SectionedKey(), AskedKey(), NamedKey() }.SelectMany(form => form.Matches(source)).Select(match => Blanked(match.Groups["text"].Value))
            .Where(key => key.Any(char.IsLetter)).Distinct();

    private static IEnumerable<string> Triggers(string source) =>
        from Match match in Trigger().Matches(source)
        select $"{match.Groups["name"].Value}: {match.Groups["kind"].Value.ToLowerInvariant()} {match.Groups["what"].Value}";

    private static IEnumerable<(string Variable, string Name, string Route)> Groups(string source) =>
        from Match match in Group().Matches(source)
        select (match.Groups["variable"].Value, match.Groups["name"].Value, match.Groups["route"].Value);

    private static IEnumerable<string> Endpoints(string source)
    {
        var mapped =
            from grouped in Groups(source)
            from Match match in Endpoint().Matches(source)
            where match.Groups["variable"].Value == grouped.Variable
            let rest = match.Groups["route"].Value
            select $"{match.Groups["method"].Value.ToUpperInvariant()} /{grouped.Route}{(rest.Length == 0 ? "" : "/" + rest)}";
        return mapped.Concat(Description().Matches(source).Select(match => $"GET /{match.Groups["route"].Value}"));
    }

    // What stands in braces is worked out: only its place matters.
    private static string Blanked(string text) => Hole().Replace(text, "{}");

    [GeneratedRegex("\"(?<text>[^\"\\n]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("\"(?<text>[A-Z][A-Za-z]+(?::[A-Z][A-Za-z.]+)+)\"")]
    private static partial Regex SectionedKey();

    [GeneratedRegex("""onfiguration(?:\(\))?(?:\[\$?|\.GetValue(?:<\w+>)?\(|\.GetSection\()"(?<text>[^"]+)\x22""")]
    private static partial Regex AskedKey();

    [GeneratedRegex("""const string \w*Setting = "(?<text>[^"]+)";""")]
    private static partial Regex NamedKey();

    [GeneratedRegex("""\[Function\(nameof\((?<name>\w+)\)\)\](?s:.*?)\[(?<kind>Timer|Queue)Trigger\("(?<what>[^"]+)""")]
    private static partial Regex Trigger();

    [GeneratedRegex("""(?:(?<variable>\w+) = )?\w+\.MapFunction\((?:nameof\((?<name>\w+)\)|"(?<name>\w+)"), "(?<route>[^"]+)"\)""")]
    private static partial Regex Group();

    [GeneratedRegex("""(?<variable>\w+)\.Map(?<method>Get|Post|Put|Patch|Delete)\("(?<route>[^"]*)",""")]
    private static partial Regex Endpoint();

    [GeneratedRegex("""MapFunction\("\w+", "(?<route>[^"]+)"\)\.MapOpenApi\(""\)""")]
    private static partial Regex Description();

    [GeneratedRegex("^### `(?<endpoint>[A-Z]+ /[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex EndpointHeading();

    [GeneratedRegex("""const string (?:TableName = "(?<name>\w+)"|Name = "(?<name>timers)")""")]
    private static partial Regex TableName();

    [GeneratedRegex("""\[QueueTrigger\("(?<name>[^"]+)"\)\]""")]
    private static partial Regex QueueName();

    [GeneratedRegex("""\["(?<name>[A-Z]\w*)"\] = |LongText\.Put\(\w+, "(?<name>[A-Z]\w*)", """)]
    private static partial Regex Column();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
