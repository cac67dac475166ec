using System.Text.Json.Serialization;

namespace Relais.Campaigns;

/// <summary>One question asked of one source: posts with any of these hashtags. Campaigns that ask the same share it.</summary>
/// <param name="Tags">As the source is asked for them, those of one hashtag together, the hashtags in the order of their folded forms.</param>
/// <param name="Without">Folded hashtags that an earlier question of the same campaign has counted already: a post with one of them is left out here.</param>
public sealed record TrackedQuery(string Kind, string Host, IReadOnlyList<string> Tags, IReadOnlyList<string> Without)
{
    // Azure's limit is 512 UTF-16 units a key; what is longer is named by its digest.
    private const int LongestKeyChars = 400;

    /// <summary>Names this question in keys and messages; the same question always has the same key.</summary>
    [JsonIgnore]
    public string Key
    {
        get
        {
            var key = $"{Kind}~{Host.Replace('/', '|')}~{string.Join('+', Tags)}{(Without.Count == 0 ? "" : "~" + string.Join('+', Without))}";
            return key.Length <= LongestKeyChars ? key : $"{Kind}~{Digest.Of(key)}";
        }
    }

    /// <summary>The questions that one campaign asks, so that a post with two of its hashtags is counted once.</summary>
    public static IEnumerable<TrackedQuery> Of(Campaign campaign, IReadOnlyDictionary<string, SourceKind> kinds)
    {
        var hashtags = campaign.Hashtags.DistinctBy(hashtag => hashtag.Folded).OrderBy(hashtag => hashtag.Folded, StringComparer.Ordinal).ToArray();
        foreach (var source in campaign.Sources)
        {
            if (!kinds.TryGetValue(source.Kind, out var kind))
            {
                continue;
            }

            var (tags, without) = (new List<string>(), new List<string>());
            foreach (var hashtag in hashtags)
            {
                var spellings = kind.Spell?.Invoke(hashtag) ?? [hashtag.Folded];
                if (tags.Count > 0 && tags.Count + spellings.Count > kind.MostHashtagsAQuery)
                {
                    yield return new TrackedQuery(source.Kind, source.Host, tags, [.. without]);
                    without.AddRange(hashtags.Select(earlier => earlier.Folded).TakeWhile(folded => folded != hashtag.Folded).Skip(without.Count));
                    tags = [];
                }

                tags.AddRange(spellings);
            }

            if (tags.Count > 0)
            {
                yield return new TrackedQuery(source.Kind, source.Host, tags, without);
            }
        }
    }
}
