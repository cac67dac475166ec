// Measures by name: `-- nab`, `-- detector --quick`. A benchmark is one line here and answers with the exit code.
using System.Globalization;
using Relais.Benchmarks;
using Relais.Benchmarks.Costs;
using Relais.Benchmarks.Intake;
using Relais.Benchmarks.Momentum;
using Relais.Benchmarks.Polling;
using Relais.Benchmarks.Replaying;
using Relais.Benchmarks.Sending;
using Relais.Benchmarks.Starting;

if (args is [Sink.Argument])
{
    return await Sink.ServeAsync();
}

if (args is [InstanceProcess.Argument])
{
    return await InstanceProcess.ServeAsync();
}

if (args is [PeakMemory.Argument, var connection, var key, var audience])
{
    return await PeakMemory.ServeAsync(connection, key, int.Parse(audience, CultureInfo.InvariantCulture));
}

var benchmarks = new Dictionary<string, Func<BenchmarkOptions, Task<int>>>(StringComparer.Ordinal)
{
    ["nab"] = NabBenchmark.RunAsync,
    ["detector"] = DetectorBenchmark.RunAsync,
    ["start"] = StartBenchmark.RunAsync,
    ["storage"] = StorageBenchmark.RunAsync,
    ["posts"] = PostsBenchmark.RunAsync,
    ["polls"] = PollsBenchmark.RunAsync,
    ["replay"] = ReplayBenchmark.RunAsync,
    ["fanout"] = FanOutBenchmark.RunAsync,
    ["intake"] = IntakeBenchmark.RunAsync,
};

const string quick = "--quick";
const string all = "all";
var names = args.Where(arg => arg != quick).SelectMany(arg => arg == all ? benchmarks.Keys.AsEnumerable() : [arg]).ToArray();
foreach (var (name, part) in FanOutBenchmark.Parts)
{
    // Those of a benchmark that is among all of them already.
    benchmarks.Add(name, part);
}

if (names.Length == 0 || names.Any(name => !benchmarks.ContainsKey(name)))
{
    var unknown = names.FirstOrDefault(name => !benchmarks.ContainsKey(name));
    await Console.Error.WriteLineAsync(unknown is null ? "Name a benchmark." : $"No benchmark is called \"{unknown}\".");
    await Console.Error.WriteLineAsync($"Usage: dotnet run --project tests/Relais.Benchmarks -c Release -- NAME… [{quick}]");
    await Console.Error.WriteLineAsync($"Names: {string.Join(", ", benchmarks.Keys)}, {all}");
    return 2;
}

var options = new BenchmarkOptions(Quick: args.Contains(quick));
foreach (var name in names)
{
    var exit = await benchmarks[name](options);
    if (exit != 0)
    {
        return exit;
    }
}
return 0;
