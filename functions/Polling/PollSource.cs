using Relais.Hosting;
using Relais.Momentum;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Puts one question to its source and folds the answer into the campaign's signals, in one transaction an answer.</summary>
public sealed partial class PollSource(
    SignalStore signals,
    IEnumerable<ISource> sources,
    Claims claims,
    Announcements announcements,
    MessageQueue<MomentumDue> queue,
    TimeProvider time,
    ILogger<PollSource> logger)
{
    // A source that always says that it has more must not hold a worker for ever; the next tick carries on.
    private const int MostAnswersAPoll = 50;

    // A source's own wish is kept, but not the year of silence that a broken clock asks for.
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromHours(24);

    [Function(nameof(PollSource))]
    public async Task RunAsync([QueueTrigger("poll-source")] PollDue due, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var source = sources.First(one => one.Kind == due.Query.Kind);
        var cursor = await signals.ReadCursorAsync(due.Query.Key, cancellationToken);
        if (cursor.QuietUntil > now || cursor.AskedUntil >= now)
        {
            return;
        }

        var answered = false;
        for (var answers = 0; answers < MostAnswersAPoll; answers++)
        {
            var told = await source.AskAsync(due.Query, cursor, due.Since, now, cancellationToken);
            var outcome = await claims.TakeAsync(due.Query, told, now, cancellationToken);
            await announcements.RaiseAsync(due, (outcome as PollOutcome.Answered)?.News, now, cancellationToken);
            if (await WriteAsync(due.Query.Key, cursor, outcome, now, cancellationToken) is not { } written)
            {
                PollOvertaken(logger, due.Query.Key);
                return;
            }

            cursor = written;
            answered |= outcome is PollOutcome.Answered;
            if (outcome is not PollOutcome.Answered { More: true })
            {
                break;
            }
        }

        foreach (var campaign in answered ? due.Campaigns : [])
        {
            await queue.SendAsync(new MomentumDue(campaign), cancellationToken: cancellationToken);
        }
    }

    private Task<Cursor?> WriteAsync(string query, Cursor cursor, PollOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case PollOutcome.Answered answered:
                return signals.FoldAsync(query, cursor, answered.Fold, cancellationToken);
            case PollOutcome.Refused refused:
                PollRefused(logger, query, refused.Reason);
                var quiet = refused.QuietUntil is { } wish ? Least(wish, now + LongestQuiet) : Backoff(cursor.Failures, now);
                var reason = refused.Hint is null ? refused.Reason : $"{refused.Reason}; {refused.Hint}";
                return signals.RefuseAsync(query, cursor, reason, refused.Denied, quiet, now, cancellationToken);
            default:
                throw new InvalidOperationException($"A source answered with {outcome.GetType().Name}, which nobody writes down.");
        }
    }

    private static DateTimeOffset Least(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    // 1, 2, 4 … minutes, an hour at most: a server that is down is not helped by being asked.
    private static DateTimeOffset Backoff(int failures, DateTimeOffset now) => now + TimeSpan.FromMinutes(Math.Min(60, 1 << Math.Min(failures, 6))) - TimeSpan.FromSeconds(30);

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "{Query} gave no answer: {Reason}.")]
    private static partial void PollRefused(ILogger logger, string query, string reason);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Query} was polled by somebody else meanwhile.")]
    private static partial void PollOvertaken(ILogger logger, string query);
}
