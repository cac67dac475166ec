using System.Text;

namespace Relais.Polling.Sources;

/// <summary>What is searched for, and in which stretch of time.</summary>
/// <param name="From">Its beginning, where it does not begin after an id.</param>
/// <param name="Until">Its end; null for now.</param>
/// <param name="After">The id behind which it begins; null where none is known that X still takes.</param>
internal sealed record XWindow(string Text, DateTimeOffset From, DateTimeOffset? Until, ulong? After);

/// <summary>What a search has brought.</summary>
/// <param name="CutAt">What was published earlier was not all read; null when it was.</param>
/// <param name="CutWhy">Why it was not.</param>
internal sealed record XFound(IReadOnlyCollection<XPost> Posts, DateTimeOffset? CutAt, string CutWhy);

/// <summary>One search on X, page by page from the newest post back, as far as the day's share of the money reaches.</summary>
internal sealed class XSearch(XClient x, XWindow window, DateTimeOffset now)
{
    private const int LeastAPage = 10; // search/recent, max_results
    private const int MostAPage = 100;

    // A thousand posts, which fit one transaction.
    private const int MostPages = 10;

    // A post with its entities takes some 2 kB, a long one with many links several times that.
    private const int MostBytes = 4 * 1024 * 1024;

    private const string Fields = "edit_history_tweet_ids,entities,note_tweet,referenced_tweets";

    private readonly Dictionary<ulong, XPost> posts = [];
    private readonly HashSet<string> passed = new(StringComparer.Ordinal);
    private ulong? after = window.After;

    public async Task<(XFound? Found, PollOutcome.Refused? Refused)> RunAsync(CancellationToken cancellationToken)
    {
        var next = (string?)null;
        for (var pages = 1; ; pages++)
        {
            if (await x.GetPageAsync(size => PathOf(size, next), Fields, LeastAPage, MostAPage, MostBytes, now, cancellationToken) is not { } answer)
            {
                return pages > 1 ? (Cut("more was published than the day's share of the budget reaches"), null) : (null, await x.OutOfMoneyAsync(LeastAPage, now, cancellationToken));
            }

            var reply = answer.Reply;

            // Refused for ever: what X still knows is then asked for by its time.
            if (after is not null && reply.Status == 400 && XFault.Read(reply)?.IsOfStaleId == true)
            {
                (after, next, pages) = (null, null, 0);
                continue;
            }

            if (XRefusals.Of(reply, now) is { } refused)
            {
                return (null, refused);
            }

            if (XPosts.Read(reply) is not { } page)
            {
                return (null, PollOutcome.Refused.Unreadable);
            }

            await x.GiveBackAsync(answer, page.Posts.Count, now, cancellationToken);
            Add(page);
            if (page.NextToken is null)
            {
                return (new XFound(posts.Values, null, ""), null);
            }

            // A token that comes again leads round in a circle: what lies behind cannot be read.
            if (pages == MostPages || !passed.Add(page.NextToken))
            {
                return (Cut("more was published than could be read"), null);
            }

            next = page.NextToken;
        }
    }

    private void Add(XPosts page)
    {
        foreach (var post in page.Posts)
        {
            posts[post.Id] = post;
        }
    }

    private XFound Cut(string why) => new(posts.Values, posts.Count > 0 ? XPost.TimeOf(posts.Keys.Min()) : now, why);

    // search/recent: an id and a time do not go together.
    private string PathOf(int size, string? next)
    {
        var path = new StringBuilder($"2/tweets/search/recent?query={Uri.EscapeDataString(window.Text)}&max_results={size}&sort_order=recency&");
        path.Append(after is { } id ? $"since_id={XPost.Text(id)}" : $"start_time={XQuery.Instant(window.From)}");
        if (window.Until is { } until)
        {
            path.Append(after is null ? $"&end_time={XQuery.Instant(until)}" : $"&until_id={XPost.Text(XPost.IdAt(until))}");
        }

        if (next is not null)
        {
            path.Append("&next_token=").Append(Uri.EscapeDataString(next));
        }

        return path.ToString();
    }
}
