namespace Relais.Polling;

/// <summary>How often the questions to one kind of source are put, and what they will have cost when the month ends. Pure.</summary>
/// <param name="Budget">What may be spent on them; null where they are free.</param>
/// <param name="UsualMinutes">Minutes between two polls where money is no matter.</param>
/// <param name="IdleMinutes">The same, of questions that only idle campaigns ask.</param>
public sealed record Pacing(Budget? Budget, IReadOnlyList<Demand> Demands, int UsualMinutes, int IdleMinutes, DateTimeOffset Now)
{
    // What moves within the hour is seen by the minute.
    private const int EventMinutes = 1;

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Whether the kind has a pace of its own, whatever its questions are.</summary>
    public bool HasOwnPace { get; init; }

    /// <summary>What each question's posts cost a day, in thousandths of a dollar, by its key; one that was not asked for a day yet is left out. Null where nobody looked.</summary>
    public IReadOnlyDictionary<string, long>? PostMillsADay { get; init; }

    /// <summary>Minutes between two polls of a question that is watched. Money is kept for idle ones as if they were: they may wake at any moment, all at once.</summary>
    public int WatchMinutes { get; } = Budget?.MinutesBetween(Demands.Count, UsualMinutes, Now) ?? UsualMinutes;

    /// <summary>What the month will have cost at its end, in thousandths of a dollar: events that are on until their end, then each question as it is asked now, until nobody asks it.</summary>
    public long ProjectedMills
    {
        get
        {
            if (Budget is not { Off: null } budget)
            {
                return Budget?.Spent.Mills ?? 0;
            }

            var end = Budgets.NextMonth(Now);
            var events = Demands.Sum(demand => Mills(AtEventsMinutes, Now, Earlier(demand.EventUntil ?? Now, end)));

            // What events cost is missing afterwards, to all.
            var left = budget with { Spent = budget.Spent with { Mills = budget.Spent.Mills + Math.Min(events, budget.LeftMills) } };
            var watch = left.MinutesBetween(Demands.Count, UsualMinutes, Now);
            var rest = Demands.Sum(demand => Mills(RestingMinutes(demand, watch), Later(demand.EventUntil ?? Now, demand.From), Earlier(demand.Until ?? end, end)));
            var posts = Demands.Sum(demand => (long)((PostMillsADay?.GetValueOrDefault(demand.Key) ?? 0) * (Earlier(demand.Until ?? end, end) - Later(Now, demand.From)).TotalDays));
            return budget.Spent.Mills + Math.Min(budget.LeftMills, events + rest + Math.Max(0, posts));
        }
    }

    private int AtEventsMinutes
    {
        get
        {
            var events = Demands.Where(demand => demand.EventUntil is not null).ToArray();
            return Math.Min(WatchMinutes, Budget?.MinutesBetween(events.Length, EventMinutes, Now, events.Max(demand => demand.EventUntil)) ?? EventMinutes);
        }
    }

    /// <summary>How often one of the questions is put as things stand.</summary>
    public Pace Of(Demand demand)
    {
        var every = demand.EventUntil is not null ? AtEventsMinutes : RestingMinutes(demand, WatchMinutes);
        return new Pace(every, Budget is { Off: null } budget ? DollarsOf(demand, budget, every) : 0);
    }

    private decimal? DollarsOf(Demand demand, Budget budget, int every) =>
        budget.MillsAPost == 0 ? Budget.Dollars(budget.CostOf(1, every, Month))
        : PostMillsADay?.TryGetValue(demand.Key, out var mills) == true ? Budget.Dollars(mills * Month.Days)
        : null;

    private int RestingMinutes(Demand demand, int watchMinutes) => demand.IsIdle ? Math.Max(IdleMinutes, watchMinutes) : watchMinutes;

    private long Mills(int everyMinutes, DateTimeOffset from, DateTimeOffset until) => until > from ? Budget!.CostOf(1, everyMinutes, until - from) : 0;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>How often a question is put, and what that costs.</summary>
/// <param name="DollarsAMonth">In thirty days; null where posts are paid for and nobody knows yet how many come.</param>
public sealed record Pace(int EveryMinutes, decimal? DollarsAMonth);
