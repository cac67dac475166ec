using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Starting;

/// <summary>
/// Says how long the published app takes from the start of its process to its first answer, beside what `dotnet new web` gives, as a custom handler
/// whose storage does not answer and whose storage does: the first answer must wait for neither. Where storage answers, a page is called behind it, which needs tables and queues.
/// </summary>
internal static class StartBenchmark
{
    // Nobody listens on these ports: each request is refused, and tried again.
    private const string DeadStorage =
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;" +
        "TableEndpoint=http://127.0.0.1:1/devstoreaccount1;QueueEndpoint=http://127.0.0.1:2/devstoreaccount1;";

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("The app is published for Linux, where the Functions host runs it: start it there.");
            return 1;
        }

        await using var emulator = await StorageEmulator.StartAsync();
        var bare = await PublishedApp.BareAsync();
        var relais = options.Quick ? PublishedApp.RelaisAsBuilt() : await PublishedApp.RelaisAsync();
        List<Case> cases =
        [
            new(bare.What, bare, DeadStorage, "/"), new(relais.What, relais, DeadStorage, "/"), new("  the same, storage answers", relais, emulator.ConnectionString, "/dashboard"),
        ];
        if (!options.Quick)
        {
            PublishedApp[] more =
            [
                await PublishedApp.BareAheadAsync(), await PublishedApp.RelaisFrameworkDependentAsync(), await PublishedApp.RelaisWholeAsync(),
            ];
            cases.AddRange(more.Select(app => new Case(app.What, app, DeadStorage, "/")));
        }

        // One round more than is counted: it brings the files into memory.
        var rounds = options.Quick ? 4 : 21;
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var one in cases)
            {
                one.Starts.Add(await ColdStart.MeasureAsync(one.App, one.Storage, one.Call));
            }
        }

        Figures.Print($"{"process start to first 200, " + rounds + " rounds",-50}{"ms",8}{"÷ bare",8}{"call",8}{"÷ bare",8}{"RSS MB",8}{"÷ bare",8}{"disk MB",9}");
        foreach (var one in cases)
        {
            var (answered, called, memory) = (Ratios(one, start => start.Answered.TotalMilliseconds), Ratios(one, start => start.Called.TotalMilliseconds), Ratios(one, start => start.ResidentBytes / 1e6));
            Figures.Print($"{one.What,-50}{answered.Median,8:F1}{answered.Ratio,8:F2}{called.Median,8:F1}{called.Ratio,8:F2}{memory.Median,8:F1}{memory.Ratio,8:F2}{one.App.Megabytes,9:F1}");
        }

        if (!options.Quick)
        {
            Figures.Print($"the package that is made of it: {await relais.PackAsync():F1} MB");
        }

        return 0;

        (double Median, double Ratio) Ratios(Case one, Func<Started, double> value)
        {
            var own = one.Starts.Skip(1).Select(value).ToArray();
            return (Figures.Median(own), Figures.Median(own.Zip(cases[0].Starts.Skip(1).Select(value), (mine, bares) => mine / bares)));
        }
    }

    private sealed record Case(string What, PublishedApp App, string Storage, string Call)
    {
        public List<Started> Starts { get; } = [];
    }
}
