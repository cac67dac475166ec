using System.Text;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>How Bluesky keeps a hashtag: it folds case alone, so that #ecole and #école are two there.</summary>
/// <remarks>bluesky-social/indigo, search/post_schema: tags are whole words with the one filter `lowercase`.</remarks>
internal static class BlueskySpelling
{
    /// <summary>The folded form, and the one that was typed where case is not all that tells them apart.</summary>
    public static IReadOnlyList<string> Of(Hashtag hashtag)
    {
        var typed = hashtag.Shown.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        return typed == hashtag.Folded ? [hashtag.Folded] : [hashtag.Folded, typed];
    }
}
