using Relais.Campaigns;
using Relais.Intake;

namespace Relais.Snapshots;

/// <summary>What sites told of a campaign, added up over all its inlets; trials are left out.</summary>
/// <param name="Deeds">How many of each kind: `sign-up`, `pledge`, `donation`, `report`, `announcement`, `rsvp`.</param>
/// <param name="Money">What was given and promised, each currency by itself.</param>
/// <param name="Amounts">How much of each other unit.</param>
public sealed record SnapshotSubmitted(IReadOnlyDictionary<string, long> Deeds, IReadOnlyList<SnapshotMoney> Money, IReadOnlyDictionary<string, decimal> Amounts)
{
    private const decimal Thousandths = 1_000;

    // Sums have their numbers by name; a name of trials begins otherwise.
    public static SnapshotSubmitted Of(Sums sums)
    {
        var (deeds, money, amounts) = (new Dictionary<string, long>(), new List<SnapshotMoney>(), new Dictionary<string, decimal>());
        foreach (var (name, count) in sums.Counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            switch (name.Split(' '))
            {
                case ["deeds", var kind]:
                    deeds[kind] = count;
                    break;
                case ["money", var kind, var currency]:
                    money.Add(new SnapshotMoney(kind, currency, count / Power(Currencies.DecimalsOf(currency))));
                    break;
                case ["amount", var unit]:
                    amounts[unit] = count / Thousandths;
                    break;
            }
        }

        return new SnapshotSubmitted(deeds, money, amounts);
    }

    private static decimal Power(int decimals) => decimals switch { 0 => 1, 3 => 1_000, _ => 100 };
}

/// <summary>A sum of money in whole units of its currency, with its decimals; what was given back is taken off.</summary>
/// <param name="Of">`donation` for what was given, `pledge` for what was promised, or another kind of submission that came with money.</param>
public sealed record SnapshotMoney(string Of, string Currency, decimal Amount);
