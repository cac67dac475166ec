using Relais.Campaigns;
using Relais.Hosting;
using Relais.Hosting.Telemetry;
using Relais.Momentum;
using Relais.Polling.Sources;

namespace Relais.Polling;

/// <summary>Puts one question to its source and folds the answer into the campaign's signals, in one transaction an answer.</summary>
public sealed partial class PollSource(
    SignalStore signals,
    IEnumerable<ISource> sources,
    Claims claims,
    Announcements announcements,
    Stops stops,
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
        var (open, touched) = (await OpenAsync(due, now, cancellationToken), new SortedSet<string>(StringComparer.Ordinal));
        for (var answers = 0; open.Count > 0 && answers < MostAnswersAPoll; answers++)
        {
            var outcomes = await AskAsync(source, open, now, cancellationToken);
            var more = new List<(PollDue Asked, Cursor Cursor)>();
            foreach (var ((asked, cursor), told) in open.Zip(outcomes))
            {
                var outcome = await claims.TakeAsync(asked.Query, told, now, cancellationToken);
                await announcements.RaiseAsync(asked, (outcome as PollOutcome.Answered)?.News, now, cancellationToken);
                touched.UnionWith(outcome is PollOutcome.Answered ? asked.Campaigns : []);
                var standing = await WriteAsync(asked.Query, cursor, outcome, now, cancellationToken);
                PollMeter.Note(asked.Query.Kind, cursor, outcome, standing);
                if (standing is not { } written)
                {
                    PollOvertaken(logger, asked.Query.Key);
                    continue;
                }

                await stops.TellAsync(asked, cursor, written, now, cancellationToken);
                if (outcome is PollOutcome.Answered { More: true })
                {
                    more.Add((asked, written));
                }
            }

            open = more;
        }

        await queue.SendAllAsync([.. touched.Select(campaign => new MomentumDue(campaign))], cancellationToken);
    }

    private async Task<List<(PollDue Asked, Cursor Cursor)>> OpenAsync(PollDue due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = new List<(PollDue Asked, Cursor Cursor)>();
        foreach (var asked in due.All)
        {
            var cursor = await signals.ReadCursorAsync(asked.Query.Key, cancellationToken);
            if (!(cursor.QuietUntil > now) && !(cursor.AskedUntil >= now))
            {
                open.Add((asked, cursor));
            }
        }

        return open;
    }

    private static async Task<IReadOnlyList<PollOutcome>> AskAsync(
        ISource source, List<(PollDue Asked, Cursor Cursor)> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var span = Spans.Start("ask source")?.SetTag("relais.source.kind", source.Kind).SetTag("relais.questions", open.Count);
        return source is ISharingSource sharing
            ? await sharing.AskAsync([.. open.Select(one => new OpenQuestion(one.Asked.Query, one.Cursor, one.Asked.Since))], now, cancellationToken)
            : [await source.AskAsync(open[0].Asked.Query, open[0].Cursor, open[0].Asked.Since, now, cancellationToken)];
    }

    private async Task<Cursor?> WriteAsync(TrackedQuery query, Cursor cursor, PollOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case PollOutcome.Answered answered:
                using (PollMeter.StartFold(query.Kind, answered.Fold))
                {
                    return await signals.FoldAsync(query.Key, cursor, answered.Fold, cancellationToken);
                }

            case PollOutcome.Refused refused:
                PollRefused(logger, query.Key, refused.Reason);
                var quiet = refused.QuietUntil is { } wish ? Least(wish, now + LongestQuiet) : now + Backoff.After(query.Key, cursor.Failures);
                var reason = refused.Hint is null ? refused.Reason : $"{refused.Reason}; {refused.Hint}";
                return await signals.RefuseAsync(query.Key, cursor, reason, refused.Denied, quiet, now, cancellationToken);
            default:
                throw new InvalidOperationException($"A source answered with {outcome.GetType().Name}, which nobody writes down.");
        }
    }

    private static DateTimeOffset Least(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "{Query} gave no answer: {Reason}.")]
    private static partial void PollRefused(ILogger logger, string query, string reason);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Query} was polled by somebody else meanwhile.")]
    private static partial void PollOvertaken(ILogger logger, string query);
}
