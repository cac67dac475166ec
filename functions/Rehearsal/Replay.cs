using System.Globalization;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Rehearsal;

/// <summary>Plays arrivals that once happened through the real functions, in steps of five minutes, and tells what was noticed.</summary>
public sealed class Replay(IServiceProvider services, ReplayOptions options, TextWriter output)
{
    private const string CampaignId = "replay";
    private static readonly TimeSpan Step = Detector.Bin;

    // So long after the last arrival a surge has had the time to end and everything said of it to be delivered.
    private static readonly TimeSpan Aftermath = TimeSpan.FromHours(6);

    /// <summary>Settings that make an app a replay of this tape: stepped time, and tables and queues of its own, so that it can be carried on.</summary>
    public static Dictionary<string, string?> Settings(ReplayOptions options) => new()
    {
        ["Relais:Stepped"] = "true",
        ["Relais:Queues"] = "storage",
        ["Relais:Prefix"] = "replay" + Digest.Of($"{options.Tape.Name} {options.Hashtag.Folded}")[..10],
        ["Polling:EveryMinutes"] = "1",
        ["urls"] = "http://127.0.0.1:0",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    };

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var arrivals = options.Tape.Arrivals;
        var campaign = new Campaign(
            CampaignId,
            "#" + options.Hashtag.Shown,
            [options.Hashtag],
            [new FollowedSource("replay", options.Tape.Name)],
            MinuteCounts.FloorTo(arrivals[0].At, Step),
            null,
            Thresholds.Default)
        {
            // What once happened is judged minute by minute, however quiet it was.
            Cadence = CampaignCadence.Watch,
        };
        var query = TrackedQuery.Of(campaign, services.GetRequiredService<CampaignRules>().Kinds).Single();
        var cursor = await services.GetRequiredService<SignalStore>().ReadCursorAsync(query.Key, cancellationToken);

        var at = MinuteCounts.FloorTo(cursor.AskedUntil ?? campaign.From, Step);
        services.GetRequiredService<SteppedClock>().Set(cursor.AskedUntil ?? campaign.From);
        await PrepareAsync(campaign, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{(cursor.AskedUntil is null ? "Replaying" : "Carrying on with")} {arrivals.Count} arrivals of #{options.Hashtag.Shown}, {at:yyyy-MM-dd HH:mm} to {arrivals[^1].At:yyyy-MM-dd HH:mm} UTC."));

        var runtime = services.GetRequiredService<SteppedRuntime>();
        await runtime.RecoverAsync(cancellationToken);
        for (var end = arrivals[^1].At + Aftermath; at < end;)
        {
            at += Step;
            await runtime.StepAsync(at, cancellationToken);
        }

        await output.WriteLineAsync(await Totals.TellAsync(services, CampaignId, cancellationToken));
    }

    private async Task PrepareAsync(Campaign campaign, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<CampaignStore>().AddAsync(campaign, cancellationToken);
        var subscription = new Subscription("s_console", CampaignId, "console", AlertKinds.All, true, "en", campaign.From);
        await services.GetRequiredService<AddressBook>().PutAsync(CampaignId, new Recipient(subscription.Id, "console", "stdout", null, "en"), cancellationToken);
        await services.GetRequiredService<SubscriptionStore>().PutAsync(subscription, cancellationToken);
    }
}
