using System.Diagnostics;
using System.Globalization;
using Relais.Benchmarks.App;
using Relais.Notifications;

namespace Relais.Benchmarks.Sending;

/// <summary>The most memory that an app holds while it tells ten thousand, beside one that tells a hundred thousand: each a process of its own.</summary>
internal static class PeakMemory
{
    /// <summary>The argument that makes this program an app that raises one alert and says how much memory it took.</summary>
    public const string Argument = "fanout-app";

    private const string Campaign = "memory";
    private const string Prefix = "benchmemory";
    private const double MostTimes = 1.1;

    // Where there is room, the collector leaves garbage lying. What is needed shows where there is little: of the smallest instance, less than half.
    private const int LittleMegabytes = 192;

    private static readonly DateTimeOffset Since = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var (few, many, rounds) = options.Quick ? (500, 2_000, 1) : (10_000, 100_000, 1);
        Figures.Print($"peak memory of an app that tells {many:N0}, beside one that tells {few:N0}");
        await using var sink = await SinkProcess.StartAsync();
        foreach (var heap in new int?[] { null, LittleMegabytes })
        {
            await CompareAsync(sink, "one host", sink.OnOneHost, few, many, rounds, heap);
            await CompareAsync(sink, "hosts never met", count => sink.OnNewHosts(count, _ => "/"), few, many, rounds, heap);
        }

        Machine.PrintLoad();
        return 0;
    }

    /// <summary>The app in its own process.</summary>
    public static async Task<int> ServeAsync(string connection, string key, int audience)
    {
        await using var app = await MeasuredApp.StartAsync(connection, Prefix, new Dictionary<string, string?> { ["Relais:Stepped"] = "false" }, onlyCounts: true);
        var before = Peak();
        var alert = await app.RaiseAsync(Campaign, key, TimeProvider.System.GetUtcNow());
        var ledger = app.Get<LedgerReader>();
        DeliveryCounts counts;
        do
        {
            await Task.Delay(Look);
            counts = await ledger.CountAsync(alert.Id, 1, CancellationToken.None);
        }
        while (counts.Sent < audience);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{before} {Peak()}"));
        return 0;
    }

    private static async Task CompareAsync(SinkProcess sink, string what, Func<int, IReadOnlyList<string>> webhooks, int few, int many, int rounds, int? heap)
    {
        var (fews, manys) = (await MeasureAsync(sink, webhooks, few, rounds, heap), await MeasureAsync(sink, webhooks, many, rounds, heap));
        Figures.Print($"  {what}, {(heap is { } most ? $"a heap of {most} MB at most" : "as much memory as the machine has")}: before {Figures.Median(fews.Select(one => one.Before)):F0} MB, {few:N0} {Figures.Median(fews.Select(one => one.Peak)):F0} MB, {many:N0} {Figures.Median(manys.Select(one => one.Peak)):F0} MB");
        Figures.PrintRatio("many ÷ few", manys.Zip(fews, (other, one) => other.Peak / one.Peak), MostTimes, atMost: true);
    }

    private static async Task<IReadOnlyList<(double Before, double Peak)>> MeasureAsync(SinkProcess sink, Func<int, IReadOnlyList<string>> webhooks, int audience, int rounds, int? heap)
    {
        await using var emulator = await StorageEmulator.StartAsync();
        await using (var furnisher = await MeasuredApp.StartAsync(emulator.ConnectionString, Prefix))
        {
            await furnisher.AddCampaignAsync(Campaign, Since);
            await furnisher.SubscribeAsync(Campaign, webhooks(audience), Since);
        }

        var all = new List<(double, double)>();
        for (var round = 0; round < rounds; round++)
        {
            all.Add(await ServeApartAsync(emulator, string.Create(CultureInfo.InvariantCulture, $"round {round}"), audience, heap));
        }

        return all;
    }

    private static async Task<(double Before, double Peak)> ServeApartAsync(StorageEmulator emulator, string key, int audience, int? heap)
    {
        string[] arguments = [typeof(PeakMemory).Assembly.Location, Argument, emulator.ConnectionString, key, audience.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true };
        if (heap is { } most)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = (most * 1_048_576L).ToString("X", CultureInfo.InvariantCulture);
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var parts = said.Trim().Split('\n')[^1].Split(' ');
        return (Megabytes(parts[0]), Megabytes(parts[1]));

        static double Megabytes(string kilobytes) => double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
    }

    // The most that it ever held, in kilobytes.
    private static long Peak() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
