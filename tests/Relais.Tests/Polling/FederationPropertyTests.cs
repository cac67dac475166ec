using Relais.Momentum;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>However polls, races, power cuts and late statuses fall together, each is counted once, in its own minute.</summary>
public sealed class FederationPropertyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Morning = RelaisApp.Morning;
    private static readonly DateTimeOffset End = Morning.AddHours(3);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestLength.IsLong ? 6 : 2)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task Any_interleaving_counts_each_status_once_in_its_own_minute(int seed)
    {
        var random = new Random(seed);
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var bed = new FederationBed(app, [.. new[] { "one.example", "two.example", "three.example" }.Take(2 + (seed % 2))]);
        var (expected, now, cuts) = (new MinuteCounts(), Morning, 0);
        while (now < End)
        {
            now = now.AddSeconds(random.Next(20, 240));
            app.SetClock(now);
            for (var statuses = random.Next(5); statuses > 0; statuses--)
            {
                Publish(random, bed, now, expected);
            }

            foreach (var instance in bed.Instances)
            {
                instance.Instead = random.Next(6) == 0 ? MastodonInstance.Says(503, "") : null;
            }

            // One poll, or several side by side, of which the power takes all.
            app.Storage.CutAfter(random.Next(3) == 0 ? random.Next(12) : int.MaxValue);
            try
            {
                await Task.WhenAll(Enumerable.Range(0, random.Next(1, 4)).Select(_ => bed.PollAsync(bed.Queries[random.Next(bed.Queries.Count)])));
            }
            catch (PowerCutException)
            {
                cuts++; // the machine died in the middle of this
            }

            app.Storage.Restore();
        }

        // Undisturbed at last, and later than the latest and than the longest wait after failures.
        foreach (var instance in bed.Instances)
        {
            instance.Instead = null;
        }

        for (var hours = 1; hours <= 3; hours++)
        {
            app.SetClock(End.AddHours(hours));
            await bed.PollAllAsync();
        }

        Assert.True(cuts > 3 && expected.Total > 100);
        Assert.Equal(expected.Minutes, (await bed.CountAsync()).Minutes);
    }

    // Shown by one instance or by several, each a little late by itself.
    private static void Publish(Random random, FederationBed bed, DateTimeOffset now, MinuteCounts expected)
    {
        var created = now.AddSeconds(-random.Next(300));
        if (created < Morning)
        {
            return;
        }

        var shown = Enumerable.Range(0, bed.Instances.Count).Where(_ => random.Next(3) > 0).Select(instance => (instance, now.AddSeconds(random.Next(400)))).ToArray();
        bed.Publish(created, shown);
        if (shown.Length > 0)
        {
            expected.Add(created, 1);
        }
    }
}
