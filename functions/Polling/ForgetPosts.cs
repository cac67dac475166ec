using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Takes away, each hour, the posts kept for questions that are asked no more, once their week is over; a question that is asked sees to its own.</summary>
public sealed class ForgetPosts(CampaignStore campaigns, CampaignRules rules, SignalStore signals, TimeProvider time)
{
    // The week that posts are kept, and time for an app that was down.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(60);

    [Function(nameof(ForgetPosts))]
    public async Task RunAsync([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = (await campaigns.ListAsync(cancellationToken))
            .SelectMany(campaign => AskedQuestion.Of(campaign, rules.Kinds))
            .Where(asked => asked.Until <= now && asked.Until > now - LongestAgo);
        foreach (var query in ended.Select(asked => asked.Query.Key).Distinct(StringComparer.Ordinal))
        {
            await signals.ForgetPostsAsync(query, now, cancellationToken);
        }
    }
}
