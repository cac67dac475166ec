using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>Texts that organisers think of as hashtags, looked at over HTTP before a campaign carries them.</summary>
public static class CheckHashtag
{
    private const int LongestTextChars = 200;

    public static void MapCheckHashtag(this IEndpointRouteBuilder routes)
    {
        var check = routes.MapFunction(nameof(CheckHashtag), "api/hashtags/check").WithTags("Campaigns");
        check.MapGet("", ReadAsync).WithSummary("Whether a hashtag is well made, where it is valid, how it could be written better, and who follows it already.");
    }

    private static async Task<Results<Ok<HashtagCheck>, ProblemHttpResult>> ReadAsync(
        string? hashtag, string? words, CampaignStore store, CampaignRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Add("hashtag", string.IsNullOrWhiteSpace(hashtag) ? "must be given." : RejectLength(hashtag));
        errors.Add("words", words is null ? null : RejectLength(words));
        return errors.Any
            ? errors.ToProblem()
            : TypedResults.Ok(HashtagDoctor.Check(hashtag!, words, await store.ListAsync(cancellationToken), [.. rules.Kinds.Values], time.GetUtcNow()));
    }

    // What is wrong with the text itself is the answer, and no refusal.
    private static string? RejectLength(string text) =>
        text.EnumerateRunes().Count() > LongestTextChars ? $"must not be longer than {LongestTextChars} characters." : null;
}

/// <summary>What there is to say of a hashtag.</summary>
/// <param name="Valid">Whether a campaign may carry it.</param>
/// <param name="Shown">As typed, without its sign; null when it is none.</param>
/// <param name="Folded">As it is matched; null when it is none.</param>
/// <param name="Reasons">Why it is none.</param>
/// <param name="Networks">What each network makes of it, by name.</param>
/// <param name="Proposal">A better way to write it; null when there is none to tell.</param>
/// <param name="Campaigns">Those that carry it already, or one that looks the same, by id.</param>
/// <param name="Notes">What else is worth knowing of it.</param>
public sealed record HashtagCheck(
    bool Valid,
    string? Shown,
    string? Folded,
    HashtagLength Length,
    IReadOnlyList<HashtagNote> Reasons,
    IReadOnlyList<NetworkShown> Networks,
    HashtagProposal? Proposal,
    IReadOnlyList<HashtagHolder> Campaigns,
    IReadOnlyList<HashtagNote> Notes);

/// <summary>How long a hashtag is without its sign.</summary>
/// <param name="Characters">In code points.</param>
/// <param name="Graphemes">In characters as people count them.</param>
/// <param name="Bytes">In UTF-8.</param>
public sealed record HashtagLength(int Characters, int Graphemes, int Bytes);

/// <summary>What a network makes of a hashtag.</summary>
/// <param name="Reasons">Why it is not valid there.</param>
public sealed record NetworkShown(string Network, bool Valid, IReadOnlyList<HashtagNote> Reasons, IReadOnlyList<HashtagNote> Notes);

/// <summary>A campaign that carries a hashtag already.</summary>
/// <param name="Hashtag">As it is typed there.</param>
/// <param name="Same">False when it only looks the same.</param>
public sealed record HashtagHolder(string Campaign, string Name, string Hashtag, CampaignState State, bool Same);
