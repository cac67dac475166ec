using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Relais.Intake.Fields;

/// <summary>What somebody made up would fill in, at the places where an inlet reads it: where its map says, else under the names that its provider knows.</summary>
internal static class SampleFields
{
    private const string Id = "sample-1";
    private const int MostItems = 50;

    public const string Email = "ada@example.org";
    public const string Phone = "+33600000001";

    /// <summary>Fields of nearly every form, and those that the inlet's kind is about.</summary>
    private static readonly string[] Usual = ["email", "name", "language"];

    /// <summary>Places and what stands there; none twice.</summary>
    /// <param name="known">The fields that are read without a map; null for all that fit the inlet's kind.</param>
    public static IReadOnlyList<(string Place, string Value)> Of(Inlet inlet, DateTimeOffset now, IReadOnlyList<string>? known = null)
    {
        var mapped = inlet.Map.Where(one => !one.Value.StartsWith(MapRules.Always)).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (Place: one.Value, Value: ValueOf(one.Key, inlet, now)));
        var plain = (known ?? [.. Usual, .. About(inlet.Kind)]).Where(field => !inlet.Map.ContainsKey(field)).Select(field => (Place: field, Value: ValueOf(field, inlet, now)));
        return [.. mapped.Concat(plain).DistinctBy(one => one.Place)];
    }

    /// <summary>As a form sends them.</summary>
    public static string Form(IEnumerable<(string Place, string Value)> fields) => string.Join('&', fields.Select(field => $"{WebUtility.UrlEncode(field.Place)}={WebUtility.UrlEncode(field.Value)}"));

    /// <summary>In JSON: by name at the top, by pointer wherever it leads.</summary>
    public static JsonObject Json(IEnumerable<(string Place, string Value)> fields, JsonObject? into = null)
    {
        var root = into ?? [];
        foreach (var (place, value) in fields)
        {
            if (IsPointer(place))
            {
                Put(root, place, value);
            }
            else
            {
                root[place] = value;
            }
        }

        return root;
    }

    public static bool IsPointer(string place) => place.StartsWith('/');

    /// <summary>An instant as sites write it.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The kind by the word of the API.</summary>
    public static string Word(SubmissionKind kind) => kind switch
    {
        SubmissionKind.SignUp => "sign-up",
        SubmissionKind.Pledge => "pledge",
        SubmissionKind.Donation => "donation",
        SubmissionKind.Report => "report",
        SubmissionKind.Announcement => "announcement",
        _ => "rsvp",
    };

    private static string[] About(SubmissionKind kind) => kind switch
    {
        SubmissionKind.Donation or SubmissionKind.Pledge => ["amount", "currency"],
        SubmissionKind.Report or SubmissionKind.Announcement => ["title", "text", "url"],
        _ => [],
    };

    private static string ValueOf(string field, Inlet inlet, DateTimeOffset now) => field switch
    {
        "kind" => Word(inlet.Kind),
        "id" => Id,
        "at" => Instant(now),
        "email" => Email,
        "name" => "Ada Example",
        "phone" => Phone,
        "language" => "fr",
        "amount" => "12.50",
        "currency" => "EUR",
        "quantity" => "2",
        "unit" => "hours",
        "title" => "A sample",
        "url" => "https://example.org/",
        "test" => "true",
        _ => "Made up by Relais to try this inlet out.",
    };

    // Steps that nothing is at yet become objects, also where the map counts: what reads it takes either.
    private static void Put(JsonNode root, string pointer, string value)
    {
        var steps = pointer.Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var at = root;
        foreach (var step in steps[..^1])
        {
            if (Find(at, step) is not (JsonObject or JsonArray) and var found)
            {
                if (found is not null || !Set(at, step, new JsonObject()))
                {
                    return; // the map wants a text and something in it at one place: no call can have both
                }
            }

            at = Find(at, step)!;
        }

        Set(at, steps[^1], value);
    }

    private static JsonNode? Find(JsonNode at, string step) =>
        at is JsonObject parent ? parent[step] : at is JsonArray list && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count ? list[index] : null;

    private static bool Set(JsonNode at, string step, JsonNode value)
    {
        if (at is JsonObject parent)
        {
            parent[step] = value;
            return true;
        }

        if (at is not JsonArray list || !int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= MostItems)
        {
            return false;
        }

        while (list.Count <= index)
        {
            list.Add((JsonNode)new JsonObject());
        }

        list[index] = value;
        return true;
    }
}
