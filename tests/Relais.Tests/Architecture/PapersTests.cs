using System.Text.RegularExpressions;

namespace Relais.Tests.Architecture;

/// <summary>Holds the house papers to what is there: their links, their commands, and the form of the decisions.</summary>
public sealed partial class PapersTests
{
    private const int LongestDecisionLines = 40;

    [Fact]
    public void Every_link_between_the_papers_leads_somewhere()
    {
        var broken =
            from paper in Paper.All
            from link in paper.Links()
            where !Leads(paper, link)
            select $"{paper.Path} → {link}";

        Faults.None(broken);
    }

    [Fact]
    public void The_test_command_of_the_readme_is_the_one_that_ci_runs()
    {
        const string Command = "dotnet test";

        Assert.Contains($"\n{Command}\n", Paper.Read("README.md").Text, StringComparison.Ordinal);
        Assert.Matches($@"(?m)^\s*{Command}( |$)", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run")));
        Assert.Contains("bash .ci/run", File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "ci.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_decision_tells_its_status_context_decision_and_consequences_on_one_page()
    {
        var decisions = Paper.All.Where(paper => paper.Path.StartsWith("docs/adr/0", StringComparison.Ordinal)).ToArray();
        var wrong = decisions.Where(decision => !InOrder(decision.Text, "# ", "Status: ", "## Context", "## Decision", "## Consequences")
            || decision.Text.TrimEnd().Split('\n').Length > LongestDecisionLines);

        Assert.NotEmpty(decisions);
        Faults.None(wrong.Select(decision => decision.Path));
        Assert.Equal(
            Enumerable.Range(1, decisions.Length).Select(number => $"{number:D4}"),
            decisions.Select(decision => Path.GetFileName(decision.Path)[..4]));
    }

    [Fact]
    public void No_heading_stands_above_nothing()
    {
        var empty = Paper.All.SelectMany(paper => EmptyHeading().Matches(paper.Text).Select(match => $"{paper.Path}: {match.Groups["heading"].Value}"));

        Faults.None(empty);
    }

    private static bool Leads(Paper paper, string link)
    {
        var (path, anchor) = (link.Split('#')[0], link.Contains('#', StringComparison.Ordinal) ? link.Split('#')[1] : null);
        var whole = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(paper.Path)!, path));
        var target = path.Length == 0 ? paper.Path : Path.GetRelativePath(Repository.Root, whole).Replace('\\', '/');
        return (path.Length == 0 || File.Exists(whole) || Directory.Exists(whole))
            && (anchor is null || Paper.Read(target).Anchors().Contains(anchor));
    }

    private static bool InOrder(string text, params string[] lines)
    {
        var at = 0;
        foreach (var line in lines)
        {
            at = text.IndexOf(line, at, StringComparison.Ordinal);
            if (at < 0 || (at > 0 && text[at - 1] != '\n'))
            {
                return false;
            }
        }

        return true;
    }

    // A heading that is followed by one of its own rank or higher, or by the end of the page.
    [GeneratedRegex(@"^(?<rank>#+) (?<heading>.+)\n+(?=(?:#{1,6} )|\z)(?!\k<rank>#)", RegexOptions.Multiline)]
    private static partial Regex EmptyHeading();
}
