using System.Collections.Concurrent;

namespace Relais.Http;

/// <summary>Remembers of the URLs last called whether they may be, so that each is judged once and not with every request.</summary>
internal sealed class UrlVerdicts(bool allowLoopback)
{
    // Two generations of so many characters, the older one forgotten as a whole: some ten megabytes at the very most.
    private const int MaxCharacters = 1_000_000;
    private const int EntryCharacters = 50; // what an entry takes besides its text
    private const int MaxUrlCharacters = 2_048;

    private const int Refused = -1;

    private ConcurrentDictionary<string, int> young = New();
    private ConcurrentDictionary<string, int> old = New();
    private int characters;

    /// <summary>True when <see cref="UrlRules"/> find nothing against the URL; then also where calls to its host are counted.</summary>
    public bool Allow(Uri uri, out int drawer)
    {
        var url = uri.OriginalString;
        if (young.TryGetValue(url, out drawer))
        {
            return drawer != Refused;
        }

        if (!old.TryGetValue(url, out drawer))
        {
            drawer = UrlRules.Reject(url, uri, allowLoopback) is null ? CallsInProgress.DrawerOf(uri) : Refused;
        }

        if (url.Length <= MaxUrlCharacters)
        {
            Keep(url, drawer);
        }

        return drawer != Refused;
    }

    // Two callers at once may both begin a generation: then some verdicts are found anew, and none is found wrong.
    private void Keep(string url, int drawer)
    {
        if (Interlocked.Add(ref characters, url.Length + EntryCharacters) > MaxCharacters)
        {
            Volatile.Write(ref characters, 0);
            old = young;
            young = New();
        }

        young[url] = drawer;
    }

    private static ConcurrentDictionary<string, int> New() => new(StringComparer.Ordinal);
}
