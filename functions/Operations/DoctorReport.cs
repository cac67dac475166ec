namespace Relais.Operations;

/// <summary>What a look at the installation has shown: what is wrong, the worst first, and what was looked at.</summary>
/// <param name="LookedAt">What was looked at and how, also where nothing was found.</param>
/// <param name="NotLookedAt">What could not be, because storage cannot be used.</param>
public sealed record DoctorReport(
    DateTimeOffset At, int Errors, int Warnings, int Notes, IReadOnlyList<Finding> Findings, IReadOnlyList<LookedAt> LookedAt, IReadOnlyList<LookedAt> NotLookedAt)
{
    internal static DoctorReport Of(DateTimeOffset at, IEnumerable<Finding> findings, IEnumerable<LookedAt> lookedAt, IEnumerable<LookedAt> notLookedAt)
    {
        // One wrong setting may keep several checks from looking.
        Finding[] ordered = [.. findings.Distinct().OrderBy(finding => finding.Level)];
        int CountOf(FindingLevel level) => ordered.Count(finding => finding.Level == level);
        return new DoctorReport(at, CountOf(FindingLevel.Error), CountOf(FindingLevel.Warning), CountOf(FindingLevel.Note), ordered, [.. lookedAt], [.. notLookedAt]);
    }
}

/// <summary>One thing that is looked at.</summary>
/// <param name="What">What of it, in a few words.</param>
public sealed record LookedAt(string About, string What);
