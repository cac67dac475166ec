using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>A network that is asked: tells what is new for a question since a cursor.</summary>
public interface ISource
{
    string Kind { get; }

    /// <summary>Whose money asking it costs: kinds that ask one network share its budget.</summary>
    string Network => Kind;

    /// <param name="since">What was published earlier is nobody's and is not counted.</param>
    /// <param name="now">The instant of this poll.</param>
    Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What asking costs and may cost; null where it is free.</summary>
    Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult<Budget?>(null);
}

/// <summary>A network that is asked several questions in one request.</summary>
public interface ISharingSource : ISource
{
    /// <summary>As <see cref="ISource.AskAsync"/>, for each of the questions and in their order.</summary>
    Task<IReadOnlyList<PollOutcome>> AskAsync(IReadOnlyList<OpenQuestion> questions, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A question as it stands when it is put.</summary>
/// <param name="Since">What was published earlier is nobody's and is not counted.</param>
public sealed record OpenQuestion(TrackedQuery Query, Cursor Cursor, DateTimeOffset Since);

/// <summary>A network that tells how posts that were kept fare by now, and which of them are gone.</summary>
public interface IRefreshingSource : ISource
{
    /// <summary>What it tells of up to a hundred posts; null where it has no answer now.</summary>
    Task<Refreshed?> RefreshAsync(IReadOnlyList<Post> posts, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A network that says once more, for nothing, what a post says by now.</summary>
public interface IQuotingSource : ISource
{
    /// <summary>What each of up to twenty posts says, by its id, as plain text; one that is gone, or whose author asked to be left out, is not among them. Null where there is no answer now.</summary>
    Task<IReadOnlyDictionary<string, string>?> QuoteAsync(TrackedQuery query, IReadOnlyList<Post> posts, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>How posts fare.</summary>
/// <param name="Standing">Those that may still be kept.</param>
public sealed record Refreshed(IReadOnlyList<Post> Standing, Engagement Engagement);
