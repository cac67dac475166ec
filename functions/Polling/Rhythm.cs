using Microsoft.Extensions.Options;
using Relais.Campaigns;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>How many minutes lie between two polls of a question, the usual number, each minute during an event, and more where that would cost too much.</summary>
public sealed class Rhythm(IEnumerable<ISource> sources, CampaignRules rules, IOptions<PollingOptions> options)
{
    // What moves within the hour is seen by the minute.
    private const int EventMinutes = 1;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Minutes between two polls where money is no matter.</summary>
    public int UsualMinutes => options.Value.EveryMinutes;

    /// <summary>How often each question of those campaigns that are live is put, by its key.</summary>
    public Task<IReadOnlyDictionary<string, Pace>> ReadOfLiveAsync(IEnumerable<Campaign> campaigns, DateTimeOffset now, CancellationToken cancellationToken) => ReadAsync(
        campaigns.Where(campaign => campaign.StateAt(now) == CampaignState.Live).SelectMany(campaign => TrackedQuery.Of(campaign, rules.Kinds).Select(query => (query, campaign))),
        now,
        cancellationToken);

    /// <summary>How often each question is put, by its key.</summary>
    /// <param name="asked">All that is asked now, and for which campaigns.</param>
    public async Task<IReadOnlyDictionary<string, Pace>> ReadAsync(IEnumerable<(TrackedQuery Query, Campaign Campaign)> asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paces = new Dictionary<string, Pace>(StringComparer.Ordinal);
        foreach (var kind in asked.GroupBy(one => one.Query.Kind, StringComparer.Ordinal))
        {
            // Of a kind that this app no longer has, an old question may still be standing.
            var source = sources.FirstOrDefault(source => source.Kind == kind.Key);
            var budget = source is null ? null : await source.ReadBudgetAsync(now, cancellationToken);
            var questions = kind.GroupBy(one => one.Query.Key, StringComparer.Ordinal)
                .Select(same => (same.Key, EventUntil: same.Max(one => one.Campaign.IsEventAt(now) ? one.Campaign.EventUntil : null))).ToArray();
            var events = questions.Where(question => question.EventUntil is not null).ToArray();
            var usual = budget?.MinutesBetween(questions.Length, UsualMinutes, now) ?? UsualMinutes;
            var atEvents = Math.Min(usual, budget?.MinutesBetween(events.Length, EventMinutes, now, events.Max(question => question.EventUntil)) ?? EventMinutes);
            foreach (var question in questions)
            {
                var every = question.EventUntil is null ? usual : atEvents;
                paces[question.Key] = new Pace(every, budget is { Off: null } ? Budget.Dollars(budget.CostOf(1, every, Month)) : 0);
            }
        }

        return paces;
    }
}

/// <summary>How often a question is put, and what that costs.</summary>
/// <param name="DollarsAMonth">In thirty days.</param>
public sealed record Pace(int EveryMinutes, decimal DollarsAMonth);
