namespace Relais.Polling;

/// <summary>What a network still lets us ask this month, in money.</summary>
/// <param name="MillsARequest">What one request costs, in thousandths of a dollar, by the network's price list.</param>
/// <param name="MostMills">The most that the month may cost.</param>
/// <param name="Off">Why the network is not asked at all; null when it is.</param>
public sealed record Budget(int MillsARequest, long MostMills, Spending Spent, string? Off)
{
    /// <summary>What a post that comes costs, in thousandths of a dollar; 0 where requests are what is paid for.</summary>
    public int MillsAPost { get; init; }

    // Few steps, far apart: a turn that comes a minute later with every request would drift past others.
    private static readonly int[] Steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 720, 1_440];

    public static decimal Dollars(long mills) => mills / 1_000m;

    public long LeftMills => Math.Max(0, MostMills - Spent.Mills);

    /// <summary>
    /// What the month may have cost when today ends: what was left this morning is shared out evenly among the days that are left. Where a request's price shows only
    /// afterwards, a loud day must not take the rest of the month.
    /// </summary>
    public long MostMillsToday(DateTimeOffset now)
    {
        var before = Spent.Mills - Spent.TodayMills;
        var days = (int)Math.Ceiling((Budgets.NextMonth(now) - now) / TimeSpan.FromDays(1));
        return before + (Math.Max(0, MostMills - before) / days);
    }

    /// <summary>
    /// How many minutes lie between two polls of a question, so that what is left lasts until the month ends: an answer every two hours tells more than one
    /// every five minutes for a week and none afterwards.
    /// </summary>
    /// <param name="questions">How many questions share it.</param>
    /// <param name="usual">Minutes between two polls where money is no matter.</param>
    /// <param name="until">Until when what is left is to last; null for the month's end, and never later.</param>
    public int MinutesBetween(int questions, int usual, DateTimeOffset now, DateTimeOffset? until = null)
    {
        var left = (until < Budgets.NextMonth(now) ? until.Value : Budgets.NextMonth(now)) - now;
        return Off is not null ? usual : Steps.Prepend(usual).FirstOrDefault(step => step >= usual && CostOf(questions, step, left) <= LeftMills, Math.Max(usual, Steps[^1]));
    }

    /// <summary>What so many questions cost in a stretch of time, in thousandths of a dollar: the turn that is due at once is one of them.</summary>
    public long CostOf(int questions, int everyMinutes, TimeSpan time) =>
        questions * (long)Math.Ceiling(time / TimeSpan.FromMinutes(everyMinutes)) * MillsARequest;
}
