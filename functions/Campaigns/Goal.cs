using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Relais.Campaigns;

/// <summary>How much of one unit a campaign hopes for, counted from what forms, shops and other sites tell of it.</summary>
/// <param name="Unit">A currency (`EUR`), what is counted by the piece (`sign-ups`, `pledges`, `donations`, `reports`, `rsvps`), or another unit that submissions name (`kilos`, `hours`, `shares`).</param>
/// <param name="Of">Of a currency: `donation` for what was given, `pledge` for what was promised; null for all else.</param>
/// <param name="Target">In whole units: euros, not cents.</param>
/// <param name="Percents">Shares of it that are worth an alert, in ascending order.</param>
public sealed partial record Goal(string Unit, string? Of, long Target, IReadOnlyList<int> Percents)
{
    public const string Donation = "donation";
    public const string Pledge = "pledge";

    /// <summary>What is counted by the piece.</summary>
    public static readonly IReadOnlyList<string> Pieces = ["sign-ups", "pledges", "donations", "reports", "rsvps"];

    /// <summary>Names it among a campaign's goals, in addresses too: `EUR`, `EUR-pledge`, `kilos`.</summary>
    [JsonIgnore]
    public string Name => Of is null or Donation ? Unit : $"{Unit}-{Of}";

    [JsonIgnore]
    public bool IsMoney => Of is not null;

    /// <summary>The highest share that is reached when the sum grows from one number of units to another; null when none is.</summary>
    public int? Crossed(decimal before, decimal sum)
    {
        var crossed = Percents.Where(percent => before * 100 < (decimal)Target * percent && sum * 100 >= (decimal)Target * percent).ToArray();
        return crossed.Length == 0 ? null : crossed[^1];
    }

    /// <summary>A unit other than money in lower case, such as `kilos`, for goals and for what is counted towards them; null for what is none.</summary>
    public static string? ReadUnit(string? text) => text?.Trim().ToLowerInvariant() is { } unit && OneWord().IsMatch(unit) ? unit : null;

    [GeneratedRegex(@"^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex OneWord();
}
