using System.Text;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>How Mastodon keeps a hashtag: it folds case and the accents of western letters, but neither ligatures nor the accents of other alphabets.</summary>
internal static class MastodonSpelling
{
    // mastodon, ascii_folding: the letters with marks that it knows lie between these.
    private const char FirstFolded = '\u00C0';
    private const char LastFolded = '\u017F';

    /// <summary>The folded form, and the one that was typed where the instance would take it for another hashtag: #coeur and #cœur are two there.</summary>
    public static IReadOnlyList<string> Of(Hashtag hashtag)
    {
        var typed = hashtag.Shown.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        return string.Concat(typed.Select(Bare)) == hashtag.Folded ? [hashtag.Folded] : [hashtag.Folded, typed];
    }

    private static char Bare(char letter) =>
        letter is >= FirstFolded and <= LastFolded && letter.ToString().Normalize(NormalizationForm.FormD)[0] is var bare && char.IsAsciiLetter(bare) ? bare : letter;
}
