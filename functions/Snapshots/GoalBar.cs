using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>How far a campaign is on the way to one goal, in the words and numbers of one language.</summary>
/// <param name="Label">What is counted: `donations`, `kilos`.</param>
/// <param name="Reached">With its unit where that is money: `€1,234.50`.</param>
/// <param name="Percent">Whole percents, 0 or more; above 100 where more came than was hoped for.</param>
internal sealed record GoalBar(string Label, string Reached, string Target, int Percent)
{
    /// <summary>`€1,234.50 of €2,000`.</summary>
    public string Sum(string language) => language == "fr" ? $"{Reached} sur {Target}" : $"{Reached} of {Target}";

    /// <summary>`61%`; French puts a narrow space before the sign.</summary>
    public string Share(string language) => Percent.ToString("N0", Localized.CultureOf(language)) + (language == "fr" ? "\u202f%" : "%");

    /// <summary>The part of a bar that is filled, of 100. A bar reaches from nought to the goal, or to what came where that is more.</summary>
    public double Filled => Percent >= 100 ? 100 : Percent;

    /// <summary>Where on such a bar the goal stands, of 100.</summary>
    public double Mark => Percent > 100 ? 10_000d / Percent : 100;
}
