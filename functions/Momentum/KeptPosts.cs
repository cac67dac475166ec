using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Relais.Storage.Tables;

namespace Relais.Momentum;

/// <summary>The posts that are kept for a week: read again by whoever asks their network how they fare, and erased where the network says that they are gone.</summary>
public sealed class KeptPosts([FromKeyedServices(SignalStore.TableName)] TableClient table)
{
    // What one transaction of a fold has room for: SignalStore.
    private const int MostOldAtOnce = 27;

    // Long enough for a metrics refresh and a dispute about a count, short for what points to people.
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private static readonly string[] Sums = ["RefreshedAt", "Kept", "Reposts", "Replies", "Likes", "Quotes", "Views"];

    /// <summary>The kept posts of a question, a hundred a batch at most, oldest first.</summary>
    public IAsyncEnumerable<PostBatch> ReadAsync(string query, CancellationToken cancellationToken) => ReadRowsAsync(query, SignalRows.AllPosts(query), cancellationToken);

    /// <summary>The same of those that were read from their network since an instant.</summary>
    public IAsyncEnumerable<PostBatch> ReadAsync(string query, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadRowsAsync(query, SignalRows.PostsSince(query, since), cancellationToken);

    private async IAsyncEnumerable<PostBatch> ReadRowsAsync(string query, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            // The topics of a day lie among them.
            if (row.ContainsKey("Posts"))
            {
                yield return new PostBatch(
                    query, row.RowKey, row.ETag, SignalRows.DecodePosts(row), SignalRows.KeptAt(row), row.GetDateTimeOffset("RefreshedAt"));
            }
        }
    }

    /// <summary>Writes down what is left of a batch and how it fares. What somebody else has changed or taken away meanwhile stays as that left it.</summary>
    /// <param name="standing">What the network still shows; nothing erases the batch.</param>
    public async Task RewriteAsync(PostBatch batch, IReadOnlyList<Post> standing, Engagement engagement, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            if (standing.Count == 0)
            {
                await table.DeleteEntityAsync(batch.Query, batch.Key, batch.ETag, cancellationToken);
                return;
            }

            var row = new TableEntity(batch.Query, batch.Key)
            {
                ["Posts"] = JsonSerializer.Serialize([.. standing], SignalRowJson.Default.PostArray),
                ["RefreshedAt"] = now,
                ["Kept"] = standing.Count,
                ["Reposts"] = engagement.Reposts,
                ["Replies"] = engagement.Replies,
                ["Likes"] = engagement.Likes,
                ["Quotes"] = engagement.Quotes,
                ["Views"] = engagement.Views,
            };
            await table.UpdateEntityAsync(row, batch.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException raced) when (raced.Status is 404 or 412)
        {
            // Its week was over, or another run has refreshed it.
        }
    }

    /// <summary>Takes away the kept posts whose time is over.</summary>
    public async Task ForgetAsync(string query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (await FindOldAsync(query, now, cancellationToken) is { Count: > 0 } old)
        {
            try
            {
                await table.SubmitTransactionAsync(old, cancellationToken);
            }
            catch (TableTransactionFailedException gone) when (gone.Status == 404)
            {
                // A poll of another campaign that shares the question has taken some away meanwhile: the next hour sees what is left.
                return;
            }
        }
    }

    /// <summary>Rows whose time is over, as many as go with a fold, to be deleted in its transaction.</summary>
    internal async Task<List<TableTransactionAction>> FindOldAsync(string query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var old = new List<TableTransactionAction>();
        await foreach (var row in table.QueryAsync<TableEntity>(SignalRows.PostsBefore(query, now - Keep), MostOldAtOnce, ["PartitionKey", "RowKey"], cancellationToken))
        {
            old.Add(new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All));
            if (old.Count == MostOldAtOnce)
            {
                break;
            }
        }

        return old;
    }

    /// <summary>How the kept posts of a question fared when they were last looked at; null where none was.</summary>
    public async Task<Engagement?> SumAsync(string query, CancellationToken cancellationToken)
    {
        var sum = (Engagement?)null;
        await foreach (var row in table.QueryAsync<TableEntity>(SignalRows.AllPosts(query), select: Sums, cancellationToken: cancellationToken))
        {
            if (row.GetDateTimeOffset("RefreshedAt") is { } at)
            {
                sum = (sum ?? Engagement.None) + new Engagement(
                    row.GetInt32("Kept")!.Value,
                    row.GetInt64("Reposts")!.Value,
                    row.GetInt64("Replies")!.Value,
                    row.GetInt64("Likes")!.Value,
                    row.GetInt64("Quotes")!.Value,
                    row.GetInt64("Views")!.Value,
                    at);
            }
        }

        return sum;
    }
}

/// <summary>Up to a hundred kept posts that lie in one row.</summary>
/// <param name="KeptAt">When they were read from their network.</param>
/// <param name="RefreshedAt">When they were last looked at again; null before the first time.</param>
public sealed record PostBatch(string Query, string Key, ETag ETag, IReadOnlyList<Post> Posts, DateTimeOffset KeptAt, DateTimeOffset? RefreshedAt);

/// <summary>How posts fare, all of them together: what their network counts.</summary>
/// <param name="Posts">How many posts this is about.</param>
/// <param name="Views">How often they were shown, not to how many people.</param>
/// <param name="AsOf">When the oldest of these numbers was read.</param>
public sealed record Engagement(int Posts, long Reposts, long Replies, long Likes, long Quotes, long Views, DateTimeOffset AsOf)
{
    public static readonly Engagement None = new(0, 0, 0, 0, 0, 0, DateTimeOffset.MaxValue);

    public static Engagement operator +(Engagement left, Engagement right) => new(
        left.Posts + right.Posts,
        left.Reposts + right.Reposts,
        left.Replies + right.Replies,
        left.Likes + right.Likes,
        left.Quotes + right.Quotes,
        left.Views + right.Views,
        left.AsOf < right.AsOf ? left.AsOf : right.AsOf);
}
