using System.Text.Json;
using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>What a refusal of Bluesky says beside its status: the name of the error, where it has one.</summary>
internal sealed record BlueskyFault(string? Error)
{
    /// <summary>Null for pages of HTML, and for whatever else names no error.</summary>
    public static string? NameOf(OutboundReply reply)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, BlueskyJson.Default.BlueskyFault)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is the token that was not accepted, so that another may be.</summary>
    public static bool IsOfToken(OutboundReply reply) =>
        reply.Failure is null && (reply.Status == 401 || (reply.Status == 400 && NameOf(reply) is "ExpiredToken" or "InvalidToken"));
}

/// <summary>What com.atproto.server.createSession is told. A class, because a record would print the password.</summary>
internal sealed class BlueskyLogin(string identifier, string password)
{
    public string Identifier { get; } = identifier;

    public string Password { get; } = password;
}

/// <summary>What both ways of signing in answer, as far as it is used. A class, because a record would print the tokens.</summary>
internal sealed class BlueskyTokens
{
    public string? AccessJwt { get; init; }

    public string? RefreshJwt { get; init; }
}

/// <summary>What app.bsky.feed.searchPosts answers, as far as it is read.</summary>
internal sealed record BlueskyAnswer(string? Cursor, [property: JsonRequired] IReadOnlyList<BlueskyPostView> Posts);

/// <summary>One post of an answer.</summary>
/// <param name="IndexedAt">When the network learned of it.</param>
/// <param name="Record">As its author's program wrote it: of any shape.</param>
/// <param name="Author">A profileViewBasic, as far as it is one.</param>
internal sealed record BlueskyPostView([property: JsonRequired] string Uri, [property: JsonRequired] DateTimeOffset IndexedAt, JsonElement Record, JsonElement Author);

// Authors may nest what they like within a record: one of them must not make a whole page unreadable.
[JsonSerializable(typeof(BlueskyFault))]
[JsonSerializable(typeof(BlueskyLogin))]
[JsonSerializable(typeof(BlueskyTokens))]
[JsonSerializable(typeof(BlueskyAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 512)]
internal sealed partial class BlueskyJson : JsonSerializerContext;
