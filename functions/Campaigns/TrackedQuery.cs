using System.Text.Json.Serialization;

namespace Relais.Campaigns;

/// <summary>One question asked of one source: posts with any of these hashtags, all that stands at an address, or how many there use the hashtags. Campaigns that ask the same share it.</summary>
/// <param name="Tags">As the source is asked for them, or as what stands at the address is looked through for them, those of one hashtag together, the hashtags in the order of their folded forms.</param>
/// <param name="Without">Folded hashtags that an earlier question of the same campaign has counted already: a post with one of them is left out here.</param>
/// <param name="Url">The address, of a source that is not asked by hashtag; null elsewhere.</param>
/// <param name="Among">All hosts that one campaign asks this of, in order, where they pass posts on to each other: each post is counted at one of them. Null where there is one alone.</param>
public sealed record TrackedQuery(
    string Kind, string Host, IReadOnlyList<string> Tags, IReadOnlyList<string> Without, string? Url = null, IReadOnlyList<string>? Among = null)
{
    // Azure's limit is 512 UTF-16 units a key; what is longer is named by its digest.
    private const int LongestKeyChars = 400;

    // Of an address: enough to tell two of one site apart, and twenty of them fit into a snapshot.
    private const int LongestWhereChars = 100;

    /// <summary>Names this question in keys and messages; the same question always has the same key.</summary>
    [JsonIgnore]
    public string Key
    {
        get
        {
            // An address may hold what no key can, and what no log should.
            var what = Url is null ? string.Join('+', Tags) : Digest.Of(Tags.Count == 0 ? Url : $"{Url}\n{string.Join('+', Tags)}");
            var without = Without.Count == 0 && Among is null ? "" : "~" + string.Join('+', Without);
            var key = $"{Kind}~{Host.Replace('/', '|')}~{what}{without}{(Among is null ? "" : "~" + string.Join('+', Among))}";
            return key.Length <= LongestKeyChars ? key : $"{Kind}~{Digest.Of(key)}";
        }
    }

    /// <summary>Names this question together with the same ones to the other hosts; null where there are none.</summary>
    [JsonIgnore]
    public string? AmongKey =>
        Among is null ? null : $"{Kind}~{Digest.Of(string.Join('~', string.Join('+', Tags), string.Join('+', Without), string.Join('+', Among)))}";

    /// <summary>Where this is asked, as people read it: the host, and of an address its path.</summary>
    [JsonIgnore]
    public string Where
    {
        get
        {
            var where = Url is null ? Host : Host + new Uri(Url).AbsolutePath;
            return where.Length <= LongestWhereChars ? where : where[..(LongestWhereChars - 1)] + "…";
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

            if (kind.ByUrl)
            {
                yield return new TrackedQuery(source.Kind, source.Host, kind.LooksForHashtags ? [.. hashtags.Select(hashtag => hashtag.Folded)] : [], [], source.Url);
                continue;
            }

            var among = kind.IsFederated ? AmongOf(campaign, source.Kind) : null;
            var (tags, without) = (new List<string>(), new List<string>());
            foreach (var hashtag in hashtags)
            {
                var spellings = kind.Spell?.Invoke(hashtag) ?? [hashtag.Folded];
                if (tags.Count > 0 && tags.Count + spellings.Count > kind.MostHashtagsAQuery)
                {
                    yield return new TrackedQuery(source.Kind, source.Host, tags, [.. without], Among: among);
                    without.AddRange(hashtags.Select(earlier => earlier.Folded).TakeWhile(folded => folded != hashtag.Folded).Skip(without.Count));
                    tags = [];
                }

                tags.AddRange(spellings);
            }

            if (tags.Count > 0)
            {
                yield return new TrackedQuery(source.Kind, source.Host, tags, without, Among: among);
            }
        }
    }

    private static string[]? AmongOf(Campaign campaign, string kind)
    {
        var hosts = campaign.Sources.Where(source => source.Kind == kind).Select(source => source.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return hosts.Length > 1 ? hosts : null;
    }
}
