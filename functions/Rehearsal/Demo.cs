using System.Globalization;
using Relais.Access;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Rehearsal;

/// <summary>Shows the main job on one machine: a campaign, a day of posts at high speed, the surge noticed, three subscribers told, one dashboard.</summary>
public sealed class Demo(WebApplication app, WebApplication strangers, StandInInstance instance, Sink sink, ProgressLine output, DateTimeOffset beginning)
{
    private const string CampaignName = "Boîte à outils";
    private static readonly TimeSpan Step = Detector.Bin;

    /// <summary>Settings that make an app a demonstration: stepped time, and tables and queues of its own.</summary>
    public static Dictionary<string, string?> Settings(IConfiguration given) => new()
    {
        ["Relais:Stepped"] = "true",
        // Never the given one itself: what has the demonstration's prefix is emptied before each run.
        ["Relais:Prefix"] = given["Relais:Prefix"] is { Length: > 0 } prefix ? "demo" + Digest.Of(prefix)[..10] : "demo",
        ["Polling:EveryMinutes"] = "5",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    /// <summary>Plays the day; true when everything published was counted and every delivery is accounted for.</summary>
    public async Task<bool> PlayAsync(CancellationToken cancellationToken)
    {
        var (address, host) = (AddressOf(app), AddressOf(strangers));
        var key = await app.Services.GetRequiredService<FirstKey>().GiveAsync("demo", null, cancellationToken);
        app.Services.GetRequiredService<SteppedClock>().Set(beginning);
        var campaign = await SetUpAsync(new DemoCalls(app.Services.GetRequiredService<OutboundHttp>(), address, key), host, cancellationToken);

        await PlayDayAsync(cancellationToken);
        var totals = await Totals.CountAsync(app.Services, campaign, cancellationToken);
        await output.WriteLineAsync($"The day is over: {totals.ToText()}.");
        var wrong = Check(totals);
        await output.WriteLineAsync(wrong ?? $"It adds up: {instance.Posts} posts were published and counted, and the states of the deliveries add up to the audience.");
        await output.WriteLineAsync($"Dashboard: {address}dashboard#key={key}");
        return wrong is null;
    }

    private async Task<string> SetUpAsync(DemoCalls calls, Uri host, CancellationToken cancellationToken)
    {
        var campaign = await calls.CreateCampaignAsync(CampaignName, host.Authority, cancellationToken);
        await calls.SubscribeAsync(campaign, "console", "stdout", "fr", cancellationToken);
        foreach (var name in new[] { "steady", "flaky" })
        {
            var secret = await calls.SubscribeAsync(campaign, "webhook", new Uri(host, $"sink/{name}").ToString(), "en", cancellationToken);
            sink.Expect(name, WebhookSecret.Parse(secret!));
        }

        await output.WriteLineAsync($"Campaign {campaign} follows #{string.Join(" and #", BundledDay.Hashtags)} on a stand-in for a Mastodon instance, {host.Authority}.");
        await output.WriteLineAsync("Subscribed: the console (in French), a webhook, and a webhook that fails twice before it accepts.");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Replaying a day of {instance.Posts} posts, {beginning:yyyy-MM-dd HH:mm} to {beginning + BundledDay.Length:yyyy-MM-dd HH:mm} UTC."));
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

    private string? Check(Totals totals) =>
        totals.Posts != instance.Posts ? $"It does not add up: {instance.Posts} posts were published, {totals.Posts} were counted."
        : totals.Alerts == 0 ? "It does not add up: the surge was not noticed."
        : totals.Deliveries.Sent != totals.Deliveries.Audience ? "It does not add up: not every delivery has been sent."
        : null;

    private static Uri AddressOf(WebApplication app) => new(app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal).TrimEnd('/') + "/");

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
