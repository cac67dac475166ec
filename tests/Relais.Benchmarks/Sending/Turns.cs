namespace Relais.Benchmarks.Sending;

/// <summary>The turns of app and loop beside each other, in words and figures.</summary>
internal sealed class Turns
{
    private readonly List<(Turn App, Turn Loop)> all = [];

    public void Add(Turn app, Turn loop) => all.Add((app, loop));

    /// <summary>Prints medians, and of ratios also the least and the greatest.</summary>
    public void Print(string what, double? aim = null)
    {
        Figures.Print($"  {what}, {all.Count} turns");
        Print("the app", [.. all.Select(one => one.App)]);
        Print("the bare loop", [.. all.Select(one => one.Loop)]);
        Figures.PrintRatio("app ÷ loop, deliveries a second", all.Select(one => one.App.Arrivals.PerSecond / one.Loop.Arrivals.PerSecond), aim);
        Figures.PrintRatio("loop ÷ app, processor time of all processes", all.Select(one => Total(one.Loop.Use) / Total(one.App.Use)));
        var repeats = all.Sum(one => one.App.Arrivals.All - one.App.Arrivals.Different);
        Figures.Print($"    requests to storage per 1,000: {Figures.Median(all.Select(one => one.App.Use.Requests * 1000.0 / one.App.Arrivals.Different)):F1}; arrivals beyond the audience: {repeats}");
    }

    private static void Print(string who, IReadOnlyList<Turn> turns)
    {
        double Of(Func<Turn, double> value) => Figures.Median(turns.Select(value));
        double Each(Func<Use, TimeSpan> time) => Of(turn => time(turn.Use).TotalMicroseconds / turn.Arrivals.Different);
        Figures.Print($"    {who,-14}{Of(turn => turn.Arrivals.PerSecond),8:N0}/s   first {Of(turn => turn.Arrivals.First.TotalMilliseconds),7:F1} ms   last {Of(turn => turn.Arrivals.Last.TotalMilliseconds),8:F1} ms   processor each: sender {Each(use => use.Sender),6:F1}, sink {Each(use => use.Sink),5:F1}, storage {Each(use => use.Storage),5:F1} µs");
    }

    private static double Total(Use use) => (use.Sender + use.Sink + use.Storage).TotalSeconds;
}
