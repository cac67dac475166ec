namespace Relais.Benchmarks.Sending;

/// <summary>
/// Says how long one alert takes to reach many webhooks beside a loop that sends the same bytes and keeps nothing. App and loop take turns in this
/// process; the sink and the emulator have one each.
/// </summary>
internal static class FanOutBenchmark
{
    /// <summary>What it is made of, each to be run alone.</summary>
    public static readonly IReadOnlyDictionary<string, Func<BenchmarkOptions, Task<int>>> Parts = new Dictionary<string, Func<BenchmarkOptions, Task<int>>>(StringComparer.Ordinal)
    {
        ["fanout-open"] = OpenHost.RunAsync,
        ["fanout-new"] = NewHosts.RunAsync,
        ["fanout-slow"] = SlowHosts.RunAsync,
        ["fanout-tls"] = EncryptedHosts.RunAsync,
        ["fanout-memory"] = PeakMemory.RunAsync,
    };

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        foreach (var part in Parts.Values)
        {
            await part(options);
        }

        return 0;
    }
}
