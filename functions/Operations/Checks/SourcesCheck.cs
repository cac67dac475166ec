using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;

namespace Relais.Operations.Checks;

/// <summary>Sources that have stopped or are blind, and questions that nobody has put for longer than their rhythm: one request a question.</summary>
internal sealed class SourcesCheck(CampaignStore campaigns, Rhythm rhythm, SignalStore signals, TimeProvider time) : ICheck
{
    private const string About = "sources";

    public static readonly DeclaredCheck Declaration = new(About, "whether the sources of live campaigns answer, and whether each is asked at its rhythm", NeedsStorage: true);

    // A turn may be missed, and what has come be told a little late.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    // As many connections as a small machine bears beside its work.
    private const int MostAtOnce = 16;

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = rhythm.AskedByLive(await campaigns.ListAsync(cancellationToken), now).ToArray();
        var paces = await rhythm.ReadAsync(asked, now, cancellationToken);
        var questions = new List<StandingQuestion>();
        foreach (var some in asked.GroupBy(one => one.Query.Key, StringComparer.Ordinal).Chunk(MostAtOnce))
        {
            questions.AddRange(await Task.WhenAll(some.Select(async same => new StandingQuestion(
                $"{same.First().Query.Kind} at {same.First().Query.Host}",
                [.. same.Select(one => one.Campaign.Id).Distinct().Order(StringComparer.Ordinal)],
                same.Max(one => AskedQuestion.SinceOf(one.Campaign, one.Query)),
                paces[same.Key].EveryMinutes,
                await signals.ReadCursorAsync(same.Key, cancellationToken)))));
        }

        return [.. OfRhythm(questions, now), .. questions.SelectMany(question => Of(question, now))];
    }

    internal static IEnumerable<Finding> OfRhythm(IReadOnlyList<StandingQuestion> questions, DateTimeOffset now)
    {
        var late = questions.Where(question => IsLate(question, now)).ToArray();
        if (late.Length > 0)
        {
            yield return Finding.Error(
                "polls-late",
                About,
                $"{late.Length} of {Finding.Count(questions.Count, "question")} {(late.Length == 1 ? "was" : "were")} not put for longer than {(late.Length == 1 ? "its" : "their")} rhythm, the first since {Finding.Time(late.Min(LastPut))}.",
                "Look whether the app runs, whether SchedulePolls or PollSource is switched off, and what the log says of them.");
        }
    }

    internal static IEnumerable<Finding> Of(StandingQuestion question, DateTimeOffset now)
    {
        var cursor = question.Cursor;
        if (cursor.Reason is not { } reason)
        {
            yield break;
        }

        // What comes behind a semicolon names an address, which is its organisers' to see.
        var said = ReasonWords.Of(reason.Split("; ")[0]).En;
        var who = $"{question.Name} ({Finding.Names(question.Campaigns)})";
        if (cursor.StoppedSince(now) is { } since)
        {
            yield return Finding.Warning("source-stopped", About, $"Nothing is read from {who} since {Finding.Time(since)}: {said}.", StopWords.AdviceOf(reason).En);
        }
        else if (cursor.BlindSince is { } blind)
        {
            yield return Finding.Note("source-blind", About, $"{who} has not answered since {Finding.Time(blind)}: {said}.", StopWords.AdviceOf(reason).En);
        }
    }

    // Who failed, or asked not to be asked, is told of as such.
    private static bool IsLate(StandingQuestion question, DateTimeOffset now) =>
        question.Cursor.Reason is null && !(question.Cursor.QuietUntil > now) && LastPut(question) + TimeSpan.FromMinutes(2 * question.EveryMinutes) + Grace < now;

    private static DateTimeOffset LastPut(StandingQuestion question) => question.Cursor.AskedUntil is { } asked && asked > question.Since ? asked : question.Since;
}

/// <summary>A question of live campaigns, and how it stands.</summary>
/// <param name="Name">The kind of source and its host.</param>
/// <param name="Campaigns">Who asks it.</param>
/// <param name="Since">Since when the last of them does.</param>
internal sealed record StandingQuestion(string Name, IReadOnlyList<string> Campaigns, DateTimeOffset Since, int EveryMinutes, Cursor Cursor);
