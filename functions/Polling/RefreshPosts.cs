using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Looks, each hour, at the kept posts that were not looked at for a day: how they fare is written down, and what is gone from its network is erased here.</summary>
public sealed partial class RefreshPosts(
    CampaignStore campaigns, CampaignRules rules, IEnumerable<ISource> sources, KeptPosts posts, TimeProvider time, ILogger<RefreshPosts> logger)
{
    // An hour less than a day, so that the turn of each batch does not drift.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(23);

    // What nobody can say still stands is not kept, whatever keeps us from asking: money, the network, or whoever runs this.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromHours(48);

    // The week that posts are kept, and a day.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(8);

    [Function(nameof(RefreshPosts))]
    public async Task RunAsync([TimerTrigger("0 47 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await campaigns.ListAsync(cancellationToken);
        foreach (var source in sources.OfType<IRefreshingSource>())
        {
            var asked = all.SelectMany(campaign => AskedQuestion.Of(campaign, rules.Kinds))
                .Where(question => question.Query.Kind == source.Kind && (question.Until is null || question.Until > now - LongestAgo));
            await RefreshAsync(source, asked.Select(question => question.Query.Key).Distinct(StringComparer.Ordinal), now, cancellationToken);
        }
    }

    private async Task RefreshAsync(IRefreshingSource source, IEnumerable<string> queries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answers = true;
        foreach (var query in queries)
        {
            await foreach (var batch in posts.ReadAsync(query, cancellationToken))
            {
                var unseen = now - (batch.RefreshedAt ?? batch.KeptAt);
                var refreshed = unseen >= Fresh && answers ? await source.RefreshAsync(batch.Posts, now, cancellationToken) : null;
                answers &= unseen < Fresh || refreshed is not null;
                if (refreshed is not null)
                {
                    await posts.RewriteAsync(batch, refreshed.Standing, refreshed.Engagement, now, cancellationToken);
                }
                else if (unseen >= LongestUnseen)
                {
                    await posts.RewriteAsync(batch, [], Engagement.None, now, cancellationToken);
                    PostsErased(logger, query, batch.Posts.Count);
                }
            }
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Information, Message = "{Posts} posts kept for {Query} were erased: nobody could be asked whether they still stand.")]
    private static partial void PostsErased(ILogger logger, string query, int posts);
}
