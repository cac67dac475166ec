using Relais.Notifications;
using Xunit.Abstractions;

namespace Relais.EndToEndTests.Delivering;

// A call to many people while the app is killed, storage restarted, messages are duplicated and reordered, and one destination in ten is ill.
public sealed class DeliveryTortureTests(ITestOutputHelper output)
{
    private const int Seed = 20261127;

    // A kill comes so long after the first webhook that the killed process's successor has sent, at the latest.
    private static readonly TimeSpan LatestKill = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LatestKillOfPlanning = TimeSpan.FromMilliseconds(400);

    // Every other kill takes all instances at once.
    private const int OneTakesAll = 2;

    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(30);

    private static Scale Scale => TestLength.IsLong
        ? new Scale(People: 10_000, Kills: 50, Restarts: 2, Hosts: 100, Failures: 6, Slowest: TimeSpan.FromSeconds(3), Turn: TimeSpan.FromSeconds(2), Patience: TimeSpan.FromSeconds(60))
        : new Scale(People: 1_000, Kills: 2, Restarts: 1, Hosts: 10, Failures: 4, Slowest: TimeSpan.FromSeconds(2), Turn: TimeSpan.FromSeconds(3), Patience: TimeSpan.FromSeconds(10));

    // Two leave the most to chance; one alone is killed and started anew on the way of corrections, too.
    public static TheoryData<int> Instances => TestLength.IsLong ? [1, 2] : [2];

    [SkippableTheory]
    [MemberData(nameof(Instances))]
    public async Task Killed_again_and_again_while_it_tells_everybody_it_leaves_nobody_out_and_repeats_only_what_was_under_way(int instances)
    {
        var begun = Deadline.Now();
        await using var scene = await Scene.StartAsync(Scale, instances, Seed + instances);
        for (var (kills, wave) = (0, 1); kills < Scale.Kills; wave++)
        {
            var (call, doubts) = await PlanAsync(scene, $"Call {wave}");
            using var stop = new CancellationTokenSource();
            var meddling = scene.Meddler.RunAsync(stop.Token);
            var killed = 1 + await TortureAsync(scene, call, doubts, kills + 1);
            scene.Meddler.Hurry();
            await Deadline.SeesAsync("everybody to be told", async () => (await call.StandsAsync(1)).Done ? "done" : null, LongestCall);
            await stop.CancelAsync();
            await meddling;
            await scene.Meddler.SayAllAgainAsync();

            kills += killed;
            await CheckAsync(scene, call, doubts, $"Call {wave}", $"{instances} at once, {killed} kills");
            await scene.KillAllAsync();
        }

        output.WriteLine($"{scene.Restarts} restarts of storage, {scene.Meddler.Moved} messages moved, {scene.Meddler.Copied} copied, {scene.Crowd.Refused} calls refused or left hanging");
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F0} s in all");
    }

    /// <summary>Raises a call and has it planned, killed once meanwhile; the messages of its pages are withheld, and said now and then, in any order: so only some of them are in work at each kill.</summary>
    private static async Task<(Call Call, Doubts Doubts)> PlanAsync(Scene scene, string title)
    {
        await scene.Apps.StartAsync(0, delivers: false);
        var call = await scene.RaiseAsync(title);
        await Task.Delay(LatestKillOfPlanning * scene.Draw.NextDouble(), TimeProvider.System);
        await scene.Apps.KillAsync(0);
        await scene.Apps.StartAsync(0, delivers: false);
        await scene.Meddler.LearnAsync(call.Planning(1));
        await Deadline.SeesAsync("everybody to be planned", async () => (await call.StandsAsync(1)).Counts.Planned == Scale.People ? "planned" : null);

        await scene.Meddler.WithholdAsync((await call.ReadPagesAsync(1)).Count);
        await scene.KillAllAsync();
        for (var which = 0; which < scene.Apps.Count; which++)
        {
            await scene.Apps.StartAsync(which);
        }

        return (call, new Doubts(scene.Crowd, call));
    }

    /// <summary>Kills one instance after the other while they send, until there were enough kills or everybody is told; answers how many kills it took.</summary>
    private static async Task<int> TortureAsync(Scene scene, Call call, Doubts doubts, int before)
    {
        for (var kills = 0; ; kills++)
        {
            var (begun, taken) = (Deadline.Now(), scene.Crowd.Taken);
            while (scene.Crowd.Taken == taken && TimeProvider.System.GetElapsedTime(begun) < Scale.Patience)
            {
                await Task.Delay(Deadline.LookAgain, TimeProvider.System);
            }

            var (counts, done) = await call.StandsAsync(1);
            Assert.Equal(Scale.People, counts.Audience);
            if (done || before + kills >= Scale.Kills)
            {
                return kills;
            }

            await Task.Delay(LatestKill * scene.Draw.NextDouble(), TimeProvider.System);
            if ((before + kills) * (Scale.Restarts + 1) / Scale.Kills > scene.Restarts)
            {
                await doubts.AtAsync(scene.RestartStorageAsync);
            }

            var chosen = scene.Draw.Next(scene.Apps.Count);
            var all = scene.Draw.Next(OneTakesAll) == 0;
            var victims = Enumerable.Range(0, scene.Apps.Count).Where(which => all || which == chosen).ToArray();
            await doubts.AtAsync(() => Task.WhenAll(victims.Select(scene.Apps.KillAsync)));
            await Task.WhenAll(victims.Select(which => scene.Apps.StartAsync(which)));
        }
    }

    private async Task CheckAsync(Scene scene, Call call, Doubts doubts, string title, string how)
    {
        var heard = call.Heard(scene.Crowd, 1);
        var people = heard.Select(one => one.Number).Distinct().Count();
        output.WriteLine($"{how}, {doubts}");
        output.WriteLine($"{people} people told, {heard.Length} arrivals, {heard.Length - people} repeats, {doubts.BrokenOff} broken off, at most {doubts.MostUnwritten} in doubt at one kill");

        Assert.Equal(Scale.People, people);
        Assert.DoesNotContain(heard, one => one != new Heard(one.Number, call.DeliveryIdOf(one.Number, 1), "alert.firing", 1, title));
        Assert.Equal(new DeliveryCounts(Planned: 0, Sent: Scale.People, Deferred: 0, Failed: 0, Expired: 0, Suppressed: 0), await call.TotalAsync());
        Assert.Equal(0, await call.ListLateAsync(1));
        Assert.InRange(heard.Length - people, 0, doubts.Allowed);
    }
}
