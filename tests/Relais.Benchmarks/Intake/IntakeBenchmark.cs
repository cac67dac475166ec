using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Intake;

/// <summary>
/// Says how many submissions a second are verified, kept and counted at one inlet, beside a bare endpoint that only verifies the same signature, and beside Debian's
/// `webhook`, which keeps nothing either. They take turns; app, bare endpoint and senders share this process, the emulator and `webhook` have one each.
/// </summary>
internal static class IntakeBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (rounds, turn) = options.Quick ? (1, TimeSpan.FromMilliseconds(200)) : (7, TimeSpan.FromSeconds(1.5));
        var pushes = new Pushes(MeasuredApp.Beginning);
        await using var bare = await BareVerifier.StartAsync(pushes, MeasuredApp.Beginning);
        await using var webhook = await DebianWebhook.TryStartAsync(pushes);
        Figures.Print($"submissions of {pushes.Next(bare.Address).Length} bytes, head included, pushed to one inlet");
        Figures.Print($"  {webhook?.Version ?? "Debian's webhook is not on the path and is left out: apt-get install webhook."}");
        foreach (var connections in options.Quick ? [1, 8] : new[] { 1, 16, 64 })
        {
            await using var run = await IntakeRun.StartAsync(pushes);
            var turns = new List<Turn>();

            // The first one opens connections and compiles.
            for (var round = 0; round <= rounds; round++)
            {
                var barely = await Senders.PushAsync(bare.Address, connections, turn, () => pushes.Next(bare.Address), 200);
                var kept = await run.KeepAsync(connections, turn);
                var refused = await run.RefuseAsync(connections, turn);
                var verified = webhook is null ? null : await Senders.PushAsync(webhook.Verifying, connections, turn, () => pushes.Next(webhook.Verifying), 200);
                var ran = webhook is null ? null : await Senders.PushAsync(webhook.Running, connections, turn, () => pushes.Next(webhook.Running), 200);
                if (round > 0)
                {
                    turns.Add(new Turn(barely, kept, refused, verified, ran));
                }
            }

            Print(connections, turns);
        }

        Machine.PrintLoad();
        return 0;
    }

    private static void Print(int connections, List<Turn> turns)
    {
        Figures.Print($"  {connections} connections, {turns.Count} turns");
        Print("bare Kestrel, verifies", turns.Select(one => one.Bare));
        Print("the app, verifies, keeps and counts", turns.Select(one => one.Kept.Pushed));
        Print("the app, wrong signature", turns.Select(one => one.Refused.Pushed));
        Print("Debian's webhook, verifies", turns.Select(one => one.Verified).OfType<Pushed>());
        Print("Debian's webhook, runs /bin/true", turns.Select(one => one.Ran).OfType<Pushed>());
        Figures.PrintRatio("app ÷ bare, submissions a second", turns.Select(one => one.Kept.Pushed.PerSecond / one.Bare.PerSecond));
        Figures.PrintRatio("app, wrong signature ÷ bare", turns.Select(one => one.Refused.Pushed.PerSecond / one.Bare.PerSecond));
        if (turns.TrueForAll(one => one.Verified is not null))
        {
            Figures.PrintRatio("app ÷ webhook, which keeps nothing", turns.Select(one => one.Kept.Pushed.PerSecond / one.Verified!.PerSecond));
            Figures.PrintRatio("app, wrong signature ÷ webhook, right signature", turns.Select(one => one.Refused.Pushed.PerSecond / one.Verified!.PerSecond));
            Figures.PrintRatio("app ÷ webhook that runs /bin/true", turns.Select(one => one.Kept.Pushed.PerSecond / one.Ran!.PerSecond));
        }

        Figures.PrintRatio("requests to storage for one submission", turns.Select(one => one.Kept.RequestsEach), aim: 1, atMost: true);
        Figures.Print($"    requests to storage for 1,000 wrong signatures: {1_000 * Figures.Median(turns.Select(one => one.Refused.RequestsEach)):0.0}");
        Figures.Print($"    processor time of the emulator for one submission: {Figures.Median(turns.Select(one => one.Kept.Storage.TotalMicroseconds / one.Kept.Pushed.Milliseconds.Count)):N0} µs");
    }

    private static void Print(string who, IEnumerable<Pushed> turns)
    {
        var all = turns.ToArray();
        if (all.Length > 0)
        {
            Figures.Print($"    {who,-36}{Figures.Median(all.Select(one => one.PerSecond)),8:N0}/s   half within {Figures.Median(all.Select(one => one.Percentile(0.5))),7:F2} ms   99 of 100 within {Figures.Median(all.Select(one => one.Percentile(0.99))),7:F2} ms");
        }
    }

    /// <summary>One round of all.</summary>
    private sealed record Turn(Pushed Bare, Taking Kept, Taking Refused, Pushed? Verified, Pushed? Ran);
}
