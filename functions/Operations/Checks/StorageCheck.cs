using System.Globalization;
using Azure;
using Azure.Identity;
using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Operations.Checks;

/// <summary>Whether tables and queues answer, let us in and are there, how long that takes, and whether their clock is ours: two requests.</summary>
internal sealed class StorageCheck(StorageAccount account, FunctionQueues queues, IEnumerable<DeclaredTable> tables) : ICheck
{
    public const string About = "storage";

    /// <summary>The one error after which storage can still be used.</summary>
    public const string WrongClock = "storage-clock";

    public static readonly DeclaredCheck Declaration = new(About, "whether tables and queues answer, let us in and are there, how fast, and whether their clock is ours", NeedsStorage: false);

    // Below what the whole look may take, so that it ends with words of its own.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    // No key of anybody begins with a tilde and this word.
    private const string Nobody = "~doctor";

    // On every answer of storage (rest/api/storageservices/common-rest-api-headers); a proxy that says "not found" is not storage.
    private const string RequestId = "x-ms-request-id";

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        // Where Service Bus carries the messages, there are none.
        var queue = queues.All.FirstOrDefault(queue => queue.Draining is not null)?.Draining;
        List<Task<StorageAnswer>> asked = [AskAsync("Tables", token => FirstPageAsync(account.Table(tables.First().Name), token), cancellationToken)];
        if (queue is not null)
        {
            asked.Add(AskAsync("Queues", async token => await queue.ExistsAsync(token) is { Value: true } there ? there.GetRawResponse() : null, cancellationToken));
        }

        return StorageAnswer.FindingsOf(await Task.WhenAll(asked));
    }

    private static async Task<Response?> FirstPageAsync(TableClient table, CancellationToken cancellationToken)
    {
        var pages = table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {Nobody} and RowKey eq {Nobody}"), 1, cancellationToken: cancellationToken).AsPages();
        await foreach (var page in pages)
        {
            return page.GetRawResponse();
        }

        throw new InvalidOperationException("A query has at least one page.");
    }

    private static async Task<StorageAnswer> AskAsync(string what, Func<CancellationToken, Task<Response?>> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            var response = await ask(either.Token);
            var took = TimeProvider.System.GetElapsedTime(begun);

            // The wire's time is real, whoever steps the app's.
            return response is null ? new StorageAnswer(what, IsMissing: true) : new StorageAnswer(what, Took: took, Ahead: TimeProvider.System.GetUtcNow() - response.Headers.Date);
        }
        catch (RequestFailedException failed) when (failed.Status == 404 && failed.GetRawResponse()?.Headers.Contains(RequestId) == true)
        {
            return new StorageAnswer(what, IsMissing: true);
        }
        catch (RequestFailedException failed) when (failed.Status > 0)
        {
            return new StorageAnswer(what, failed.Status, failed.ErrorCode);
        }
        catch (AuthenticationFailedException)
        {
            return new StorageAnswer(what, HasNoToken: true);
        }
        // Its words hold the account's address: that there is no connection says enough.
        catch (Exception failed) when (StorageFailure.Is(failed, cancellationToken))
        {
            return new StorageAnswer(what, Silence: limit.IsCancellationRequested ? string.Create(CultureInfo.InvariantCulture, $"no answer within {LongestWait.TotalSeconds:0} seconds") : "no connection");
        }
    }
}
