namespace Relais.EndToEndTests.Delivering;

/// <summary>How much of everything.</summary>
/// <param name="Restarts">Of storage.</param>
/// <param name="Failures">Calls that a failing or hanging destination leaves unanswered before it is well.</param>
/// <param name="Slowest">The longest that a receiver takes to answer.</param>
/// <param name="Turn">The longest time between two things that the meddler does.</param>
/// <param name="Patience">How long a kill waits for something to be under way.</param>
internal sealed record Scale(int People, int Kills, int Restarts, int Hosts, int Failures, TimeSpan Slowest, TimeSpan Turn, TimeSpan Patience);

/// <summary>All that plays: storage on disk, the receivers, processes of the app, a meddler at the queues, a campaign with its people.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly DiskEmulator storage;
    private readonly string campaign;

    private Scene(DiskEmulator storage, Crowd crowd, KilledApps apps, string campaign, TimeSpan turn, int seed)
    {
        (this.storage, this.campaign, Crowd, Apps) = (storage, campaign, crowd, apps);
        (Meddler, Draw) = (new Meddler(storage.ConnectionString, turn, seed), new Random(seed));
    }

    public Crowd Crowd { get; }

    public KilledApps Apps { get; }

    public Meddler Meddler { get; }

    public Random Draw { get; }

    public int Restarts { get; private set; }

    /// <summary>Everything, with no app running.</summary>
    public static async Task<Scene> StartAsync(Scale scale, int instances, int seed)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Storage is stopped with a signal.");
        var storage = await DiskEmulator.StartAsync();
        var crowd = await Crowd.StartAsync(scale.Hosts, scale.Failures, scale.Slowest, seed);
        var apps = new KilledApps(storage.ConnectionString, instances);
        await apps.StartAsync(0, delivers: false);
        var campaign = await Call.GatherAsync(apps, storage.ConnectionString, scale.People, crowd.AddressOf);
        await apps.KillAsync(0);
        return new Scene(storage, crowd, apps, campaign, scale.Turn, seed);
    }

    public Task<Call> RaiseAsync(string title) => Call.RaiseAsync(Apps, storage.ConnectionString, campaign, title);

    public Task HaltAsync() => Apps.CallAsync(HttpMethod.Post, "api/halt", new { campaign, reason = "A test." });

    public Task ResumeAsync() => Apps.CallAsync(HttpMethod.Post, "api/resume", new { campaign });

    public async Task RestartStorageAsync()
    {
        await storage.RestartAsync();
        Restarts++;
    }

    public Task KillAllAsync() => Apps.KillAllAsync();

    public async ValueTask DisposeAsync()
    {
        await Apps.DisposeAsync();
        await Crowd.DisposeAsync();
        await storage.DisposeAsync();
    }
}
