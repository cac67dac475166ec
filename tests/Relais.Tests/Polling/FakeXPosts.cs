using System.Globalization;
using System.Text;

namespace Relais.Tests.Polling;

/// <summary>The posts of a pretended X, each version with an id that carries its millisecond, and the part of the query's grammar that is known here.</summary>
internal sealed class FakeXPosts
{
    private const long IdsBeginMs = 1_288_834_974_657;

    private readonly Lock gate = new();
    private readonly List<FakeXPost> posts = [];
    private readonly HashSet<ulong> ids = [];
    private readonly HashSet<ulong> hidden = [];
    private readonly Dictionary<ulong, (int Reposts, int Likes)> fares = [];

    public ulong Add(DateTimeOffset at, string[] tags, bool isRetweet, DateTimeOffset? foundFrom = null)
    {
        lock (gate)
        {
            var id = NewId(at);
            posts.Add(new FakeXPost(id, at, tags, isRetweet, [id], foundFrom ?? at));
            return id;
        }
    }

    public ulong Edit(ulong id, DateTimeOffset at, string[] tags)
    {
        lock (gate)
        {
            var before = posts.Single(post => post.Id == id);
            var edition = NewId(at);
            posts.Add(new FakeXPost(edition, at, tags, before.IsRetweet, [.. before.History, edition], at));
            return edition;
        }
    }

    public void Delete(ulong id)
    {
        lock (gate)
        {
            posts.RemoveAll(post => post.History.Contains(id));
        }
    }

    public void Protect(ulong id)
    {
        lock (gate)
        {
            hidden.Add(id);
        }
    }

    public void Fares(ulong id, int reposts, int likes)
    {
        lock (gate)
        {
            fares[id] = (reposts, likes);
        }
    }

    /// <summary>A version by its id; null where there is none, or none that may be shown.</summary>
    public (FakeXPost? Post, bool IsHidden, int Reposts, int Likes) Find(ulong id)
    {
        lock (gate)
        {
            var (reposts, likes) = fares.GetValueOrDefault(id);
            return (posts.FirstOrDefault(post => post.Id == id), hidden.Contains(id), reposts, likes);
        }
    }

    /// <summary>Of each post the newest version that there is by now, newest first.</summary>
    public IReadOnlyList<FakeXPost> Shown(DateTimeOffset now)
    {
        lock (gate)
        {
            return [.. posts.Where(post => post.FoundFrom <= now).GroupBy(post => post.History[0]).Select(versions => versions.MaxBy(post => post.Id)!).OrderByDescending(post => post.Id)];
        }
    }

    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + IdsBeginMs);

    // (#a OR #b) -#c -is:retweet, and nothing else; a query of more than 512 characters is refused.
    public static Func<FakeXPost, bool>? Matcher(string query)
    {
        var words = query.Replace("(", "").Replace(")", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = words.Where(word => word.StartsWith('#')).Select(word => word[1..]).ToArray();
        var unwanted = words.Where(word => word.StartsWith("-#", StringComparison.Ordinal)).Select(word => word[2..]).ToArray();
        var known = words.All(word => word is "OR" or "-is:retweet" || word.StartsWith('#') || word.StartsWith("-#", StringComparison.Ordinal));
        return query.Length > 512 || wanted.Length == 0 || !known || words.Count(word => word == "OR") != wanted.Length - 1
            ? null
            : post => !(post.IsRetweet && words.Contains("-is:retweet"))
                && wanted.Any(tag => Holds(post, tag)) && !unwanted.Any(tag => Holds(post, tag));
    }

    // Neither case nor the marks on letters make a difference.
    private static bool Holds(FakeXPost post, string tag) =>
        post.Tags.Any(own => string.Equals(Bare(own), Bare(tag), StringComparison.OrdinalIgnoreCase));

    private static string Bare(string tag) =>
        string.Concat(tag.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));

    private ulong NewId(DateTimeOffset at)
    {
        var id = (ulong)(at.ToUnixTimeMilliseconds() - IdsBeginMs) << 22;
        while (!ids.Add(id))
        {
            id++;
        }

        return id;
    }
}

/// <summary>One version of a post.</summary>
/// <param name="History">The ids of its versions, oldest first, its own last.</param>
/// <param name="FoundFrom">From then on searches find it.</param>
internal sealed record FakeXPost(ulong Id, DateTimeOffset At, string[] Tags, bool IsRetweet, IReadOnlyList<ulong> History, DateTimeOffset FoundFrom);
