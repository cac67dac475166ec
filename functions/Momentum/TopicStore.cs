using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>Keeps what posts had about them, a row a question and day (UTC), among the kept posts: it goes when they go, a week after its day.</summary>
public sealed class TopicStore([FromKeyedServices(SignalStore.TableName)] TableClient table)
{
    /// <summary>The day as it stands; empty where nothing was counted.</summary>
    public async Task<TopicDay> ReadAsync(string query, DateTimeOffset day, CancellationToken cancellationToken)
    {
        var row = await table.GetEntityIfExistsAsync<TableEntity>(query, SignalRows.TopicsKey(day), cancellationToken: cancellationToken);
        return TopicDay.Decode(row.HasValue ? row.Value : null);
    }

    /// <summary>What a fold adds to the day up to which it tells; null where its source tells nothing of its posts. For the fold's own transaction.</summary>
    internal async Task<TableTransactionAction?> AddAsync(string query, Fold fold, CancellationToken cancellationToken)
    {
        var told = fold.Posts.Select(post => post.Traits).OfType<PostTraits>().Where(traits => traits.Hashtags.Count > 0 || traits.Account is not null).ToArray();
        if (told.Length == 0)
        {
            return null;
        }

        // Guarded by the cursor's ETag in the same transaction, as the hours are. All in one row, however many days the fold spans: a transaction has room for no more.
        var day = await ReadAsync(query, fold.AskedUntil, cancellationToken);
        Array.ForEach(told, day.Add);
        return new TableTransactionAction(TableTransactionActionType.UpsertReplace, day.Encode(query, SignalRows.TopicsKey(fold.AskedUntil)));
    }
}
