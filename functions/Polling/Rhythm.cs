using Microsoft.Extensions.Options;
using Relais.Campaigns;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>How many minutes lie between two polls of a question, by the network that is asked: the usual number, and more where that would cost too much.</summary>
public sealed class Rhythm(IEnumerable<ISource> sources, IOptions<PollingOptions> options)
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Minutes between two polls where money is no matter.</summary>
    public int UsualMinutes => options.Value.EveryMinutes;

    /// <summary>The pace of each kind of source that is asked.</summary>
    /// <param name="questions">All that are asked now, each once.</param>
    public async Task<IReadOnlyDictionary<string, Pace>> ReadAsync(IEnumerable<TrackedQuery> questions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var paces = new Dictionary<string, Pace>(StringComparer.Ordinal);
        foreach (var (kind, count) in questions.CountBy(question => question.Kind))
        {
            // Of a kind that this app no longer has, an old question may still be standing.
            var source = sources.FirstOrDefault(source => source.Kind == kind);
            var budget = source is null ? null : await source.ReadBudgetAsync(now, cancellationToken);
            var every = budget?.MinutesBetween(count, UsualMinutes, now) ?? UsualMinutes;
            paces[kind] = new Pace(every, budget is { Off: null } ? Budget.Dollars(budget.CostOf(1, every, Month)) : 0);
        }

        return paces;
    }
}

/// <summary>How often a question is put, and what that costs.</summary>
/// <param name="DollarsAMonth">In thirty days.</param>
public sealed record Pace(int EveryMinutes, decimal DollarsAMonth);
