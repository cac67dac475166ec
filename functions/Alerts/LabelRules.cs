using System.Text.RegularExpressions;

namespace Relais.Alerts;

/// <summary>What a label may be called: as with Prometheus, letters, digits and underscores, no digit first.</summary>
internal static partial class LabelRules
{
    public static string? RejectName(string name) => Name().IsMatch(name) ? null : "must be named by 1 to 40 letters, digits and underscores, no digit first.";

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]{0,39}\z")]
    private static partial Regex Name();
}
