using Relais.Http;

namespace Relais.Alerts;

/// <summary>A silence as it is asked for.</summary>
/// <param name="Matchers">All must match; at least one.</param>
/// <param name="StartsAt">Now where nobody says.</param>
/// <param name="EndsAt">Always given: nothing is muted for ever.</param>
/// <param name="Comment">Why; shown with every alert that it keeps quiet.</param>
public sealed record SilenceDraft(IReadOnlyList<MatcherDraft>? Matchers = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, string? Comment = null)
{
    private const int LongestCommentChars = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors, DateTimeOffset now)
    {
        MatcherDraft.Check(errors, "matchers", Matchers);
        errors.Add("startsAt", StartsAt > now + Longest ? "must be at most a year ahead." : null);
        errors.Add("endsAt", EndsAt is null ? "must be given."
            : EndsAt <= now ? "must lie ahead."
            : EndsAt <= StartsAt ? "must lie after startsAt."
            : EndsAt > now + (2 * Longest) ? "must be at most two years ahead."
            : null);
        errors.Add("comment", TextRules.Reject(Comment, 1, LongestCommentChars, out _, lines: true));
    }

    /// <summary>The silence that this draft, free of faults, asks for.</summary>
    public Silence ToSilence(string id, string by, DateTimeOffset now)
    {
        _ = TextRules.Reject(Comment, 1, LongestCommentChars, out var comment, lines: true);
        return new Silence(id, [.. Matchers!.Select(matcher => matcher.ToMatcher())], StartsAt?.ToUniversalTime() ?? now, EndsAt!.Value.ToUniversalTime(), by, comment, now);
    }
}

/// <summary>An inhibition as it is asked for.</summary>
/// <param name="Source">What must fire; all must match.</param>
/// <param name="Target">What is not said meanwhile; all must match.</param>
/// <param name="Equal">Labels that both must have in common.</param>
public sealed record InhibitionDraft(IReadOnlyList<MatcherDraft>? Source = null, IReadOnlyList<MatcherDraft>? Target = null, IReadOnlyList<string>? Equal = null)
{
    private const int MostEqual = 10;

    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors)
    {
        MatcherDraft.Check(errors, "source", Source);
        MatcherDraft.Check(errors, "target", Target);
        errors.Add("equal", Equal?.Count > MostEqual ? $"must not name more than {MostEqual} labels." : null);
        foreach (var (i, name) in (Equal ?? []).Take(MostEqual).Index())
        {
            errors.Add($"equal[{i}]", LabelRules.RejectName(name));
        }
    }

    /// <summary>The inhibition that this draft, free of faults, asks for.</summary>
    public Inhibition ToInhibition(string id, string by, DateTimeOffset now) =>
        new(id, [.. Source!.Select(matcher => matcher.ToMatcher())], [.. Target!.Select(matcher => matcher.ToMatcher())], Equal ?? [], by, now);
}
