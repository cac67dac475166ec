using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Http;

namespace Relais.Tests.Polling;

/// <summary>A site with a feed, and the source that reads it at an instant of the test's own.</summary>
internal sealed class FeedTestBed : IAsyncDisposable
{
    private readonly SteppedClock clock = new();
    private readonly OutboundHttp http;
    private readonly FeedSource source;

    private FeedTestBed(FeedServer site)
    {
        Site = site;
        http = new OutboundHttp(OutboundCalls.Hosts(OutboundCalls.Loopback), OutboundCalls.Loopback, clock);
        source = new FeedSource(http);
    }

    public FeedServer Site { get; }

    public static async Task<FeedTestBed> StartAsync() => new(await FeedServer.StartAsync());

    public Task<PollOutcome> AskAsync(Cursor cursor, DateTimeOffset since, DateTimeOffset now, TrackedQuery? query = null)
    {
        clock.Set(now);
        return source.AskAsync(query ?? new TrackedQuery("feed", "localhost", [], [], Site.Url), cursor, since, now, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return Site.DisposeAsync();
    }
}
