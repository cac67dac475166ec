using System.Globalization;
using System.Text.Json.Serialization;
using Relais.Campaigns;

namespace Relais.Rehearsal;

/// <summary>A Mastodon instance that holds a part of the bundled day and shows of it what has been published by now, a page of a hashtag's timeline at a time.</summary>
internal sealed class StandInInstance(DateTimeOffset beginning, TimeProvider clock)
{
    private const int LargestPage = 40;

    private readonly IReadOnlyList<StandInStatus> statuses = [.. BundledDay.Posts().Where(post => post.Network == "mastodon").Select(post => StandInStatus.Of(post, beginning))];

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/timelines/tag/{hashtag}", Read);

    // As the real one does: with min_id the posts right after it, without it the newest; either way the newest of the page first.
    private IResult Read(HttpContext context, string hashtag)
    {
        var now = clock.GetUtcNow();
        if (now >= beginning + BundledDay.Outage.From && now < beginning + BundledDay.Outage.Until)
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var wanted = context.Request.Query["any[]"].Append(hashtag).Select(tag => Hashtag.Fold(tag!)).ToHashSet(StringComparer.Ordinal);
        var after = ulong.TryParse(context.Request.Query["min_id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : (ulong?)null;
        var size = int.TryParse(context.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? Math.Clamp(limit, 1, LargestPage) : 20;
        var published = statuses.Where(status => status.CreatedAt <= now && status.Tags.Any(tag => wanted.Contains(tag.Name)));
        var page = after is null ? published.TakeLast(size) : published.Where(status => ulong.Parse(status.Id, CultureInfo.InvariantCulture) > after).Take(size);
        return TypedResults.Json([.. page.Reverse()], StandInJson.Default.StandInStatusArray);
    }
}

/// <summary>A status in the shape of Mastodon's entity, as far as an instance shows it to strangers.</summary>
internal sealed record StandInStatus(
    string Id,
    DateTimeOffset CreatedAt,
    string? InReplyToId,
    bool Sensitive,
    string SpoilerText,
    string Visibility,
    string Language,
    string Uri,
    string Url,
    int RepliesCount,
    int ReblogsCount,
    int FavouritesCount,
    DateTimeOffset? EditedAt,
    string Content,
    StandInAccount Account,
    IReadOnlyList<string> MediaAttachments,
    IReadOnlyList<StandInTag> Tags)
{
    public static StandInStatus Of(BundledPost post, DateTimeOffset beginning)
    {
        // Mastodon's ids carry their millisecond in all but the last sixteen bits.
        var at = beginning + post.At;
        var id = (((ulong)at.ToUnixTimeMilliseconds() << 16) | (ushort)post.Number).ToString(CultureInfo.InvariantCulture);
        var person = string.Create(CultureInfo.InvariantCulture, $"voisin{post.Number % 37}");
        var url = $"https://outils.example.org/@{person}/{id}";
        var tags = post.Hashtags.Select(tag => new StandInTag(Hashtag.Fold(tag), $"https://outils.example.org/tags/{Hashtag.Fold(tag)}")).ToArray();
        var links = string.Join(' ', post.Hashtags.Select(tag => $"<a href=\"https://outils.example.org/tags/{Hashtag.Fold(tag)}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"));
        return new StandInStatus(
            id, at, null, false, "", "public", "fr", $"https://outils.example.org/users/{person}/statuses/{id}", url, 0, 0, 0, null,
            $"<p>{post.Text} {links}</p>", new StandInAccount(person, person, person, $"https://outils.example.org/@{person}", false), [], tags);
    }
}

internal sealed record StandInAccount(string Id, string Username, string Acct, string Url, bool Bot);

internal sealed record StandInTag(string Name, string Url);

[JsonSerializable(typeof(StandInStatus[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class StandInJson : JsonSerializerContext;
