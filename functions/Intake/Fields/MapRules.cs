using System.Text.RegularExpressions;
using Relais.Campaigns;
using Relais.Http;

namespace Relais.Intake.Fields;

/// <summary>Says whether a map, from fields of a submission to places in a call, can be meant.</summary>
internal static partial class MapRules
{
    /// <summary>Before a text that stands for itself in every call: `=EUR`.</summary>
    public const char Always = '=';

    private const int LongestPlaceCharacters = 200;

    private static readonly string[] Known =
        ["kind", "id", "at", "email", "name", "phone", "language", "amount", "currency", "unit", "quantity", "title", "text", "url", "test"];

    // What is never the same in every call.
    private static readonly string[] NeverAlways = ["id", "at", "email", "phone"];

    /// <summary>The first thing that is wrong, with the field as `map.amount`; null when nothing is.</summary>
    public static FieldError? Check(IProvider provider, IReadOnlyDictionary<string, string> map)
    {
        if (map.Count > 0 && !provider.ReadsMap)
        {
            return new FieldError("map", $"must be left out: where everything is in what {provider.Name} sends is known.");
        }

        foreach (var (field, place) in map.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (Reject(field, place) is { } reason)
            {
                return new FieldError(Known.Contains(field) ? $"map.{field}" : "map", reason);
            }
        }

        return Lacks(map, "amount", "currency") ?? Lacks(map, "quantity", "unit");
    }

    private static string? Reject(string field, string place)
    {
        if (!Known.Contains(field))
        {
            return $"must hold none but these fields: {string.Join(", ", Known)}.";
        }

        if (TextRules.Reject(place, 1, LongestPlaceCharacters, out _) is { } reason)
        {
            return reason;
        }

        return place[0] switch
        {
            '/' => Pointer().IsMatch(place) ? null : "must be a JSON pointer: after a ~ comes 0 or 1.",
            Always => RejectAlways(field, place[1..]),
            _ => null,
        };
    }

    private static string? RejectAlways(string field, string text) => field switch
    {
        _ when NeverAlways.Contains(field) => "must say where it is: it is not the same in every call.",
        _ when text.Trim().Length == 0 => "must have something behind the =.",
        "kind" when SubmissionWords.Kind(text, default) is null => "must be sign-up, pledge, donation, report, announcement or rsvp.",
        "currency" when Currencies.Find(text) is null => "must be a currency of ISO 4217, such as EUR.",
        "unit" when Goal.ReadUnit(text) is null => "must be one word of at most 32 letters, such as kilos.",
        "quantity" when Amounts.Scale(text, 3) is null => "must be a number with at most three decimals.",
        _ => null,
    };

    private static FieldError? Lacks(IReadOnlyDictionary<string, string> map, string field, string needed) =>
        map.ContainsKey(field) && !map.ContainsKey(needed) ? new FieldError($"map.{needed}", $"must be there where {field} is: say where it is, or what it always is, such as {(needed == "unit" ? "=kilos" : "=EUR")}.") : null;

    // RFC 6901, section 3.
    [GeneratedRegex(@"^(/([^~/]|~[01])*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pointer();
}
