using Relais.Notifications;
using Xunit.Abstractions;

namespace Relais.EndToEndTests.Delivering;

// What organisers do in the midst of a call: stop it, have it go on, correct it; and then the app is killed.
public sealed class CorrectionTortureTests(ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const string Wrong = "Repair day on Saturday";
    private const string Right = "Repair day on Sunday";

    // Within a second nobody begins a send any more; what has begun arrives a little later.
    private static readonly TimeSpan UntilHalted = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Halted = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatestKill = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(15);

    // Each destination takes two a second, so that there is a midst.
    private const double PerSecond = 2;

    private static Scale Scale => TestLength.IsLong
        ? new Scale(People: 10_000, Kills: 1, Restarts: 0, Hosts: 200, Failures: 4, Slowest: TimeSpan.FromSeconds(3), Turn: TimeSpan.FromSeconds(1), Patience: TimeSpan.Zero)
        : new Scale(People: 900, Kills: 1, Restarts: 0, Hosts: 45, Failures: 2, Slowest: TimeSpan.FromSeconds(3), Turn: TimeSpan.FromSeconds(1), Patience: TimeSpan.Zero);

    [SkippableFact]
    public async Task A_call_that_is_halted_resumed_corrected_and_killed_midway_reaches_everybody_with_the_right_words_once()
    {
        var begun = Deadline.Now();
        await using var scene = await Scene.StartAsync(Scale, instances: 1, Seed);
        await scene.Apps.StartAsync(0);
        foreach (var destination in scene.Crowd.Destinations)
        {
            await scene.Apps.CallAsync(HttpMethod.Put, "api/destinations/" + destination, new { perSecond = PerSecond });
        }

        var call = await scene.RaiseAsync(Wrong);
        using var stop = new CancellationTokenSource();
        var meddling = scene.Meddler.RunAsync(stop.Token);
        await ArrivedAsync(scene, Scale.People / 5);
        output.WriteLine($"halted after {await HaltAsync(scene)} arrivals");

        await ArrivedAsync(scene, Scale.People / 2);
        var doubts = new Doubts(scene.Crowd, call);
        await call.CorrectAsync(Right);
        await scene.Meddler.LearnAsync(call.Planning(2));
        await Task.Delay(LatestKill * scene.Draw.NextDouble(), TimeProvider.System);
        await doubts.AtAsync(() => scene.Apps.KillAsync(0));
        await scene.Apps.StartAsync(0);

        await Deadline.SeesAsync("everybody to be told", async () => (await call.StandsAsync(1)).Done && (await call.StandsAsync(2)).Done ? "done" : null, LongestCall);
        await stop.CancelAsync();
        await meddling;
        await scene.Meddler.SayAllAgainAsync();
        await CheckAsync(scene, call, doubts);
        output.WriteLine($"{TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F0} s in all");
    }

    /// <summary>Halts all, sees that nothing arrives, and has it go on; answers how many had arrived.</summary>
    private static async Task<int> HaltAsync(Scene scene)
    {
        await scene.HaltAsync();
        await Task.Delay(UntilHalted, TimeProvider.System);
        var arrived = scene.Crowd.Taken;
        await Task.Delay(Halted, TimeProvider.System);
        Assert.Equal(arrived, scene.Crowd.Taken);
        Assert.InRange(arrived, 1, Scale.People - 1);
        await scene.ResumeAsync();
        return arrived;
    }

    private static Task<string> ArrivedAsync(Scene scene, int arrivals) =>
        Deadline.SeesAsync($"{arrivals} arrivals", () => Task.FromResult(scene.Crowd.Taken >= arrivals ? "arrived" : null));

    private async Task CheckAsync(Scene scene, Call call, Doubts doubts)
    {
        var (first, second) = (call.Heard(scene.Crowd, 1), call.Heard(scene.Crowd, 2));
        var (wrong, right) = (PeopleOf(first.Where(one => one.Title == Wrong)), PeopleOf(first.Where(one => one.Title == Right)));
        var corrected = PeopleOf(second);
        var repeats = first.Length + second.Length - first.Concat(second).Distinct().Count();
        var between = wrong.Intersect(right).Count();
        output.WriteLine($"{wrong.Count} got the wrong words, {corrected.Count} of them the correction, {right.Count} the right words at once; {between} of these both");
        output.WriteLine($"{repeats} repeats; 1 kill, {doubts}");

        Assert.Equal(Scale.People, wrong.Union(right).Count());
        Assert.DoesNotContain(second, one => one != new Heard(one.Number, call.DeliveryIdOf(one.Number, 2), "alert.corrected", 2, "Correction: " + Right));
        Assert.All(first.GroupBy(one => one.Id), one => Assert.Single(one.Distinct()));
        Assert.Subset(wrong, corrected);
        Assert.Empty(corrected.Intersect(right));

        // Whoever was being sent the wrong words as the app was killed is not known to have them: they get the right ones too, under another id.
        Assert.Equal(wrong.Except(corrected).Order(), wrong.Intersect(right).Order());
        Assert.InRange(between, 0, doubts.Allowed);
        Assert.InRange(repeats, 0, doubts.Allowed);
        Assert.Equal(new DeliveryCounts(Planned: 0, Sent: Scale.People, Deferred: 0, Failed: 0, Expired: 0, Suppressed: 0), (await call.StandsAsync(1)).Counts);
        Assert.Equal(new DeliveryCounts(Planned: 0, Sent: corrected.Count, Deferred: 0, Failed: 0, Expired: 0, Suppressed: 0), (await call.StandsAsync(2)).Counts);
    }

    private static HashSet<int> PeopleOf(IEnumerable<Heard> heard) => [.. heard.Select(one => one.Number)];
}
