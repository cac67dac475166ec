using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>A status as Mastodon's API gives it, as far as it is counted, once it has been found readable.</summary>
internal sealed partial record MastodonStatus(
    [property: JsonRequired] string Id,
    [property: JsonPropertyName("created_at"), JsonRequired] DateTimeOffset CreatedAt,
    string? Uri,
    string? Url,
    JsonElement Account,
    IReadOnlyList<MastodonTag>? Tags)
{
    // A hundred posts share a property of 32,768 characters (Table Storage data model).
    private const int LongestUrlBytes = 200;

    // Ids are opaque texts that grow: a longer one is newer, of equal length the greater one is.
    public static readonly Comparer<string> IdOrder = Comparer<string>.Create((left, right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right));

    /// <summary>One page of a timeline, oldest first; null when it is none. A hashtag that nobody on the instance has ever used has an empty one.</summary>
    public static IReadOnlyList<MastodonStatus>? ReadPage(OutboundReply reply)
    {
        if (reply.Status == 404)
        {
            return [];
        }

        try
        {
            var page = JsonSerializer.Deserialize(reply.Body.Span, MastodonJson.Default.MastodonStatusArray);
            return page?.All(IsReadable) == true ? [.. page.OrderBy(status => status.Id, IdOrder)] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it came to its server after the status with this id.</summary>
    public bool IsAfter(string id) => IdOrder.Compare(Id, id) > 0;

    /// <summary>The post that it is; one that says it is from the future is from now. Of whoever asked to be left out not even the address is kept.</summary>
    public Post ToPost(TrackedQuery query, DateTimeOffset now)
    {
        var author = MastodonAuthor.Read(Account, query.Host);
        return new Post(Id, CreatedAt > now ? now : CreatedAt, IsLink(Url) && !author.IsPrivate ? Url : null)
        {
            // mastodon/documentation, entities/Status: `uri` is the name for federation. Servers that leave it out are taken at their link, or at their word.
            Traits = PostTraits.Of(query, Uri ?? Url ?? $"{query.Host}/{Id}", CreatedAt.ToUniversalTime(), Tags?.Select(tag => tag.Name) ?? [], author.Account),
        };
    }

    private static bool IsReadable(MastodonStatus? status) =>
        status?.Id is { } id && OpaqueId().IsMatch(id) && status.Tags?.Any(tag => tag?.Name is null) != true;

    private static bool IsLink(string? url) =>
        System.Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == System.Uri.UriSchemeHttps || parsed.Scheme == System.Uri.UriSchemeHttp)
        && JsonEncodedText.Encode(url!).EncodedUtf8Bytes.Length <= LongestUrlBytes;

    // Digits with Mastodon, letters too with servers that speak its API.
    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex OpaqueId();
}

/// <summary>A hashtag of a status, as its server spells it.</summary>
internal sealed record MastodonTag([property: JsonRequired] string Name);

[JsonSerializable(typeof(MastodonStatus[]))]
[JsonSerializable(typeof(MastodonText))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class MastodonJson : JsonSerializerContext;
