using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Http;

namespace Relais.Tests.Polling;

/// <summary>A source with an account, on a clock that a test sets, against a host of Bluesky's on this machine.</summary>
internal sealed class BlueskyTestBed : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Since = Noon.AddHours(-1);

    private readonly SteppedClock clock = new();
    private readonly List<IDisposable> opened = [];
    private BlueskySource? source;

    private BlueskyTestBed() => clock.Set(Noon);

    public required FakeBluesky Bluesky { get; set; }

    public string? Password { get; set; } = FakeBluesky.Password;

    public TimeSpan TotalLimit { get; set; } = TimeSpan.FromSeconds(15);

    public DateTimeOffset Now
    {
        get => clock.GetUtcNow();
        set => clock.Set(value);
    }

    public BlueskySource Source => source ??= Open();

    public static async Task<BlueskyTestBed> StartAsync()
    {
        var bed = new BlueskyTestBed { Bluesky = null! };
        bed.Bluesky = await FakeBluesky.StartAsync(() => bed.Now);
        return bed;
    }

    /// <summary>Another process takes over, which remembers nothing.</summary>
    public void Restart() => source = null;

    public TrackedQuery Query(params string[] tags) => new("bluesky", Bluesky.Host, tags.Length == 0 ? ["climat"] : tags, []);

    public Task<PollOutcome> PollAsync(Cursor cursor, TrackedQuery? query = null) => Source.AskAsync(query ?? Query(), cursor, Since, Now, CancellationToken.None);

    public async Task<PollOutcome.Answered> AskAsync(Cursor cursor, TrackedQuery? query = null) => Assert.IsType<PollOutcome.Answered>(await PollAsync(cursor, query));

    public async Task<PollOutcome.Refused> RefusedAsync() => Assert.IsType<PollOutcome.Refused>(await PollAsync(Cursor.None));

    public static Cursor After(PollOutcome.Answered answer) => Cursor.None with { Position = answer.Fold.Position, AskedUntil = answer.Fold.AskedUntil };

    public async ValueTask DisposeAsync()
    {
        opened.ForEach(one => one.Dispose());
        await Bluesky.DisposeAsync();
    }

    private BlueskySource Open()
    {
        var settings = OutboundCalls.Loopback with { TotalLimit = TotalLimit };
        var account = new BlueskyAccount(Bluesky.Host, Password is null ? null : FakeBluesky.Handle, Password);
        var http = new OutboundHttp(OutboundCalls.Hosts(settings), settings, clock);
        var session = new BlueskySession(http, account);
        opened.AddRange([session, http]);
        return new BlueskySource(account, session);
    }
}
