using System.Globalization;
using System.Net.Http.Headers;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>How long a site that answered wants to be left alone, by what came with its answer and by what the feed says.</summary>
internal static class FeedWish
{
    // A year's caching is meant for files that never change; a feed is looked at once a day at least.
    private const int LongestQuietSeconds = 24 * 60 * 60;

    private const int SecondsAMinute = 60;

    // A poll that comes a moment early must not wait for a whole turn more.
    private static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    /// <summary>The instant before which it is not to be asked again; null where nothing was said that reaches beyond now.</summary>
    public static DateTimeOffset? QuietUntil(OutboundReply reply, int? ttlMinutes, DateTimeOffset now)
    {
        var latest = now.AddSeconds(LongestQuietSeconds);
        var seconds = Math.Max(FreshSeconds(reply), Math.Min(ttlMinutes ?? 0, LongestQuietSeconds / SecondsAMinute) * SecondsAMinute);
        var wish = now.AddSeconds(Math.Min(seconds, LongestQuietSeconds));
        wish = reply.RetryAfter is { } asked && asked > wish ? asked : wish;
        wish = (wish < latest ? wish : latest) - Leeway;
        return wish > now ? wish : null;
    }

    // RFC 9111, sections 5.2.2 and 5.1: what a cache on the way has already had it for is no longer ahead.
    private static int FreshSeconds(OutboundReply reply)
    {
        if (!CacheControlHeaderValue.TryParse(reply.Header("Cache-Control"), out var cache) || cache.NoCache || cache.NoStore || cache.MaxAge is not { } age)
        {
            return 0;
        }

        var had = int.TryParse(reply.Header("Age"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
        return (int)Math.Clamp(age.TotalSeconds - had, 0, LongestQuietSeconds);
    }
}
