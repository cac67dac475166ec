namespace Relais.Rehearsal;

/// <summary>Networks that nobody has to reach for a demonstration: a Mastodon instance, Bluesky, X and a site with a feed, all of them one server on this machine.</summary>
public sealed class StandIns : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly LaterClock clock;

    private StandIns(WebApplication server, LaterClock clock, Sink sink) => (this.server, this.clock, Sink) = (server, clock, sink);

    /// <summary>Receives webhooks, beside them.</summary>
    public Sink Sink { get; }

    public Uri Address => new(server.Urls.First() + "/");

    public Uri Feed => new(Address, StandInFeed.Path);

    /// <summary>What was published in all, by the kind of source that tells of it.</summary>
    public IReadOnlyDictionary<string, int> Published { get; } = BundledDay.Posts().CountBy(post => post.Network).Append(new("feed", StandInFeed.Items))
        .ToDictionary(StringComparer.Ordinal);

    /// <param name="output">Where it is said what the sink received.</param>
    public static async Task<StandIns> StartAsync(TextWriter output, DateTimeOffset beginning)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Where the stand-ins listen is nobody's business, and would be taken for the app's own address.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        var server = builder.Build();
        var clock = new LaterClock();
        var sink = new Sink(output, clock);
        new StandInInstance(beginning, clock).Map(server);
        new StandInBluesky(beginning, clock).Map(server);
        new StandInX(beginning, clock).Map(server);
        new StandInFeed(beginning, clock).Map(server);
        sink.Map(server);
        await server.StartAsync();
        return new StandIns(server, clock, sink);
    }

    /// <summary>The settings by which an app asks them instead of the networks; keys that the operator has set for those are not theirs to see.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Polling:Bluesky:Host"] = Address.Authority,
        ["Polling:Bluesky:Handle"] = StandInBluesky.Handle,
        ["Polling:Bluesky:AppPassword"] = StandInBluesky.Password,
        ["Polling:X:BaseAddress"] = Address.ToString(),
        ["Polling:X:BearerToken"] = StandInX.Token,
        // Nothing of X is asked here: whoever follows the real one needs the approval that this names.
        ["Polling:X:ApprovedInWritingToMonitorSensitiveEvents"] = "true",
        ["Polling:X:MonthlyDollars"] = "50",
    };

    /// <summary>They show of the day what has been published by the time of the app, which is put together after them.</summary>
    public void Follow(TimeProvider time) => clock.Time = time;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class LaterClock : TimeProvider
    {
        public TimeProvider Time { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Time.GetUtcNow();
    }
}
