using System.Text.RegularExpressions;
using Relais.Operations.Checks;
using Relais.Tests.Architecture;

namespace Relais.Tests.Operations;

/// <summary>Holds what the doctor knows to what the papers tell of it, both ways.</summary>
public sealed partial class DoctorPapersTests
{
    private static readonly Paper Operations = Paper.Read("docs/operations.md");
    private static readonly Paper Configuration = Paper.Read("docs/configuration.md");

    [Fact]
    public void Every_finding_has_its_row_and_every_row_its_finding()
    {
        var made = SourceFile.All.Where(file => file.Room == "Operations").SelectMany(file => MadeId().Matches(file.WithoutComments)).Select(match => match.Groups["id"].Value).Distinct().ToArray();
        var told = Operations.Table("finding", "level").Select(row => row[0].Trim('`')).ToArray();

        Assert.NotEmpty(made);
        Faults.None(
        [
            .. made.Except(told).Select(id => $"{Operations.Path} does not tell of the finding {id}."),
            .. told.Except(made).Select(id => $"{Operations.Path} tells of the finding {id}, which no code makes."),
            .. told.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => $"{Operations.Path} tells of the finding {same.Key} twice."),
        ]);
    }

    [Fact]
    public void Every_setting_that_is_documented_is_known_to_the_doctor_and_no_other()
    {
        // Those with a function's name, the section of ASP.NET's, and what the machine sets are nobody's to misspell in a section of ours.
        var told = Configuration.Table("setting", "default").Select(row => row[0].Trim('`').Replace("__", ":", StringComparison.Ordinal))
            .Where(name => !name.Contains('{', StringComparison.Ordinal) && name.Any(char.IsLower) && !name.StartsWith("Logging:", StringComparison.Ordinal) && name is not ("Kestrel:Endpoints" or "urls"));

        Assert.Equal(told.Order(StringComparer.Ordinal), SettingsKnown.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_link_of_a_finding_leads_to_its_section() =>
        Assert.Contains(Relais.Operations.Finding.Note("any", "any", "", "").Link.Split('#')[1], Operations.Anchors());

    [GeneratedRegex("""(?:Finding\.(?:Error|Warning|Note)|new Finding)\(\s*"(?<id>[a-z-]+)"|const string WrongClock = "(?<id>[a-z-]+)";""")]
    private static partial Regex MadeId();
}
