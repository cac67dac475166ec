using System.Text.Json;

namespace Relais.Operations.Costs;

/// <summary>What Azure and others ask for, in US dollars by their public price lists, without tax; whoever pays something else says so in a file.</summary>
internal sealed record PriceList(IReadOnlyDictionary<string, Price> Prices)
{
    /// <summary>When these were put together. They are nobody's promise: docs/costs.md says which were read and which are remembered.</summary>
    public const string AsOf = "2026-11-28";

    private const string FlexSource = "Azure Functions, Flex Consumption, on demand";
    private const string StorageSource = "Azure Storage, general purpose v2, LRS, hot";

    public static readonly PriceList Public = new(new Price[]
    {
        new("executions", 0.40, 1_000_000, 250_000, FlexSource),
        new("gb-seconds", 0.000026, 1, 100_000, FlexSource),
        new("ready-gb-seconds", 0.000004, 1, 0, "Azure Functions, Flex Consumption, always ready, baseline"),
        new("table-requests", 0.00036, 10_000, 0, StorageSource),
        new("queue-requests", 0.004, 10_000, 0, StorageSource),
        new("blob-writes", 0.054, 10_000, 0, StorageSource),
        new("blob-others", 0.0044, 10_000, 0, StorageSource),
        new("table-gigabytes", 0.045, 1, 0, StorageSource),
        new("zones-share", 0.25, 1, 0, "what ZRS asks for beyond LRS, as a share"),
        new("bus-month", 9.81, 1, 0, "Azure Service Bus, Standard, base charge"),
        new("bus-month-zones", 677.08, 1, 0, "Azure Service Bus, Premium, one messaging unit: zones take it"),
        new("bus-operations", 0.80, 1_000_000, 13_000_000, "Azure Service Bus, Standard"),
        new("endpoint-month", 7.30, 1, 0, "Azure Private Link, an endpoint"),
        new("telemetry-gigabytes", 2.30, 1, 5, "Azure Monitor, Log Analytics"),
        new("egress-gigabytes", 0.087, 1, 100, "Azure bandwidth, to the internet"),
        new("secret-reads", 0.03, 10_000, 0, "Azure Key Vault, Standard"),
        new("mails", 0.10, 1_000, 0, "a mail relay, such as Amazon SES"),
        new("x-dollars", 1, 1, 0, "X, pay per use"),
    }.ToDictionary(price => price.Name, StringComparer.Ordinal));

    /// <summary>What an amount of one month costs.</summary>
    public double Dollars(string name, double amount) => Math.Max(0, amount - Prices[name].Free) / Prices[name].Per * Prices[name].Dollars;

    /// <summary>These prices with those of a file in their place: `{ "gb-seconds": 0.00002 }`, in dollars for the same amount.</summary>
    /// <exception cref="FormatException">The file names a price that there is not, or one that is no number.</exception>
    public PriceList With(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var prices = Prices.ToDictionary(StringComparer.Ordinal);
            foreach (var given in document.RootElement.EnumerateObject())
            {
                if (!prices.TryGetValue(given.Name, out var price))
                {
                    throw new FormatException($"{given.Name} is not one of: {string.Join(", ", Prices.Keys)}.");
                }

                prices[given.Name] = given.Value.ValueKind is JsonValueKind.Number && given.Value.GetDouble() is >= 0 and < 1_000_000 and var dollars
                    ? price with { Dollars = dollars, Source = "your own" }
                    : throw new FormatException($"{given.Name} must be a number of dollars.");
            }

            return new PriceList(prices);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw new FormatException("it must be one JSON object of names and numbers.", unreadable);
        }
    }
}

/// <summary>One price.</summary>
/// <param name="Dollars">For so much as <paramref name="Per"/> says.</param>
/// <param name="Free">What each month is given of it.</param>
/// <param name="Source">Whose price it is.</param>
internal sealed record Price(string Name, double Dollars, double Per, double Free, string Source);
