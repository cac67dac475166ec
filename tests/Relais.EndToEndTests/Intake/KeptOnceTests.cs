using System.Net;
using Xunit.Abstractions;

namespace Relais.EndToEndTests.Intake;

// What a site pushed is kept, and the app dies before it has said so: the site comes again, and it must count once.
public sealed class KeptOnceTests(ITestOutputHelper output)
{
    private const int Seed = 20261128;
    private const int AtOnce = 16;

    private static readonly (int Kills, int Donations) Scale = TestLength.IsLong ? (40, 4_000) : (3, 240);

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_between_keeping_and_answering_or_just_before_it_counts_the_next_try_once(bool afterWriting)
    {
        await using var storage = new Emulator();
        await using var pushed = await PushedApp.StartAsync(await storage.StartAsync());
        Assert.Equal(HttpStatusCode.OK, await pushed.PushAsync(1));

        var killed = pushed.KillAtAsync(1, afterWriting);
        Assert.Null(await pushed.PushAsync(2));
        await killed;
        Assert.Equal(afterWriting ? 2 : 1, await pushed.KeptAsync());

        await pushed.StartAgainAsync();
        Assert.Equal(HttpStatusCode.OK, await pushed.PushAsync(2));
        Assert.Equal(PushedApp.Sums(2, 300), await pushed.CountedAsync());
        Assert.Equal(HttpStatusCode.OK, await pushed.PushAsync(2));
        Assert.Equal(PushedApp.Sums(2, 300), await pushed.CountedAsync());
        Assert.Equal(2, await pushed.KeptAsync());
    }

    [SkippableFact]
    public async Task However_often_it_is_killed_whatever_sites_push_until_they_are_answered_counts_once()
    {
        await using var storage = new Emulator();
        await using var pushed = await PushedApp.StartAsync(await storage.StartAsync());
        var (draw, kills, tries) = (new Random(Seed), 0, 0);
        var (first, each) = (1, Scale.Donations / Scale.Kills);
        for (; kills < Scale.Kills; kills++, first += each)
        {
            var killed = pushed.KillAtAsync(draw.Next(1, 4), afterWriting: draw.Next(2) == 0);
            var pushing = Parallel.ForEachAsync(Enumerable.Range(first, each), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => Interlocked.Add(ref tries, await pushed.PushUntilTakenAsync(number)));
            await killed;
            await pushed.StartAgainAsync();
            await pushing;
        }

        var donations = first - 1;
        output.WriteLine($"{kills} kills, {donations} donations in {tries} tries");
        Assert.Equal(PushedApp.Sums(donations, 100L * donations * (donations + 1) / 2), await pushed.CountedAsync());
        Assert.Equal(donations, await pushed.KeptAsync());
        Assert.True(tries > donations, "No kill came between.");
    }

    /// <summary>An emulator of one test's own.</summary>
    private sealed class Emulator : IAsyncDisposable
    {
        private readonly StorageEmulator emulator = new();

        public async Task<string> StartAsync()
        {
            await emulator.InitializeAsync();
            return emulator.ConnectionString;
        }

        public async ValueTask DisposeAsync() => await emulator.DisposeAsync();
    }
}
