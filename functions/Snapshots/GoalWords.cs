using System.Globalization;
using Relais.Campaigns;
using Relais.Intake;
using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>Says how far a campaign is on the way to its goals: what is counted, and numbers as the language writes them.</summary>
internal static class GoalWords
{
    private const char NoBreak = '\u00a0';

    // Where a sign is shared by several currencies, the code says which one it is.
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal) { ["EUR"] = "€", ["GBP"] = "£", ["USD"] = "$", ["JPY"] = "¥", ["INR"] = "₹" };

    private static readonly Dictionary<string, Localized> Labels = new(StringComparer.Ordinal)
    {
        [Goal.Donation] = new("donations", "dons"),
        [Goal.Pledge] = new("pledges", "promesses de don"),
        ["sign-ups"] = new("sign-ups", "inscriptions"),
        ["pledges"] = new("pledges", "promesses de don"),
        ["donations"] = new("donations", "dons"),
        ["reports"] = new("reports", "signalements"),
        ["rsvps"] = new("people who come", "participations"),
        ["hours"] = new("hours", "heures"),
        ["shares"] = new("shares", "partages"),
    };

    public static IReadOnlyList<GoalBar> Bars(IEnumerable<GoalShown> goals, string language) => [.. goals.Select(goal => Bar(goal, language))];

    /// <summary>What of it is shown: below nothing, where more was given back than came, is nothing.</summary>
    public static GoalBar Bar(GoalShown goal, string language) => new(
        LabelOf(goal, language),
        Amount(Math.Max(0, goal.Reached), goal, language),
        Amount(goal.Target, goal, language),
        Math.Max(0, goal.Percent));

    // A unit that an organiser thought of is in their words.
    private static string LabelOf(GoalShown goal, string language) => Labels.TryGetValue(goal.Of ?? goal.Unit, out var label) ? label.In(language) : goal.Unit;

    private static string Amount(decimal amount, GoalShown goal, string language)
    {
        var culture = Localized.CultureOf(language);
        if (goal.Of is null)
        {
            return amount.ToString("#,0.###", culture);
        }

        // Cents are left out where there are none, and never one digit of them alone.
        var decimals = decimal.IsInteger(amount) ? 0 : Currencies.DecimalsOf(goal.Unit);
        var number = amount.ToString(string.Create(CultureInfo.InvariantCulture, $"N{decimals}"), culture);
        var sign = Signs.GetValueOrDefault(goal.Unit);
        return language == "fr" ? $"{number}{NoBreak}{sign ?? goal.Unit}" : sign is null ? $"{goal.Unit}{NoBreak}{number}" : sign + number;
    }
}
