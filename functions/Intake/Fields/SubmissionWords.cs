namespace Relais.Intake.Fields;

/// <summary>Words by which sites and organisers' maps name what a submission is and what it counts.</summary>
internal static class SubmissionWords
{
    /// <summary>By the word of the API, such as `sign-up`; the inlet's own where none was sent; null for a word that means nothing.</summary>
    public static SubmissionKind? Kind(string? word, SubmissionKind otherwise) => word?.Trim().ToLowerInvariant() switch
    {
        null or "" => otherwise,
        "sign-up" => SubmissionKind.SignUp,
        "pledge" => SubmissionKind.Pledge,
        "donation" => SubmissionKind.Donation,
        "report" => SubmissionKind.Report,
        "announcement" => SubmissionKind.Announcement,
        "rsvp" => SubmissionKind.Rsvp,
        _ => null,
    };

    public static bool IsYes(string? text) => text?.Trim().ToLowerInvariant() is "true" or "yes" or "1" or "on";
}
