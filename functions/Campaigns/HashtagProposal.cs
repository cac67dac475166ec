namespace Relais.Campaigns;

/// <summary>A better way to write a hashtag, and why.</summary>
/// <param name="Folded">As it is matched; the same as that of what was typed unless it is another hashtag.</param>
/// <param name="Words">What it is made of.</param>
/// <param name="From">Where the words come from: `words`, `typed`, `campaign` (the name of one) or `capitals`.</param>
public sealed record HashtagProposal(string Hashtag, string Folded, IReadOnlyList<string> Words, string From, HashtagNote Why)
{
    private static readonly HashtagNote CamelCase = new(
        "camel-case",
        new(
            "With a capital at the beginning of each word, screen readers say the words, and everybody sees them.",
            "Avec une majuscule au début de chaque mot, les lecteurs d'écran disent les mots, et tout le monde les voit."));

    private static readonly HashtagNote Joined = new(
        "joined", new("Without what ends a hashtag, it is one.", "Sans ce qui termine un hashtag, c'en est un."));

    /// <summary>The first that can be made of: words given, words typed, the name of a campaign, and capitals; null when none is better than what was typed.</summary>
    public static HashtagProposal? Of(string body, Hashtag? hashtag, string? words, IEnumerable<Campaign> campaigns)
    {
        if (HashtagWords.Split(words ?? "") is { Count: > 0 } given)
        {
            return Of(given, "words", hashtag);
        }

        if (hashtag is null)
        {
            // Two hashtags in a row are two, and nobody knows which of them is meant.
            return body.EnumerateRunes().Any(HashtagScanner.IsSign) || HashtagWords.Split(body) is not { Count: > 0 } typed ? null : Of(typed, "typed", hashtag);
        }

        if (HashtagWords.SplitAtCapitals(hashtag.Shown) is { Count: > 1 } capitals)
        {
            return Of(capitals, "capitals", hashtag);
        }

        var named = campaigns.Select(campaign => HashtagWords.Find(campaign.Name, hashtag.Folded)).FirstOrDefault(found => found.Count > 1);
        return named is null ? null : Of(named, "campaign", hashtag);
    }

    private static HashtagProposal? Of(IReadOnlyList<string> words, string from, Hashtag? typed)
    {
        var capitals = words.Count > 1 ? HashtagWords.Capitalise(words) : words;
        return Campaigns.Hashtag.TryParse(string.Concat(capitals), out var better, out _) && better.Shown != typed?.Shown
            ? new(better.Shown, better.Folded, capitals, from, capitals.Count > 1 && HashtagWords.HasCase(better.Shown) ? CamelCase : Joined)
            : null;
    }
}
