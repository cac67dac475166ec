using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;

namespace Relais.Intake;

/// <summary>Shows an organiser what came to an inlet: the private fields opened, and in no cache.</summary>
internal static class ListSubmissions
{
    private const int PageSize = 100;

    public static async Task<Results<Ok<SubmissionList>, ProblemHttpResult>> RunAsync(
        string campaign, string inlet, string? after, HttpContext context, InletStore inlets, SubmissionStore submissions, CancellationToken cancellationToken)
    {
        if (await inlets.FindAsync(campaign, inlet, cancellationToken, alsoClosed: true) is null)
        {
            return Problem.NotFound("inlet");
        }

        if (after is not null && (after.Length == 0 || !after.All(char.IsAsciiHexDigitLower)))
        {
            return Problem.Field("after", "must be what an earlier answer gave as next.");
        }

        context.Response.Headers.CacheControl = "no-store";
        var page = await submissions.ListAsync(inlet, after ?? "", PageSize, cancellationToken);
        return TypedResults.Ok(new SubmissionList([.. page.Select(one => SubmissionShown.Of(one.Id, one.Deed))], page.Count == PageSize ? page[^1].Id : null));
    }
}

/// <summary>Whose words are to be erased.</summary>
public sealed record ErasureDraft(string? Email = null)
{
    internal const int LongestEmailChars = 320;

    // Records print all that they hold.
    public override string ToString() => nameof(ErasureDraft);
}

/// <summary>Submissions of an inlet, in no order that means anything.</summary>
/// <param name="Next">Asks for the next hundred as `after`; null at the end.</param>
public sealed record SubmissionList(IReadOnlyList<SubmissionShown> Submissions, string? Next);

/// <summary>A submission as an organiser sees it: of each part what was said last.</summary>
/// <param name="Id">Names it for <c>DELETE</c>.</param>
/// <param name="Struck">Whether an organiser took it out of what counts.</param>
/// <param name="Counts">Whether it counts: not while it is pending, once it was called off, or as a trial.</param>
/// <param name="Refunded">In the smallest unit.</param>
/// <param name="Amounts">By unit, in thousandths.</param>
public sealed record SubmissionShown(
    string Id,
    SubmissionKind Kind,
    SubmissionStanding Standing,
    bool Test,
    bool Struck,
    bool Counts,
    DateTimeOffset At,
    string? Currency,
    long? Minor,
    long Refunded,
    IReadOnlyDictionary<string, long> Amounts,
    string? Email,
    string? Name,
    string? Phone,
    string? Title,
    string? Text,
    string? Url)
{
    internal static SubmissionShown Of(string id, Deed deed)
    {
        var (kind, standing, isTest) = deed.State.What;
        var (money, words) = (deed.Money?.What, deed.Words?.What);
        return new SubmissionShown(
            id,
            kind,
            standing,
            isTest,
            deed.IsStruck,
            !deed.IsStruck && standing == SubmissionStanding.Counts && !isTest,
            deed.State.At,
            money?.Currency,
            money?.Minor,
            deed.Refunded?.What.Minor ?? 0,
            deed.Amounts?.What.ByUnit ?? new Dictionary<string, long>(),
            deed.Email?.What.Address,
            words?.Name,
            words?.Phone,
            words?.Title,
            words?.Text,
            words?.Url);
    }

    // Records print all that they hold.
    public override string ToString() => $"Submission {Kind}";
}
