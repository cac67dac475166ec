using System.Text.Json;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>One page of a list's posts: who wrote each, which is forgotten once it is counted, and its hashtags as they were typed.</summary>
/// <param name="IsGone">Whether X says instead that it shows no such list.</param>
internal sealed record XListPage(IReadOnlyList<XListPost> Posts, string? NextToken, bool IsGone)
{
    /// <summary>Null when the answer is no page. Errors that come with one are about what hangs on its posts.</summary>
    public static XListPage? Read(OutboundReply reply)
    {
        try
        {
            if (JsonSerializer.Deserialize(reply.Body.Span, XJson.Default.XListShown) is not { } shown)
            {
                return null;
            }

            if (shown.Data is null && (shown.Errors ?? []).Any(error => error?.IsGone == true))
            {
                return new XListPage([], null, IsGone: true);
            }

            var posts = (shown.Data ?? []).Select(XListPost.Read).ToArray();
            return shown.Meta is { } meta && Array.TrueForAll(posts, post => post is not null)
                ? new XListPage(posts!, string.IsNullOrEmpty(meta.NextToken) ? null : meta.NextToken, IsGone: false)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A post or a repost in a list, by whoever of the list published it.</summary>
/// <param name="At">When that was.</param>
internal sealed record XListPost(DateTimeOffset At, ulong Account, IReadOnlyList<string> Tags)
{
    /// <summary>Null when nobody can tell when it was published, or by whom.</summary>
    internal static XListPost? Read(XListPostShown? shown) => XPost.ReadId(shown?.Id) is { } id && XPost.ReadId(shown!.AuthorId) is { } account
        ? new XListPost(XPost.TimeOf(id), account, XPost.TagsOf(shown.Entities, shown.NotePost, shown.NoteTweet))
        : null;
}

internal sealed record XListShown(IReadOnlyList<XListPostShown?>? Data, XMeta? Meta, IReadOnlyList<XGone?>? Errors);

internal sealed record XListPostShown(string? Id, string? AuthorId, XEntities? Entities, XNote? NoteTweet, XNote? NotePost);
