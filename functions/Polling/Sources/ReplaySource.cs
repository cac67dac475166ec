using System.Globalization;
using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Tells arrivals from a tape, each not before its time; the position is the number of arrivals told.</summary>
public sealed class ReplaySource(ReplayTape tape) : ISource
{
    public static readonly SourceKind Declaration = new("replay", MostHashtagsAQuery: 100) { NoTopics = "a replay tells numbers only" };

    public string Kind => Declaration.Name;

    public Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = cursor.Position is { } position ? int.Parse(position, CultureInfo.InvariantCulture) : 0;
        var answer = new AnswerBuilder();
        while (told < tape.Arrivals.Count && tape.Arrivals[told] is var next && next.At <= now && answer.TryAdd(next))
        {
            told++;
        }

        var more = told < tape.Arrivals.Count && tape.Arrivals[told].At <= now;
        var until = more ? tape.Arrivals[told].At : now;
        return Task.FromResult<PollOutcome>(new PollOutcome.Answered(answer.ToFold(told.ToString(CultureInfo.InvariantCulture), until), more));
    }
}
