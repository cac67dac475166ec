namespace Relais.Operations.Costs;

/// <summary>What a month will cost, line by line: pure arithmetic over a workload, how often functions run, and prices.</summary>
internal sealed record Bill(IReadOnlyList<BillLine> Lines, IReadOnlyList<string> Advice)
{
    public const double MinutesAMonth = 30 * 24 * 60;

    public double Dollars => Lines.Sum(line => line.Dollars);

    public static Bill Of(Workload month, Frequencies often, PriceList prices)
    {
        var use = MonthlyUse.Of(month, often);
        var storageShare = 1 + (month.ZoneRedundant ? prices.Prices["zones-share"].Dollars : 0);
        List<BillLine> lines =
        [
            Line("functions: executions", "executions", use.Executions, "timers by their schedules, messages, calls"),
            Line("functions: memory while they run", "gb-seconds", use.GigabyteSeconds, $"each execution as if alone on an instance of {month["memory"]:0} MB, a second at least: the upper end"),
            Line("tables: requests", "table-requests", use.TableRequests, "measured requests for each thing that happens (docs/benchmarks.md)", storageShare),
            Line(month.OverBus ? "service bus: operations" : "queues: requests", month.OverBus ? "bus-operations" : "queue-requests", use.QueueRequests, "three for each message; and the host looks into each queue once a minute", month.OverBus ? 1 : storageShare),
            Line("blobs: writes of the Functions host", "blob-writes", use.TimerRuns, "the state of a timer after each run, by the host's rules; not measured", storageShare),
            Line("blobs: leases of the Functions host", "blob-others", use.Leases, "each timer's lock, renewed twice a minute, by the host's rules; not measured", storageShare),
            Line("tables: gigabytes", "table-gigabytes", use.TableGigabytes, "what a year leaves behind, at a kilobyte a row", storageShare),
            Line("telemetry: gigabytes", "telemetry-gigabytes", month["telemetry"], "as said with --telemetry"),
            Line("answers: gigabytes", "egress-gigabytes", use.EgressGigabytes, "visits at 100 kB, dashboards at 50 kB a refresh, deliveries at 3 kB"),
            Line("vault: reads", "secret-reads", use.SecretReads, "the host reads each secret once a day and at each start; generously"),
            Line("mail", "mails", use.Mails, "one for each member of the mail share and alert, and two for each who joins"),
            Line("X", "x-dollars", Math.Min(month["x-dollars"], use.XDollarsWanted), use.XNote),
        ];
        if (month["always-ready"] > 0)
        {
            lines.Add(Line("instances always ready", "ready-gb-seconds", month["always-ready"] * month["memory"] / 1024 * MinutesAMonth * 60, "baseline alone, all month"));
        }

        if (month.OverBus)
        {
            lines.Add(Line("service bus: base", month.ZoneRedundant ? "bus-month-zones" : "bus-month", 1, "one namespace, all month"));
        }

        if (month.PrivateEndpoints)
        {
            lines.Add(Line("private endpoints", "endpoint-month", 4, "blob, queue, table, vault"));
        }

        return new Bill(lines, [.. BillAdvice.For(month, use)]);

        BillLine Line(string what, string price, double amount, string how, double factor = 1) =>
            new(what, amount, prices.Prices[price], prices.Dollars(price, amount) * factor, how);
    }
}

/// <summary>One line of a bill.</summary>
/// <param name="Amount">How much of it in a month, before what is free.</param>
/// <param name="How">How the amount was worked out.</param>
internal sealed record BillLine(string What, double Amount, Price Price, double Dollars, string How);

/// <summary>How often things run by themselves, read from the app's own declarations and settings.</summary>
/// <param name="TimerRunsAMonth">Each timer's occurrences in thirty days.</param>
/// <param name="QuestionsACampaign">How many questions a campaign asks of its sources, those of X apart.</param>
/// <param name="XQuestionsACampaign">Of X.</param>
/// <param name="EveryMinutes">Minutes between two polls of a question.</param>
internal sealed record Frequencies(IReadOnlyList<double> TimerRunsAMonth, int Queues, int QuestionsACampaign, int XQuestionsACampaign, int EveryMinutes);
