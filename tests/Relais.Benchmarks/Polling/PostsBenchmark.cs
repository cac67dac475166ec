using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Web;
using Relais.Benchmarks.App;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;

namespace Relais.Benchmarks.Polling;

/// <summary>Says how fast posts of Mastodon are read: decoded, beside a parser that only looks for where things are; and decoded, gathered and folded into storage.</summary>
internal static class PostsBenchmark
{
    private const string Host = "mastodon.example";
    private const double MostPerThousand = 20;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        Decode(options);
        var (posts, rounds) = options.Quick ? (2_000, 1) : (10_000, 5);
        await using var emulator = await StorageEmulator.StartAsync();
        var runs = new List<PostsFolded>();
        for (var round = 0; round < rounds; round++)
        {
            runs.Add(await FoldAsync(emulator, posts));
        }

        Figures.Print($"{posts:N0} posts of a backlog, decoded, gathered and folded, {rounds} rounds");
        Figures.Print($"    {Figures.Median(runs.Select(run => run.Posts / run.Time.TotalSeconds)):N0} posts a second ({runs.Min(run => run.Posts / run.Time.TotalSeconds):N0} to {runs.Max(run => run.Posts / run.Time.TotalSeconds):N0})");
        Figures.Print($"    {runs[0].PerThousand:0.0} requests to storage per 1,000 posts; aim ≤ {MostPerThousand}");
        Machine.PrintLoad();
        return runs.TrueForAll(run => run.PerThousand <= MostPerThousand) ? 0 : 1;
    }

    /// <summary>A backlog that waits on an instance is read by as many polls as it takes; what they ask of storage is exact.</summary>
    public static async Task<PostsFolded> FoldAsync(StorageEmulator emulator, int posts)
    {
        // One post gives the cursor its place; the others come after it, ten seconds apart: about the rate that a campaign in its best hour has.
        var published = 1;
        byte[][] statuses = [.. Enumerable.Range(1, posts + 1).Select(number => RecordedStatus.Of(number, MeasuredApp.Beginning.AddSeconds(10 * (number - 1)), Host, "boiteaoutils"))];
        using var instance = new Strangers(uri => Answer(uri, statuses.AsSpan(0, published)));
        await using var app = await MeasuredApp.StartAsync(emulator, outside: instance, onlyCounts: true);
        var query = new TrackedQuery(MastodonSource.Declaration.Name, Host, ["boiteaoutils"], []);
        var due = new PollDue(query, [], MeasuredApp.Beginning.AddMinutes(-5));
        await PollAsync(app, due, MeasuredApp.Beginning);
        published = statuses.Length;

        var (requests, watch, now) = (0, new Stopwatch(), MeasuredApp.Beginning.AddSeconds(10 * posts));
        var signals = 1L;
        while (signals < statuses.Length)
        {
            var before = app.Storage.Count;
            watch.Start();
            await PollAsync(app, due, now = now.AddMinutes(1));
            watch.Stop();
            requests += app.Storage.Count - before;
            var after = (await app.Get<SignalStore>().ReadCursorAsync(query.Key, default)).Signals;
            signals = after > signals ? after : throw new InvalidOperationException($"Of {statuses.Length} posts {after} were counted, and no more came.");
        }

        return signals == statuses.Length
            ? new PostsFolded(posts, watch.Elapsed, requests * 1000.0 / posts)
            : throw new InvalidOperationException($"Of {statuses.Length} posts {signals} were counted.");
    }

    private static Task PollAsync(MeasuredApp app, PollDue due, DateTimeOffset now)
    {
        app.Get<Relais.Hosting.Local.SteppedClock>().Set(now);
        return app.CallAsync<PollSource>(poll => poll.RunAsync(due, default));
    }

    private static HttpResponseMessage Answer(Uri asked, ReadOnlySpan<byte[]> published)
    {
        var after = HttpUtility.ParseQueryString(asked.Query)["min_id"] is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : 0;
        var page = published[Math.Min(after, published.Length)..];
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(RecordedStatus.Page([.. page[..Math.Min(page.Length, RecordedStatus.LargestPage)]])) };
    }

    private static void Decode(BenchmarkOptions options)
    {
        var (pages, rounds) = options.Quick ? (20, 3) : (200, 15);
        var bytes = RecordedStatus.Page(Enumerable.Range(1, RecordedStatus.LargestPage).Select(number => RecordedStatus.Of(number, MeasuredApp.Beginning.AddSeconds(number), Host, "boiteaoutils")));
        var reply = new OutboundReply(200, null, null, bytes, MeasuredApp.Beginning, null);
        var ratios = new List<double>();
        var perSecond = new List<double>();
        for (var round = -1; round < rounds; round++)
        {
            // In turns, so that whatever else this machine does is shared; the first turn compiles.
            var parse = Time(pages, () =>
            {
                using var document = JsonDocument.Parse(bytes);
                return document.RootElement.GetArrayLength();
            });
            var decode = Time(pages, () => MastodonStatus.ReadPage(reply)!.Count);
            if (round >= 0)
            {
                ratios.Add(decode / parse);
                perSecond.Add(pages * RecordedStatus.LargestPage / decode.TotalSeconds);
            }
        }

        Figures.Print($"a page of {RecordedStatus.LargestPage} statuses, {bytes.Length / 1024.0:F0} KiB");
        Figures.Print($"    decoded: {Figures.Median(perSecond):N0} posts a second");
        Figures.PrintRatio("decode ÷ JsonDocument.Parse of the same bytes", ratios);
    }

    private static TimeSpan Time(int times, Func<int> action)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < times; i++)
        {
            if (action() != RecordedStatus.LargestPage)
            {
                throw new InvalidOperationException("A page is not whole.");
            }
        }

        return watch.Elapsed;
    }
}

/// <summary>What folding a backlog came to.</summary>
/// <param name="PerThousand">Requests to storage for each thousand posts.</param>
internal sealed record PostsFolded(int Posts, TimeSpan Time, double PerThousand);
