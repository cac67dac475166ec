using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What a list's posts of one day came to.</summary>
/// <param name="Cut">The beginning of the day, where it could not be read; null where it was.</param>
internal sealed record XListRead(Share Share, Gap? Cut);

/// <summary>One reading of a list on X, page by page from the newest post back to the beginning of yesterday: accounts are told apart while it lasts, and forgotten with it.</summary>
internal sealed class XListReading(XClient x, TrackedQuery query, DateTimeOffset today, DateTimeOffset now)
{
    private const int MostPages = 5;
    private const int MostAPage = 100; // lists/:id/tweets, max_results

    /// <summary>What a reading asks for at most.</summary>
    public const int MostPosts = MostPages * MostAPage;

    // So many accounts must have posted before anything can be said of them.
    private const int LeastAPage = Share.LeastAccounts;

    // A post with its entities takes some 2 kB, a long one with many links several times that.
    private const int MostBytes = 4 * 1024 * 1024;

    private const string Fields = "author_id,entities,note_tweet";

    private readonly DateTimeOffset yesterday = today.AddDays(-1);
    private readonly HashSet<string> wanted = query.Tags.ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> passed = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> accounts = [];
    private readonly HashSet<ulong> users = [];
    private DateTimeOffset reached = DateTimeOffset.MaxValue;

    public async Task<(XListRead? Read, PollOutcome.Refused? Refused)> RunAsync(CancellationToken cancellationToken)
    {
        var next = (string?)null;
        for (var pages = 1; ; pages++)
        {
            if (await x.GetPageAsync(size => PathOf(size, next), Fields, LeastAPage, MostAPage, MostBytes, now, cancellationToken) is not { } answer)
            {
                return pages > 1 ? (Cut("more was published than the day's share of the budget reaches"), null) : (null, await x.OutOfMoneyAsync(LeastAPage, now, cancellationToken));
            }

            if (answer.Reply is { Failure: null, Status: 404 })
            {
                return (null, XRefusals.NoList(now));
            }

            if (XRefusals.Of(answer.Reply, now) is { } refused)
            {
                return (null, refused);
            }

            if (XListPage.Read(answer.Reply) is not { } page)
            {
                return (null, PollOutcome.Refused.Unreadable);
            }

            await x.GiveBackAsync(answer, page.Posts.Count, now, cancellationToken);
            if (page.IsGone)
            {
                return (null, XRefusals.NoList(now));
            }

            Count(page);
            if (page.NextToken is null || reached < yesterday)
            {
                return (new XListRead(Measure(isCut: false), null), null);
            }

            // A token that comes again leads round in a circle: what lies behind cannot be read.
            if (pages == MostPages || !passed.Add(page.NextToken))
            {
                return (Cut("more was published than could be read"), null);
            }

            next = page.NextToken;
        }
    }

    // A repost passes the hashtag on: what stands in it is used by whoever reposts.
    private void Count(XListPage page)
    {
        foreach (var post in page.Posts)
        {
            reached = post.At;
            if (post.At >= yesterday && post.At < today)
            {
                accounts.Add(post.Account);
                if (post.Tags.Any(tag => wanted.Contains(Hashtag.Fold(tag))))
                {
                    users.Add(post.Account);
                }
            }
        }
    }

    private Share Measure(bool isCut) => Share.Measure(DateOnly.FromDateTime(yesterday.UtcDateTime), users.Count, accounts.Count, isCut);

    private XListRead Cut(string why) => new(Measure(isCut: true), new Gap(yesterday, reached < today ? reached : today, why, Recovered: false));

    private string PathOf(int size, string? next) =>
        $"2/lists/{XListAddress.IdOf(query.Url!)}/tweets?max_results={size}" + (next is null ? "" : $"&pagination_token={Uri.EscapeDataString(next)}");
}
