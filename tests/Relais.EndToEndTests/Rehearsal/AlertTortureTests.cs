using Xunit.Abstractions;

namespace Relais.EndToEndTests.Rehearsal;

// Random moments seldom fall into the few milliseconds in which an alert comes about: here the app is killed at the very writes that make and tell it.
public sealed class AlertTortureTests(StorageEmulator storage, ITestOutputHelper output) : IClassFixture<StorageEmulator>
{
    // Raising, planning, telling and closing both versions of one alert takes fewer writes; so many mean that it never gets further.
    private const int MostWrites = 60;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_a_write_further_on_at_each_start_it_ends_with_the_totals_of_an_undisturbed_replay(bool afterWriting)
    {
        await using var proxy = await StorageProxy.StartAsync(storage.ConnectionString);
        var file = await FileAsync();
        var undisturbed = await RunAsync(proxy, file, "Undisturbed");
        Assert.Contains("alerts 1 · deliveries 2 (planned 0, sent 2,", undisturbed.Totals, StringComparison.Ordinal);

        var kills = 0;
        var last = await RunAsync(proxy, file, "Further" + afterWriting, kills + 1, afterWriting);
        for (; last.Totals is null; kills++)
        {
            Assert.InRange(kills, 0, MostWrites);
            last = await RunAsync(proxy, file, "Further" + afterWriting, kills + 2, afterWriting);
        }

        output.WriteLine($"{kills} kills, then: {last.Totals}");
        Assert.Equal(undisturbed.Totals, last.Totals);
        Assert.InRange(kills, 5, MostWrites);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_once_at_each_single_write_it_ends_with_the_totals_of_an_undisturbed_replay(bool afterWriting)
    {
        Skip.IfNot(TestLength.IsLong, "One replay for each write takes minutes: set RELAIS_TORTURE=long.");
        await using var proxy = await StorageProxy.StartAsync(storage.ConnectionString);
        var file = await FileAsync();
        var undisturbed = await RunAsync(proxy, file, "Undisturbed");

        var write = 1;
        for (; (await RunAsync(proxy, file, $"At{write}{afterWriting}", write, afterWriting)).Totals is null; write++)
        {
            Assert.InRange(write, 1, MostWrites);
            var carriedOn = await RunAsync(proxy, file, $"At{write}{afterWriting}");
            Assert.Equal((write, undisturbed.Totals), (write, carriedOn.Totals));
        }

        output.WriteLine($"Killed at each of {write - 1} writes.");
        Assert.InRange(write, 20, MostWrites);
    }

    /// <summary>Runs until the end or until the app is killed at a write; then there are no totals.</summary>
    private static async Task<(string? Totals, AppProcess App)> RunAsync(StorageProxy proxy, string file, string hashtag, int killAt = 0, bool afterWriting = false)
    {
        AppProcess? replay = null;
        proxy.Set(new Trap(killAt, afterWriting, IsOfAnAlert, () => replay!.KillAsync()));
        replay = await PublishedApp.StartAsync(["replay", "--post-ids", file, "--hashtag", hashtag], [new("AzureWebJobsStorage", proxy.ConnectionString)]);
        await using (replay)
        {
            var code = await replay.EndsAsync();
            Assert.True(code == 0 || killAt > 0, $"The replay ended with code {code}. It said:\n{replay.Output}");
            return (code == 0 ? replay.Output.Split('\n')[^1] : null, replay);
        }
    }

    // Rows of alerts and of the ledger, one by one or in a transaction; messages that ask for a fan-out or a delivery.
    private static bool IsOfAnAlert(string target, string body)
    {
        var rows = target.EndsWith("/$batch", StringComparison.Ordinal) ? body : target.Contains("/Tables", StringComparison.Ordinal) ? "" : target;
        return rows.Contains("alerts", StringComparison.Ordinal)
            || rows.Contains("ledger", StringComparison.Ordinal)
            || (target.Contains("/messages", StringComparison.Ordinal)
                && (target.Contains("-fan-out-alert/", StringComparison.Ordinal) || target.Contains("-deliver-notifications/", StringComparison.Ordinal)));
    }

    // Warm after four hours, and in the sixth a surge of twenty minutes.
    private static Task<string> FileAsync() => PostIdFile.WriteAsync(seed: 5, minutes: 330, surgeFrom: 300, surgeUntil: 320);
}
