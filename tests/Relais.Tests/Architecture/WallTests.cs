using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>Holds the rooms to the arrows and floors that docs/architecture.md draws.</summary>
public sealed partial class WallTests
{
    private static readonly ArchitecturePage Page = ArchitecturePage.Read();

    [Fact]
    public void Rooms_name_each_other_exactly_as_the_table_says_and_only_downwards()
    {
        var faults = Page.Faults(Arrow.Of(SourceFile.All));

        Faults.None(faults);
    }

    [Fact]
    public void Floors_and_table_know_every_room_and_no_other()
    {
        var rooms = SourceFile.All.Select(file => file.Room).Distinct().Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(rooms, Page.Floors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(rooms, Page.MayName.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_Program_lies_in_no_room_and_it_names_every_room_that_has_a_module()
    {
        var loose = SourceFile.All.Where(file => file.Room == SourceFile.Root).Select(file => file.Path);
        var modules = SourceFile.All.Where(file => file.Path == $"functions/{file.Room}/{file.Room}Module.cs").Select(file => file.Room);

        Assert.Equal(["functions/Program.cs"], loose);
        Assert.Equal(modules.Order(StringComparer.Ordinal), Page.MayName[SourceFile.Root].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_has_the_namespace_of_its_folder()
    {
        var wrong = SourceFile.All
            .Where(file => file.Types.Count > 0)
            .Select(file => (file.Path, Said: Namespace().Match(file.Code).Groups["name"].Value, Folder: string.Join('.', ["Relais", .. file.Folders])))
            .Where(file => file.Said != file.Folder)
            .Select(file => $"{file.Path}: the namespace is '{file.Said}', the folder {file.Folder}.");

        Faults.None(wrong);
    }

    // A global using of ours is an arrow that no file shows; this one is allowed, and Arrow looks for what comes with it.
    [Fact]
    public void Only_the_programming_model_is_named_everywhere()
    {
        var hidden = SourceFile.All.SelectMany(file => GlobalUsing().Matches(file.Code).Select(match => $"{file.Path}: {match.Value}"));

        Assert.Equal(["functions/Hosting/GlobalUsings.cs: global using Relais.Hosting.Worker;"], hidden);
    }

    [Fact]
    public void Members_of_a_family_know_nothing_of_each_other()
    {
        var faults = Page.Families.SelectMany(family => SiblingFaults(family, SourceFile.All)).ToArray();

        Assert.NotEmpty(Page.Families);
        Faults.None(faults);
    }

    [Theory]
    [InlineData("using Relais.Polling;")]
    [InlineData("using Tape = Relais.Polling.ReplayTape;")]
    [InlineData("global using Relais.Polling;")]
    [InlineData("var tape = Relais.Polling.ReplayTape.FromPostIds(path);")]
    [InlineData("""Log($"{Polling.ReplayTape.FromPostIds(path)}");""")]
    public void An_arrow_that_points_up_is_told_with_file_and_line(string line)
    {
        SourceFile[] files =
        [
            new("functions/Notifications/Ledger.cs", $"// One line.\n{line}\n"),
            new("functions/Polling/ReplayTape.cs", "namespace Relais.Polling;\npublic sealed record ReplayTape;\n"),
        ];

        var faults = Page.Faults(Arrow.Of(files)).Where(fault => fault.StartsWith("functions/", StringComparison.Ordinal));

        Assert.Equal(
            [
                "functions/Notifications/Ledger.cs:2: Notifications names Polling, and docs/architecture.md has no such arrow.",
                "functions/Notifications/Ledger.cs:2: Notifications (floor 3) names Polling (floor 7), which is not below it.",
            ],
            faults);
    }

    [Theory]
    [InlineData("// using Relais.Polling;")]
    [InlineData("/* Relais.Polling.ReplayTape */ namespace Relais.Notifications;")]
    [InlineData("""Log("as Relais.Polling.ReplayTape says, \" too");""")]
    [InlineData("var kind = page.Polling.ReplayTape;")]
    [InlineData("var quote = '\"'; // Polling.ReplayTape")]
    public void What_is_no_name_of_a_room_is_no_arrow(string line)
    {
        SourceFile[] files =
        [
            new("functions/Notifications/Ledger.cs", line + "\n"),
            new("functions/Polling/ReplayTape.cs", "namespace Relais.Polling;\npublic sealed record ReplayTape;\n"),
        ];

        Assert.Empty(Arrow.Of(files));
    }

    [Fact]
    public void An_attribute_of_the_programming_model_is_an_arrow_to_Hosting()
    {
        SourceFile[] files =
        [
            new("functions/Alerts/FanOutAlert.cs", "\n[Function(nameof(FanOutAlert))]\npublic Task RunAsync(TimerInfo timer) => Task.CompletedTask;\n"),
            new("functions/Hosting/Worker/FunctionAttribute.cs", "public sealed class FunctionAttribute : Attribute;\npublic sealed class TimerInfo;"),
        ];

        Assert.Equal(["functions/Alerts/FanOutAlert.cs:2", "functions/Alerts/FanOutAlert.cs:3"], Arrow.Of(files).Select(arrow => arrow.Place));
    }

    [Fact]
    public void An_arrow_of_the_table_that_no_file_has_is_told()
    {
        var page = new ArchitecturePage(Page.Floors, new Dictionary<string, IReadOnlyList<string>> { ["Polling"] = ["Momentum", "Http"] }, []);

        Assert.Equal(["docs/architecture.md: Polling may name Http, but no file of it does."], page.Faults([new Arrow("Polling", "Momentum", "functions/Polling/PollSource.cs:2")]));
    }

    // A member is the file of its class and those that begin with the same name: MastodonSource, MastodonStatus.
    private static IEnumerable<string> SiblingFaults(string family, IReadOnlyList<SourceFile> files)
    {
        var all = files.Where(file => file.Path.StartsWith($"functions/{family}/", StringComparison.Ordinal)).ToArray();
        var contract = Assert.Single(all, file => file.Types.Any(type => file.Code.Contains($"interface {type}", StringComparison.Ordinal)));
        var job = Path.GetFileNameWithoutExtension(contract.Path)[1..];
        var names = all.Select(file => Path.GetFileNameWithoutExtension(file.Path)).Where(name => name != "I" + job && name.EndsWith(job, StringComparison.Ordinal)).Select(name => name[..^job.Length]).ToArray();

        // One network that is asked in several ways is one member.
        names = [.. names.Where(name => !names.Any(other => other != name && name.StartsWith(other, StringComparison.Ordinal)))];
        var members = all.Where(file => file != contract).ToLookup(file => Array.Find(names, name => Path.GetFileName(file.Path).StartsWith(name, StringComparison.Ordinal)) ?? "");
        return members[""].Select(file => $"{file.Path} begins with the name of no member.").Concat(
            from member in members
            from file in member
            from sibling in members.Where(other => other.Key != member.Key).SelectMany(other => other)
            from type in sibling.Types
            where Regex.IsMatch(file.Code, $@"\b{type}\b")
            select $"{file.Path} names {type} of {sibling.Path}.");
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^global using (?:static )?Relais[^;]*;", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();
}
