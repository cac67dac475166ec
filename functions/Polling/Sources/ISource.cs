using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>A network that is asked: tells what is new for a question since a cursor.</summary>
public interface ISource
{
    string Kind { get; }

    /// <param name="since">What was published earlier is nobody's and is not counted.</param>
    /// <param name="now">The instant of this poll.</param>
    Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What asking costs and may cost; null where it is free.</summary>
    Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult<Budget?>(null);
}
