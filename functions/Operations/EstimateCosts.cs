using System.Text.Json;
using Microsoft.Extensions.Options;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Operations.Costs;
using Relais.Polling;

namespace Relais.Operations;

/// <summary>The command `estimate`: prints what a month will cost, from what this app declares, what was measured, and what its user expects.</summary>
public static class EstimateCosts
{
    private const int WrongUsage = 2;

    // A February, so that a month has no day that others lack; any would do for schedules that name no day of a month.
    private static readonly DateTimeOffset From = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the bill to <paramref name="output"/>, or what is wrong with the command line to <paramref name="errors"/>.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, TextWriter output, TextWriter errors)
    {
        if (args is ["--help"] or ["-h"])
        {
            await output.WriteLineAsync(BillText.Usage);
            return 0;
        }

        if (Workload.Parse(args, out var fault) is not { } month)
        {
            await errors.WriteLineAsync($"estimate: {fault}\n{BillText.Usage}");
            return WrongUsage;
        }

        PriceList prices;
        Frequencies often;
        try
        {
            often = ReadFrequencies(month, services);
            prices = month.PricesFile is { } file ? PriceList.Public.With(await File.ReadAllTextAsync(file)) : PriceList.Public;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException or OptionsValidationException)
        {
            await errors.WriteLineAsync(unreadable is OptionsValidationException ? $"estimate: {unreadable.Message}" : $"estimate: --prices {month.PricesFile}: {unreadable.Message}");
            return WrongUsage;
        }

        var bill = Bill.Of(month, often, prices);
        await output.WriteLineAsync(month.AsJson ? JsonSerializer.Serialize(BillShown.Of(bill), OperationsJson.Default.BillShown) : BillText.Of(bill));
        return 0;
    }

    internal static Frequencies ReadFrequencies(Workload month, IServiceProvider services)
    {
        var catalog = services.GetRequiredService<FunctionCatalog>();
        var kinds = services.GetServices<SourceKind>().ToDictionary(kind => kind.Name, StringComparer.Ordinal);
        var questions = (month["mastodon"] * Requests(kinds["mastodon"], month)) + (month["bluesky"] * Requests(kinds["bluesky"], month)) + month["feeds"];
        return new Frequencies(
            [.. catalog.Timers.Select(timer => RunsAMonth(timer.Trigger.Schedule))],
            catalog.Queues.Count,
            (int)questions,
            month["x-dollars"] > 0 ? (int)Requests(kinds["x"], month) : 0,
            services.GetRequiredService<IOptions<PollingOptions>>().Value.EveryMinutes);
    }

    private static double Requests(SourceKind kind, Workload month) => Math.Ceiling(month["hashtags"] / kind.MostHashtagsAQuery);

    private static double RunsAMonth(string schedule)
    {
        if (!TimerSchedule.TryParse(schedule, out var timer, out _))
        {
            return 0;
        }

        // Four weeks are enough to know it; a month is thirty days.
        var (runs, until) = (0, From.AddDays(28));
        for (var next = timer.Next(From.AddTicks(-1)); next < until; next = timer.Next(next.Value))
        {
            runs++;
        }

        return runs * 30.0 / 28;
    }
}

/// <summary>A bill for programs: dollars by line.</summary>
public sealed record BillShown(decimal Dollars, IReadOnlyList<BillLineShown> Lines, IReadOnlyList<string> Advice)
{
    internal static BillShown Of(Bill bill) => new(
        Math.Round((decimal)bill.Dollars, 2),
        [.. bill.Lines.Select(line => new BillLineShown(line.What, line.Amount, Math.Round((decimal)line.Dollars, 4), line.How, line.Price.Source))],
        bill.Advice);
}

/// <summary>One line of it.</summary>
public sealed record BillLineShown(string What, double Amount, decimal Dollars, string How, string Source);
