using System.Globalization;
using System.Text;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Searches Bluesky for the posts with one hashtag, from the newest back to what is known; the operator's account is needed for that.</summary>
public sealed class BlueskySource(BlueskyAccount account, BlueskySession session) : IQuotingSource
{
    // bluesky-social/atproto, lexicon app.bsky.feed.searchPosts: a page is 100 posts at most.
    private const int PageSize = 100;

    // 3,000 requests in five minutes an address (bsky-docs, rate-limits): twenty for each spelling leave room for many other questions.
    private const int MostPages = 20;

    // A post with pictures and a quoted one takes some 5 kB; descriptions of pictures can make it several times that.
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>One hashtag a question, because posts with all of several are what the network searches for. Only the account's own host is asked.</summary>
    public static SourceKind Declare(BlueskyAccount account) => new("bluesky", MostHashtagsAQuery: 1, BlueskySpelling.Of, account.Host);

    public string Kind => "bluesky";

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!account.IsSet)
        {
            return new PollOutcome.Refused("no account is set for Bluesky (settings Polling:Bluesky:Handle and AppPassword)", Denied: true, QuietUntil: null);
        }

        // A campaign from before the setting was changed, or from another installation.
        if (query.Host != account.Host)
        {
            return new PollOutcome.Refused($"Bluesky is asked at {account.Host} only", Denied: true, QuietUntil: null);
        }

        var position = BlueskyPosition.Parse(cursor.Position) ?? new BlueskyPosition(since);
        var gathering = new BlueskyGathering(query, position, cursor.AskedUntil ?? since, since, now);
        foreach (var tag in query.Tags)
        {
            // What other pages brought is not kept: they lie after those that are missing, which nobody would ask for again.
            if (await ReadBackAsync(tag, position, gathering, now, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return gathering.Answer();
    }

    /// <summary>From the newest back to where reading begins, as far as a poll may go; null when no page was refused.</summary>
    private async Task<PollOutcome.Refused?> ReadBackAsync(
        string tag, BlueskyPosition position, BlueskyGathering gathering, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (next, passed, oldest) = ((string?)null, new HashSet<string>(StringComparer.Ordinal), now);
        for (var pages = 1; ; pages++)
        {
            var (posts, following, refused) = await ReadPageAsync(tag, position.From, next, now, cancellationToken);
            if (refused is not null)
            {
                return refused;
            }

            gathering.Add(posts);
            oldest = posts.Select(post => post.At).Append(oldest).Min();

            // An instance that takes `since` for nothing answers with what is older: then this page was the last that matters.
            if (following is null || (posts.Count > 0 && posts.All(position.IsEarlier)))
            {
                return null;
            }

            // A cursor that comes again leads round in a circle: what lies behind cannot be read.
            if (pages == MostPages || !passed.Add(following))
            {
                gathering.CutAt(oldest);
                return null;
            }

            next = following;
        }
    }

    private async Task<(IReadOnlyList<BlueskyPost> Posts, string? Next, PollOutcome.Refused? Refused)> ReadPageAsync(
        string tag, DateTimeOffset from, string? next, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var escaped = Uri.EscapeDataString(tag);
        var path = new StringBuilder($"xrpc/app.bsky.feed.searchPosts?q=%23{escaped}&tag={escaped}&sort=latest&limit={PageSize}&since=")
            .Append(from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        if (next is not null)
        {
            path.Append("&cursor=").Append(Uri.EscapeDataString(next));
        }

        var (reply, notSignedIn) = await session.GetAsync(path.ToString(), MostBytes, now, cancellationToken);
        return reply is null ? ([], null, notSignedIn)
            : Refusal(reply, now) is { } refused ? ([], null, refused)
            : BlueskyPost.ReadPage(reply) is { } page ? (page.Posts, page.Cursor, null)
            : ([], null, PollOutcome.Refused.Unreadable);
    }

    public async Task<IReadOnlyDictionary<string, string>?> QuoteAsync(TrackedQuery query, IReadOnlyList<Post> posts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (query.Host != account.Host || !account.IsSet)
        {
            return null;
        }

        // lexicon app.bsky.feed.getPosts: 25 at most; what is gone is left out.
        var path = "xrpc/app.bsky.feed.getPosts?" + string.Join('&', posts.Select(post => "uris=" + Uri.EscapeDataString(post.Id)));
        var (reply, _) = await session.GetAsync(path, MostBytes, now, cancellationToken);
        return reply is { Failure: null, Status: 200 } ? BlueskyQuotes.Read(reply) : null;
    }

    private static PollOutcome.Refused? Refusal(OutboundReply reply, DateTimeOffset now) => reply switch
    {
        { Failure: not null } => PollOutcome.Refused.Of(reply),
        { Status: >= 200 and < 300 } => null,
        _ when BlueskyFault.IsOfToken(reply) => new PollOutcome.Refused($"the account's session is not accepted ({reply.Status})", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 400 } => new PollOutcome.Refused("the hashtag is not accepted (400)", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 403 } => new PollOutcome.Refused("the search is closed to the account (403)", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 429 } => new PollOutcome.Refused("asked too often (429)", Denied: false, QuietUntil: reply.RetryAfter ?? now.AddMinutes(5)),
        _ => PollOutcome.Refused.Of(reply),
    };
}
