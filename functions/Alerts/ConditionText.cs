using System.Globalization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Which template says what Relais notices itself, and the values for it.</summary>
internal static class ConditionText
{
    /// <summary>What is said while it fires.</summary>
    public static Template Firing(Alert alert) => alert.Kind switch
    {
        AlertKinds.Surge => Templates.Surge,
        AlertKinds.Lull => Templates.Lull,
        AlertKinds.Milestone => alert.Goal is not null ? Templates.MilestoneGoal : IsShare(alert) ? Templates.MilestoneShare : Templates.Milestone,
        AlertKinds.Endpoint => Templates.Endpoint,
        _ => throw new InvalidOperationException($"An alert of kind {alert.Kind} has words of its own."),
    };

    /// <summary>What is said once it is over.</summary>
    public static Template Over(Alert alert) => alert.Kind switch
    {
        AlertKinds.Lull => StaysQuiet(alert) ? Templates.LullStays : Templates.LullOver,
        AlertKinds.Source => alert.AtEnd is null ? Templates.SourceDropped : Templates.SourceOver,
        _ => Templates.SurgeOver,
    };

    /// <summary>What is known of an alert, by the names that templates have for it.</summary>
    /// <param name="seen">The numbers of its beginning or of its end; null where there are none.</param>
    public static IReadOnlyDictionary<string, Localized> Values(Alert alert, Observation? seen, Campaign campaign)
    {
        // Dates are written out for everybody alike: a server's own language may count other years.
        var values = new Dictionary<string, Localized>(StringComparer.Ordinal)
        {
            [Placeholders.Campaign] = Placeholders.Same(campaign.Name),
            [Placeholders.Since] = new(
                string.Create(CultureInfo.InvariantCulture, $"{alert.StartsAt:yyyy-MM-dd HH:mm} UTC"),
                string.Create(CultureInfo.InvariantCulture, $"{alert.StartsAt:yyyy-MM-dd à HH:mm} UTC")),
        };
        if (seen is not null)
        {
            values[Placeholders.Count] = Placeholders.Same(seen.Trailing.ToString(CultureInfo.InvariantCulture));
            values[Placeholders.Posts] = Placeholders.PostsOf(seen.Trailing);
            values[Placeholders.Usual] = Number(seen.Expected);
            values[Placeholders.Momentum] = Number(seen.Momentum);
            values[Placeholders.Threshold] = Number(seen.Threshold);
            values[Placeholders.Goal] = Placeholders.Same(seen.Expected.ToString("0", CultureInfo.InvariantCulture));
        }

        if (alert.Goal is { } goal)
        {
            values[Placeholders.Goal] = Quantities.Say(goal.Target, goal.Unit, goal.IsPledged);
            values[Placeholders.Reached] = Quantities.Say(goal.Reached, goal.Unit, goal.IsPledged);
        }

        foreach (var name in new[] { Placeholders.Where, Placeholders.Subscription, Placeholders.Reason, Placeholders.Milestone })
        {
            if (alert.Labels.TryGetValue(name, out var label))
            {
                // French puts a narrow space before the sign.
                values[name] = name == Placeholders.Milestone ? new(label, label.Replace("%", "\u202f%", StringComparison.Ordinal)) : Placeholders.Same(label);
            }
        }

        return values;
    }

    // A lull also ends when quiet has become the usual, or the campaign ends: then nothing is active again.
    private static bool StaysQuiet(Alert alert) => alert.AtEnd!.Trailing + 0.5 < alert.AtStart!.Expected / 2;

    private static bool IsShare(Alert alert) => alert.Labels[Placeholders.Milestone].EndsWith('%');

    private static Localized Number(double value)
    {
        var english = value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return new(english, english.Replace('.', ','));
    }
}
