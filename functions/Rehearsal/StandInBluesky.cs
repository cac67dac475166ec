using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;

namespace Relais.Rehearsal;

/// <summary>A host of Bluesky's that holds a part of the bundled day: gives sessions of two hours for its one account, and searches a page at a time.</summary>
internal sealed class StandInBluesky(DateTimeOffset beginning, TimeProvider clock)
{
    public const string Handle = "demo.example.org";
    public const string Password = "only-for-show";

    // The real one gives a hundred. So few, so that pages are turned on an evening of a small campaign.
    private const int LargestPage = 10;

    private static readonly TimeSpan SessionLasts = TimeSpan.FromHours(2);

    private readonly StandInPost[] posts = [.. BundledDay.Posts().Where(post => post.Network == "bluesky").Select(post => StandInPost.Of(post, beginning))];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/xrpc/com.atproto.server.createSession", LogInAsync);
        routes.MapPost("/xrpc/com.atproto.server.refreshSession", Refresh);
        routes.MapGet("/xrpc/app.bsky.feed.searchPosts", Search);
    }

    private async Task<IResult> LogInAsync(HttpContext context, CancellationToken cancellationToken)
    {
        using var login = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken);
        var isRight = login.RootElement.GetProperty("identifier").GetString() == Handle && login.RootElement.GetProperty("password").GetString() == Password;
        return isRight ? Session() : Fault(StatusCodes.Status401Unauthorized, "AuthenticationRequired");
    }

    private IResult Refresh(HttpContext context) => TokenTime(context, "refresh") is null ? Fault(StatusCodes.Status400BadRequest, "ExpiredToken") : Session();

    // As the real one does: the newest first, and a cursor that is a number of posts passed over.
    private IResult Search(HttpContext context)
    {
        var now = clock.GetUtcNow();
        if (!(TokenTime(context, "access") > now - SessionLasts))
        {
            return Fault(StatusCodes.Status400BadRequest, "ExpiredToken");
        }

        var wanted = context.Request.Query["tag"].Select(tag => Hashtag.Fold(tag!)).ToArray();
        var since = DateTimeOffset.TryParse(context.Request.Query["since"], CultureInfo.InvariantCulture, out var given) ? given : beginning;
        var passed = int.TryParse(context.Request.Query["cursor"], NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var found = posts.Where(post => post.IndexedAt >= since && post.IndexedAt <= now && wanted.All(post.Record.Tags.Select(Hashtag.Fold).Contains)).Reverse().ToArray();
        var next = passed + LargestPage < found.Length ? (passed + LargestPage).ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Json(new StandInSearch([.. found.Skip(passed).Take(LargestPage)], next), StandInBlueskyJson.Default.StandInSearch);
    }

    // A token says when it was given, as real ones do.
    private JsonHttpResult<StandInSession> Session()
    {
        var at = clock.GetUtcNow().ToUnixTimeSeconds();
        return TypedResults.Json(new StandInSession("did:plc:demo", Handle, $"access.{at}", $"refresh.{at}"), StandInBlueskyJson.Default.StandInSession);
    }

    private static DateTimeOffset? TokenTime(HttpContext context, string kind)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var begins = $"Bearer {kind}.";
        return header.StartsWith(begins, StringComparison.Ordinal) && long.TryParse(header.AsSpan(begins.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? DateTimeOffset.FromUnixTimeSeconds(at)
            : null;
    }

    private static JsonHttpResult<StandInFault> Fault(int status, string error) => TypedResults.Json(new StandInFault(error, error), StandInBlueskyJson.Default.StandInFault, statusCode: status);
}

/// <summary>A post in the shape of app.bsky.feed.defs#postView, as far as it is read.</summary>
internal sealed record StandInPost(string Uri, DateTimeOffset IndexedAt, StandInRecord Record)
{
    public static StandInPost Of(BundledPost post, DateTimeOffset beginning)
    {
        var at = beginning + post.At;
        var text = $"{post.Text} {string.Join(' ', post.Hashtags.Select(tag => "#" + tag))}";
        return new StandInPost(
            string.Create(CultureInfo.InvariantCulture, $"at://did:plc:voisin{post.Number % 37}/app.bsky.feed.post/3l{post.Number:D11}"), at, new StandInRecord(text, at, post.Hashtags));
    }
}

internal sealed record StandInRecord(string Text, DateTimeOffset CreatedAt, IReadOnlyList<string> Tags);

internal sealed record StandInSearch(IReadOnlyList<StandInPost> Posts, string? Cursor);

internal sealed record StandInSession(string Did, string Handle, string AccessJwt, string RefreshJwt);

internal sealed record StandInFault(string Error, string Message);

[JsonSerializable(typeof(StandInSearch))]
[JsonSerializable(typeof(StandInSession))]
[JsonSerializable(typeof(StandInFault))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class StandInBlueskyJson : JsonSerializerContext;
