namespace Relais.Tests.Story;

/// <summary>The power fails at random requests to storage, while most happens; what was in hand then never comes back. `RELAIS_TORTURE=long` takes ten whole days.</summary>
public sealed class PowerCutTests(Azurite azurite) : IClassFixture<Azurite>
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestLength.IsLong ? 10 : 1)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task A_day_of_power_cuts_comes_to_the_same(int seed)
    {
        var random = new Random(seed);
        var prefix = Azurite.NewName("cut");
        var app = await RelaisApp.StartAsync(azurite, prefix: prefix);
        app.MayLogErrors = true;
        var story = await TorturedStory.BeginAsync(app);
        var cuts = 0;
        for (var now = RelaisApp.Morning + TorturedStory.Step; now <= TorturedStory.Night; now += TorturedStory.Step)
        {
            // Up to two machines die in this step, each after some requests.
            for (var lives = TorturedStory.IsRough(now) ? random.Next(3) : 0; lives > 0; lives--)
            {
                app.Storage.CutAfter(random.Next(50));
                await StepUntilCutAsync(app, now.AddSeconds(-lives));
                cuts += app.Storage.WasCut ? 1 : 0;
                app.Storage.Restore();
            }

            // Every so often a new process takes over, which remembers nothing.
            if (random.Next(8) == 0)
            {
                await app.DisposeAsync();
                app = await RelaisApp.StartAsync(azurite, now.AddMilliseconds(-1), prefix: prefix);
                app.MayLogErrors = true;
                story.PutStrangers(app);
            }

            await app.StepAsync(now);
        }

        Assert.True(cuts > (TestLength.IsLong ? 30 : 12), $"{cuts}");
        await story.CheckAsync(app, once: false);

        // The same alert, at the same instants, as on a day without any cut; only snapshots of dead machines are missing.
        Assert.Equal(WithoutSnapshots(await TorturedStory.UndisturbedAsync(azurite)), WithoutSnapshots(await TorturedStory.TellAsync(app)));
        await app.DisposeAsync();
    }

    private static string WithoutSnapshots(string told) => told[..told.IndexOf(" · snapshots", StringComparison.Ordinal)];

    private static async Task StepUntilCutAsync(RelaisApp app, DateTimeOffset now)
    {
        try
        {
            await app.StepAsync(now);
        }
        catch (PowerCutException)
        {
            // The machine died in the middle of this.
        }
    }
}
