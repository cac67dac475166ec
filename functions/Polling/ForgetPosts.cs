using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Takes away, each hour, the posts kept for questions that are asked no more, once their week is over, their shares once their year is, and old claims; a question that is asked sees to its own.</summary>
public sealed class ForgetPosts(CampaignStore campaigns, CampaignRules rules, KeptPosts kept, ShareStore shares, Claims claims, TimeProvider time)
{
    // The week that posts are kept, and time for an app that was down.
    private static readonly TimeSpan LongestAgo = TimeSpan.FromDays(60);

    private static readonly TimeSpan Year = TimeSpan.FromDays(366);

    [Function(nameof(ForgetPosts))]
    public async Task RunAsync([TimerTrigger("0 7 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = (await campaigns.ListAsync(cancellationToken)).SelectMany(campaign => AskedQuestion.Of(campaign, rules.Kinds)).ToArray();
        var asked = all.Where(asked => asked.Until is null || asked.Until > now - LongestAgo).ToArray();
        foreach (var query in asked.Where(asked => asked.Until <= now).Select(asked => asked.Query.Key).Distinct(StringComparer.Ordinal))
        {
            await kept.ForgetAsync(query, now, cancellationToken);
        }

        // Days that lie before a question's end are a year old once that is.
        foreach (var query in all.Where(asked => !rules.BringsSignals(asked.Query) && asked.Until <= now - Year && asked.Until > now - Year - LongestAgo).Select(asked => asked.Query.Key))
        {
            await shares.ForgetAsync(query, now, cancellationToken);
        }

        foreach (var questions in asked.Select(asked => asked.Query.AmongKey).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            await claims.ForgetAsync(questions, now, cancellationToken);
        }
    }
}
