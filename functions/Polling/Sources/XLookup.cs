using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>How X says that a hundred posts fare by now, and which of them are not to be kept any more.</summary>
internal sealed record XLookup(IReadOnlySet<string> Gone, Engagement Engagement, int Shown)
{
    /// <summary>Null when the answer is none. With every post gone there is no data at all.</summary>
    public static XLookup? Read(OutboundReply reply, DateTimeOffset now)
    {
        try
        {
            if (JsonSerializer.Deserialize(reply.Body.Span, XJson.Default.XLookupPage) is not { } page || (page.Data is null && page.Errors is null))
            {
                return null;
            }

            var gone = (page.Errors ?? []).Where(error => error?.IsGone == true)
                .Select(error => error!.ResourceId ?? error.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var metrics = (page.Data ?? []).Select(post => post?.PublicMetrics ?? default).ToArray();
            return new XLookup(gone, metrics.Aggregate(Engagement.None with { AsOf = now }, (sum, one) => sum + Read(one, now)), metrics.Length);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Engagement Read(JsonElement metrics, DateTimeOffset now) => new(
        1,
        Number(metrics, "retweet_count") + Number(metrics, "repost_count"),
        Number(metrics, "reply_count"),
        Number(metrics, "like_count"),
        Number(metrics, "quote_count"),
        Number(metrics, "impression_count"),
        now);

    // Numbers may come as texts, and longer than a count can be: what is none counts as nothing, what is too long as the most.
    private static long Number(JsonElement metrics, string name) =>
        metrics.ValueKind != JsonValueKind.Object || !metrics.TryGetProperty(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.Number ? Clamp(value.GetDouble())
        : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Clamp(number)
        : 0;

    // So many that a week of them fits 64 bits.
    private static long Clamp(double number) => double.IsNaN(number) ? 0 : (long)Math.Clamp(number, 0, 1e12);
}

internal sealed record XLookupPage(IReadOnlyList<XPostFares?>? Data, IReadOnlyList<XGone?>? Errors);

internal sealed record XPostFares(JsonElement PublicMetrics);

internal sealed record XGone(string? Type, string? ResourceId, string? Value)
{
    // response-codes-and-errors: deleted; made private; withheld. What else keeps X from showing a thing says nothing about it.
    [JsonIgnore]
    public bool IsGone => Type?.Split('/')[^1] is "resource-not-found" or "not-authorized-for-resource" or "resource-unavailable";
}
