using System.Text;

namespace Relais.Operations;

/// <summary>A report as a person reads it on a terminal: without colours, so that it reads the same in a file. Pure.</summary>
internal static class DoctorText
{
    public static string Of(DoctorReport report)
    {
        var text = new StringBuilder();
        text.Append("Looked at on ").Append(Finding.Time(report.At)).Append(": ").Append(SumOf(report)).Append('\n');
        foreach (var finding in report.Findings)
        {
            text.Append('\n').Append(finding.Level.ToString().ToLowerInvariant().PadRight(9)).Append(finding.Says).Append('\n');
            text.Append("         ").Append(finding.Do).Append('\n');
            text.Append("         (").Append(finding.About).Append(", ").Append(finding.Id).Append(")\n");
        }

        Append(text, "Looked at:", report.LookedAt);
        Append(text, "Not looked at, because storage cannot be used:", report.NotLookedAt);
        return text.Append("\ndocs/operations.md, Doctor, tells more of each.\n").ToString();
    }

    private static string SumOf(DoctorReport report) =>
        report.Findings.Count == 0 ? "nothing is wrong."
        : $"{Finding.Count(report.Errors, "error")}, {Finding.Count(report.Warnings, "warning")}, {Finding.Count(report.Notes, "note")}.";

    private static void Append(StringBuilder text, string heading, IReadOnlyList<LookedAt> looks)
    {
        if (looks.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(heading).Append('\n');
        foreach (var look in looks)
        {
            text.Append("  ").Append(look.About).Append(": ").Append(look.What).Append('\n');
        }
    }
}
