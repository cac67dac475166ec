using System.Collections.Concurrent;

namespace Relais.Http;

/// <summary>Remembers of the URLs last called whether they may be, so that each is judged once and not with every request.</summary>
internal sealed class UrlVerdicts(bool allowLoopback)
{
    // Two generations of so many, the older one forgotten as a whole: a few megabytes at the very most, however long the URLs.
    private const int MaxUrls = 4_096;
    private const int MaxUrlCharacters = 512;

    private ConcurrentDictionary<string, bool> young = New();
    private ConcurrentDictionary<string, bool> old = New();
    private int count;

    /// <summary>True when <see cref="UrlRules"/> find nothing against the URL.</summary>
    public bool Allow(Uri uri)
    {
        var url = uri.OriginalString;
        if (young.TryGetValue(url, out var allowed))
        {
            return allowed;
        }

        if (!old.TryGetValue(url, out allowed))
        {
            allowed = UrlRules.Reject(url, uri, allowLoopback) is null;
        }

        if (url.Length <= MaxUrlCharacters)
        {
            Keep(url, allowed);
        }

        return allowed;
    }

    // Two callers at once may both begin a generation: then some verdicts are found anew, and none is found wrong.
    private void Keep(string url, bool allowed)
    {
        if (Interlocked.Increment(ref count) > MaxUrls)
        {
            Volatile.Write(ref count, 0);
            old = young;
            young = New();
        }

        young[url] = allowed;
    }

    private static ConcurrentDictionary<string, bool> New() => new(StringComparer.Ordinal);
}
