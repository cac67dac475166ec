using System.Text.RegularExpressions;

namespace Relais.Alerts;

/// <summary>One condition on one label, as Alertmanager spells it: equal or not, a text or a regular expression over the whole value.</summary>
/// <param name="IsEqual">False turns the condition round.</param>
public sealed record Matcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true)
{
    // Never backtracks: a pattern that somebody wrote badly, or on purpose, takes time by its length alone.
    private readonly Lazy<Regex?> pattern = new(() => IsRegex ? new Regex($@"\A(?:{Value})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null);

    /// <summary>A label that is not there counts as empty, as with Alertmanager.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Name, "");
        return (pattern.Value?.IsMatch(value) ?? value == Value) == IsEqual;
    }

    public static bool AllMatch(IEnumerable<Matcher> matchers, IReadOnlyDictionary<string, string> labels) => matchers.All(matcher => matcher.Matches(labels));

    /// <summary>Null when the value is a pattern that can be matched without backtracking, else why not.</summary>
    public static string? RejectPattern(string value)
    {
        try
        {
            _ = new Regex($@"\A(?:{value})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return null;
        }
        catch (ArgumentException)
        {
            return "is no regular expression.";
        }
        catch (NotSupportedException)
        {
            return "must be a regular expression without look-around, backreferences and atomic groups.";
        }
    }

    public bool Equals(Matcher? other) => other is not null && (Name, Value, IsRegex, IsEqual) == (other.Name, other.Value, other.IsRegex, other.IsEqual);

    public override int GetHashCode() => HashCode.Combine(Name, Value, IsRegex, IsEqual);
}
