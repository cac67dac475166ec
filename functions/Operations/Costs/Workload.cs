using System.Globalization;

namespace Relais.Operations.Costs;

/// <summary>What a month of an installation is expected to hold, as `estimate` was told on its command line.</summary>
/// <param name="Amounts">Each of <see cref="Questions"/> by its name.</param>
/// <param name="OverBus">Whether messages go through Service Bus.</param>
internal sealed record Workload(IReadOnlyDictionary<string, double> Amounts, bool OverBus, bool ZoneRedundant, bool PrivateEndpoints, bool AsJson, string? PricesFile)
{
    /// <summary>What can be said about a month, and what is taken for granted where nobody does.</summary>
    public static readonly IReadOnlyList<Question> Questions =
    [
        new("members", 1_000, 0, 1_000_000, "people who are told"),
        new("alerts", 30, 0, 100_000, "alerts a month that all of them are told"),
        new("campaigns", 1, 0, 1_000, "campaigns that are live all month"),
        new("hashtags", 5, 1, 100, "hashtags of each"),
        new("mastodon", 1, 0, 100, "Mastodon instances that each follows"),
        new("bluesky", 0, 0, 1, "1 where each follows Bluesky"),
        new("feeds", 0, 0, 1_000, "feeds that each follows"),
        new("x-dollars", 0, 0, 15_000, "Polling:X:MonthlyDollars, 0 where X is off"),
        new("posts", 10_000, 0, 1_000_000_000, "posts a month that carry the hashtags, all sources together"),
        new("mail-share", 60, 0, 100, "percent of members who are told by e-mail"),
        new("failing-share", 2, 0, 100, "percent of deliveries that fail at first"),
        new("submissions", 1_000, 0, 100_000_000, "calls of forms and donation sites a month"),
        new("joins", 200, 0, 10_000_000, "people a month who join on the public page"),
        new("visits", 10_000, 0, 1_000_000_000, "visits of public pages a month"),
        new("dashboard-hours", 40, 0, 100_000, "hours a month in which a dashboard is open"),
        new("memory", 2048, 512, 4096, "instanceMemoryMB of infra/: 512, 2048 or 4096"),
        new("always-ready", 0, 0, 20, "alwaysReadyHttp of infra/: instances that are paid for all month"),
        new("telemetry", 1, 0, 10_000, "gigabytes a month of logs and traces"),
    ];

    public double this[string name] => Amounts[name];

    /// <summary>The workload, or what is wrong with the command line.</summary>
    public static Workload? Parse(IReadOnlyList<string> args, out string? fault)
    {
        var amounts = Questions.ToDictionary(question => question.Name, question => question.Default, StringComparer.Ordinal);
        var (bus, zones, endpoints, json, prices) = (false, false, false, false, (string?)null);
        fault = null;
        for (var i = 0; i < args.Count && fault is null; i++)
        {
            switch (args[i])
            {
                case "--zones": zones = true; break;
                case "--private-endpoints": endpoints = true; break;
                case "--json": json = true; break;
                case "--prices" when i + 1 < args.Count: prices = args[++i]; break;
                case "--queues" when i + 1 < args.Count && args[i + 1] is "storage" or "servicebus": bus = args[++i] == "servicebus"; break;
                case "--queues": fault = "--queues must be storage or servicebus."; break;
                default: fault = ReadAmount(args, ref i, amounts); break;
            }
        }

        return fault is null ? new Workload(amounts, bus, zones, endpoints, json, prices) : null;
    }

    private static string? ReadAmount(IReadOnlyList<string> args, ref int i, Dictionary<string, double> amounts)
    {
        var name = args[i];
        if (Questions.FirstOrDefault(question => "--" + question.Name == name) is not { } asked)
        {
            return $"{name} is not known.";
        }

        if (i + 1 >= args.Count
            || !double.TryParse(args[++i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || !(amount >= asked.Least && amount <= asked.Most))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{name} must be a number from {asked.Least:0} to {asked.Most:0}: {asked.What}.");
        }

        amounts[asked.Name] = amount;
        return asked.Name == "memory" && amount is not (512 or 2048 or 4096) ? "--memory must be 512, 2048 or 4096." : null;
    }
}

/// <summary>One thing that can be said about a month.</summary>
internal sealed record Question(string Name, double Default, double Least, double Most, string What);
