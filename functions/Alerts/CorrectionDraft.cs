using Relais.Http;

namespace Relais.Alerts;

/// <summary>What is to be said in place of what was said.</summary>
/// <param name="Url">Where more is to be read; https. Left out, there is none.</param>
public sealed record CorrectionDraft(TextDraft? Title = null, TextDraft? Body = null, string? Url = null)
{
    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors)
    {
        TextDraft.Check(errors, "title", Title, CallDraft.LongestTitleChars, lines: false);
        TextDraft.Check(errors, "body", Body, CallDraft.LongestBodyChars, lines: true);
        errors.Add("url", Url is null ? null : UrlRules.Reject(Url, allowLoopback: false));
    }

    public AlertWords ToWords() => new(Title!.ToLocalized(), Body!.ToLocalized(), Url);
}

/// <summary>Takes back what was said.</summary>
/// <param name="Why">What those who got it are told; left out, that it no longer holds.</param>
public sealed record RetractionDraft(TextDraft? Why = null)
{
    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors)
    {
        if (Why is not null)
        {
            TextDraft.Check(errors, "why", Why, CallDraft.LongestBodyChars, lines: true);
        }
    }
}
