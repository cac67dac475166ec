using Relais.Http;

namespace Relais.Alerts;

/// <summary>One condition on one label as it is asked for.</summary>
/// <param name="IsRegex">Whether the value is a regular expression over the whole of the label's value; no where nobody says.</param>
/// <param name="IsEqual">Whether the label must match, yes where nobody says, or must not.</param>
public sealed record MatcherDraft(string? Name = null, string? Value = null, bool? IsRegex = null, bool? IsEqual = null)
{
    private const int MostMatchers = 10;
    private const int LongestValueChars = 200;

    internal static void Check(FieldErrors errors, string field, IReadOnlyList<MatcherDraft>? matchers)
    {
        errors.Add(field, matchers is null or { Count: 0 } ? "must hold at least one matcher." : matchers.Count > MostMatchers ? $"must not hold more than {MostMatchers} matchers." : null);
        foreach (var (i, matcher) in (matchers ?? []).Take(MostMatchers).Index())
        {
            errors.Add($"{field}[{i}].name", LabelRules.RejectName(matcher.Name ?? ""));
            errors.Add($"{field}[{i}].value", TextRules.Reject(matcher.Value, 0, LongestValueChars, out _) ?? (matcher.IsRegex == true ? Matcher.RejectPattern(matcher.Value ?? "") : null));
        }

        // One that matches what is not there, and nothing else, would match every alert by accident.
        if (matchers is { Count: > 0 and <= MostMatchers } && !errors.Any && matchers.All(matcher => matcher.ToMatcher().Matches(new Dictionary<string, string>())))
        {
            errors.Add(field, "must hold one that does not match an empty label.");
        }
    }

    internal Matcher ToMatcher() => new(Name!, Value ?? "", IsRegex ?? false, IsEqual ?? true);
}
