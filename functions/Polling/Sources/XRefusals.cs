using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What X means by an answer that is none, and when it is worth asking again.</summary>
internal static class XRefusals
{
    // What only a person can mend is looked at once a day: the look costs nothing.
    private static readonly TimeSpan UntilAPersonActs = TimeSpan.FromHours(24);

    // fundamentals/rate-limits: windows are 15 minutes; a minute at least, whatever the clock of either side says.
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);

    private const string MonthIsSpent = "the month's budget for X is spent";
    private const string DayIsSpent = "today's share of the month's budget for X is spent";
    private const string NotUnderstood = "X does not understand the question (400)";

    public static PollOutcome.Refused Spent(DateTimeOffset now) => new(MonthIsSpent, Denied: true, Budgets.NextMonth(now));

    public static PollOutcome.Refused SpentToday(DateTimeOffset now) =>
        new(DayIsSpent, Denied: true, MinuteCounts.FloorTo(now, TimeSpan.FromDays(1)).AddDays(1));

    public static PollOutcome.Refused TooLong(DateTimeOffset now) =>
        new($"the hashtags are longer than X takes in one question ({XQuery.LongestChars} characters)", Denied: true, QuietUntil: now.AddHours(1));

    /// <summary>Whether it is the wording that X refuses, and not whoever asks.</summary>
    public static bool IsOfWording(PollOutcome.Refused refused) => refused.Reason == NotUnderstood;

    /// <summary>
    /// The refusal of a question whose last poll had an answer: that the money is spent is believed the second time. Requests beside this one are counted with all
    /// that they may cost until they are answered.
    /// </summary>
    public static PollOutcome.Refused First(PollOutcome.Refused refused) =>
        refused.Reason is MonthIsSpent or DayIsSpent ? refused with { Denied = false, QuietUntil = null } : refused;

    public static PollOutcome.Refused NoList(DateTimeOffset now) => Stopped("X shows no such list", now);

    /// <summary>Null when it is an answer.</summary>
    public static PollOutcome.Refused? Of(OutboundReply reply, DateTimeOffset now) => reply switch
    {
        { Failure: not null } => PollOutcome.Refused.Of(reply),
        { Status: 200 } => null,
        { Status: 400 } => Stopped(NotUnderstood, now),
        { Status: 401 } => Stopped("X does not accept the token (401)", now),
        { Status: 402 } => Stopped("there is no credit left at X (402)", now),
        { Status: 403 } => Stopped("X does not let this app ask (403)", now),

        // Told apart by the last part of the type alone: it stands behind two hosts' names.
        { Status: 429 } when XFault.Read(reply)?.Kind == "usage-capped" => new PollOutcome.Refused("X's own cap of the month is reached (429)", Denied: true, Budgets.NextMonth(now)),
        { Status: 429 } => new PollOutcome.Refused("asked too often (429)", Denied: false, MinuteCounts.Later(reply.RetryAfter ?? now + Window, now + ShortestWait)),
        _ => PollOutcome.Refused.Of(reply),
    };

    private static PollOutcome.Refused Stopped(string reason, DateTimeOffset now) => new(reason, Denied: true, QuietUntil: now + UntilAPersonActs);
}
