using System.Globalization;
using Relais.Access;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Notifications;

namespace Relais.Rehearsal;

/// <summary>Shows the main job on one machine: a campaign, a day on four networks at high speed, the surge noticed, three subscribers told, one dashboard.</summary>
public sealed class Demo(WebApplication app, StandIns standIns, ProgressLine output, DateTimeOffset beginning)
{
    private const string CampaignName = "Boîte à outils";
    private const int WantAnnouncements = 2;
    private const int MostAlerts = 100;
    private static readonly TimeSpan Step = Detector.Bin;

    /// <summary>Settings that make an app a demonstration: stepped time, and tables and queues of its own.</summary>
    public static Dictionary<string, string?> Settings(IConfiguration given) => new()
    {
        ["Relais:Stepped"] = "true",
        ["Relais:Queues"] = "storage",
        // Never the given one itself: what has the demonstration's prefix is emptied before each run.
        ["Relais:Prefix"] = given["Relais:Prefix"] is { Length: > 0 } prefix ? "demo" + Digest.Of(prefix)[..10] : "demo",
        ["Polling:EveryMinutes"] = "5",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    /// <summary>Plays the day; true when everything published was counted, source by source, and every delivery is accounted for.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        var address = new Uri(app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/') + "/");
        var key = await app.Services.GetRequiredService<FirstKey>().GiveAsync("demo", null, cancellationToken);
        app.Services.GetRequiredService<SteppedClock>().Set(beginning);
        var campaign = await SetUpAsync(new DemoCalls(app.Services.GetRequiredService<OutboundHttp>(), address, key), cancellationToken);

        await PlayDayAsync(cancellationToken);
        var totals = await Totals.CountAsync(app.Services, campaign, cancellationToken);
        await output.WriteLineAsync($"The day is over: {totals.ToText()}.");
        var alerts = await app.Services.GetRequiredService<AlertStore>().ListAsync(campaign, "", MostAlerts, cancellationToken);
        var wrong = Check(totals, alerts, await AnnouncedAsync(alerts, cancellationToken));
        await output.WriteLineAsync(wrong ?? $"It adds up: published and counted were {Sources(totals.Counted)}; the announcement reached the {WantAnnouncements} who want such; and the states of the deliveries add up to the audience.");
        await output.WriteLineAsync($"Dashboard: {address}dashboard#key={key}");
        return wrong is null;
    }

    private async Task<string> SetUpAsync(DemoCalls calls, CancellationToken cancellationToken)
    {
        var host = standIns.Address;
        SourceDraft[] sources = [new("mastodon", host.Authority), new("bluesky"), new("x"), new("feed", Url: standIns.Feed.ToString(), Announces: true)];
        var campaign = await calls.CreateCampaignAsync(CampaignName, sources, cancellationToken);
        await calls.SubscribeAsync(campaign, "console", "stdout", "fr", null, cancellationToken);
        foreach (var (name, kinds) in new[] { ("steady", null), ("flaky", new[] { AlertKinds.Surge }) })
        {
            var secret = await calls.SubscribeAsync(campaign, "webhook", new Uri(host, $"sink/{name}").ToString(), "en", kinds, cancellationToken);
            standIns.Sink.Expect(name, WebhookSecret.Parse(secret!));
        }

        await output.WriteLineAsync($"Campaign {campaign} follows #{string.Join(" and #", BundledDay.Hashtags)} on Mastodon, Bluesky and X, and a feed that announces.");
        await output.WriteLineAsync($"All four are stand-ins on this machine, {host.Authority}; no network is asked.");
        await output.WriteLineAsync("Subscribed: the console (in French), a webhook, and a webhook that wants surges alone and fails twice before it accepts.");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Replaying a day of {standIns.Published.Values.Sum()} posts, {beginning:yyyy-MM-dd HH:mm} to {beginning + BundledDay.Length:yyyy-MM-dd HH:mm} UTC."));
        return campaign;
    }

    private async Task PlayDayAsync(CancellationToken cancellationToken)
    {
        var runtime = app.Services.GetRequiredService<SteppedRuntime>();
        for (var at = beginning + Step; at <= beginning + BundledDay.Length + Step; at += Step)
        {
            await runtime.StepAsync(at, cancellationToken);
            output.Show((at - beginning) / BundledDay.Length, at.ToString("HH:mm", CultureInfo.InvariantCulture));
        }

        output.Clear();
    }

    private string? Check(Totals totals, IReadOnlyList<Alert> alerts, int announced) =>
        !standIns.Published.All(source => totals.Counted.GetValueOrDefault(source.Key) == source.Value)
            ? $"It does not add up: published were {Sources(standIns.Published.ToDictionary(source => source.Key, source => (long)source.Value))}; counted were {Sources(totals.Counted)}."
        : new[] { AlertKinds.Surge, AlertKinds.Announcement }.Any(kind => alerts.Count(alert => alert.Kind == kind) != 1)
            ? "It does not add up: the surge or the announcement was not noticed."
        : announced != WantAnnouncements ? $"It does not add up: the announcement reached {announced} of the {WantAnnouncements} who want such."
        : totals.Deliveries.Sent != totals.Deliveries.Audience ? "It does not add up: not every delivery has been sent."
        : null;

    private static string Sources(IReadOnlyDictionary<string, long> posts) => string.Join(", ", posts.Select(source => $"{source.Key} {source.Value}"));

    // How many the announcement of the feed has reached.
    private async Task<int> AnnouncedAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        var reached = 0;
        foreach (var alert in alerts)
        {
            reached += alert.Kind == AlertKinds.Announcement ? (await app.Services.GetRequiredService<LedgerReader>().CountAsync(alert.Id, 1, cancellationToken)).Sent : 0;
        }

        return reached;
    }

    /// <summary>Carries on in real time until the app is stopped.</summary>
    public async Task StayAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("The app stays up. Ctrl+C ends it.");
        var runtime = app.Services.GetRequiredService<SteppedRuntime>();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!cancellationToken.IsCancellationRequested && await tick.WaitForNextTickAsync(cancellationToken))
        {
            await runtime.StepAsync(TimeProvider.System.GetUtcNow(), cancellationToken);
        }
    }
}
