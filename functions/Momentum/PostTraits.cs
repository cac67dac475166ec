using System.Text.RegularExpressions;
using Relais.Campaigns;

namespace Relais.Momentum;

/// <summary>What a network tells of a post beside that it is there: looked at while it is counted, and kept with no post.</summary>
/// <param name="Name">Its one name in the whole network, whichever host shows it.</param>
/// <param name="Published">When it was published, as it says itself: the same at every host, even where that lies ahead.</param>
/// <param name="Hashtags">Those that it carries beside the ones that were asked for, each once.</param>
/// <param name="Account">Who wrote it; null where they are not to be counted, or are not known.</param>
public sealed record PostTraits(string Name, DateTimeOffset Published, IReadOnlyList<Hashtag> Hashtags, PublicAccount? Account)
{
    // Whoever hangs more on a post does not mean them; and a post is not to weigh as much as a day.
    private const int MostHashtags = 30;

    /// <param name="typed">Hashtags as the network has them; what is none is left out.</param>
    public static PostTraits Of(TrackedQuery query, string name, DateTimeOffset published, IEnumerable<string> typed, PublicAccount? account)
    {
        var asked = query.Tags.Select(Hashtag.Fold).ToHashSet(StringComparer.Ordinal);
        var others = typed.Take(MostHashtags)
            .Select(text => Hashtag.TryParse(text, out var hashtag, out _) ? hashtag : null)
            .OfType<Hashtag>()
            .DistinctBy(hashtag => hashtag.Folded)
            .Where(hashtag => !asked.Contains(hashtag.Folded));
        return new PostTraits(name, published, [.. others], account);
    }
}

/// <summary>An account that anybody may see, and that has not asked to be left out.</summary>
/// <param name="Name">As people write it: <c>@someone@mastodon.example</c>.</param>
/// <param name="Url">Its page.</param>
public sealed partial record PublicAccount(string Name, string Url)
{
    // A hundred of them share a row with the hashtags of a day, which is to stay under 64 KiB.
    private const int LongestNameChars = 60;
    private const int LongestUrlChars = 100;

    /// <summary>Null when that names no account that could be shown.</summary>
    public static PublicAccount? Of(string? name, string? url) =>
        name?.Length <= LongestNameChars && NameForm().IsMatch(name)
        && url?.Length <= LongestUrlChars && Uri.TryCreate(url, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps && UrlForm().IsMatch(url)
            ? new PublicAccount(name, url)
            : null;

    [GeneratedRegex(@"^@[\p{L}\p{Nd}_.-]+(@[\p{L}\p{Nd}.:-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^[!-~]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex UrlForm();
}
