using System.Globalization;
using System.Web;
using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Polling;

/// <summary>A Mastodon instance on which every hashtag there is gets one status a minute; it counts who asks.</summary>
internal sealed class CrowdedInstance(string host)
{
    private const string Path = "/api/v1/timelines/tag/";

    private int minute;
    private int asked;

    public int Asked => Volatile.Read(ref asked);

    /// <summary>Lets time go on: so many minutes since <see cref="MeasuredApp.Beginning"/>.</summary>
    public void GoTo(int minutes) => Volatile.Write(ref minute, minutes);

    /// <summary>A page of a timeline; null for every other path.</summary>
    public byte[]? Answer(Uri uri)
    {
        if (!uri.AbsolutePath.StartsWith(Path, StringComparison.Ordinal))
        {
            return null;
        }

        Interlocked.Increment(ref asked);
        var now = Volatile.Read(ref minute);
        var hashtag = Uri.UnescapeDataString(uri.AbsolutePath[Path.Length..]);
        var after = HttpUtility.ParseQueryString(uri.Query)["min_id"] is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : Math.Max(0, now - RecordedStatus.LargestPage);
        return RecordedStatus.Page(Enumerable.Range(after + 1, Math.Clamp(now - after, 0, RecordedStatus.LargestPage))
            .Select(number => RecordedStatus.Of(number, MeasuredApp.Beginning.AddMinutes(number).AddSeconds(-1), host, hashtag)));
    }
}
