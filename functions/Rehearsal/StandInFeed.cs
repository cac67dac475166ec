using System.Text.Json.Serialization;

namespace Relais.Rehearsal;

/// <summary>A site with a feed (JSON Feed 1.1): one item that was there before the day, and one that is published on it.</summary>
internal sealed class StandInFeed(DateTimeOffset beginning, TimeProvider clock)
{
    public const string Path = "feed.json";

    /// <summary>Items that are published on the day.</summary>
    public const int Items = 1;

    private static readonly TimeSpan Announced = TimeSpan.FromHours(10.5);

    private readonly StandInItem[] items =
    [
        new("opening", "https://outils.example.org/ouverture", "Nous avons ouvert", "L'atelier est ouvert le mardi.", beginning.AddDays(-3)),
        new("repair-day", "https://outils.example.org/journee", "Journée de réparation samedi", "De 10 à 18 h, ancienne mairie.", beginning + Announced),
    ];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/" + Path, Read);

    private IResult Read(HttpContext context)
    {
        var shown = items.Where(item => item.DatePublished <= clock.GetUtcNow()).Reverse().ToArray();
        var tag = $"\"{shown.Length}\"";
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(new StandInJsonFeed("https://jsonfeed.org/version/1.1", "Boîte à outils", shown), StandInFeedJson.Default.StandInJsonFeed);
    }
}

internal sealed record StandInJsonFeed(string Version, string Title, IReadOnlyList<StandInItem> Items);

internal sealed record StandInItem(string Id, string Url, string Title, string ContentText, DateTimeOffset DatePublished);

[JsonSerializable(typeof(StandInJsonFeed))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class StandInFeedJson : JsonSerializerContext;
