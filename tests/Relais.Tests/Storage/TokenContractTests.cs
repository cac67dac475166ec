using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>What a token opens at the emulator, over https, and what it does not.</summary>
public sealed class TokenContractTests(AzuriteOverTls azurite) : IClassFixture<AzuriteOverTls>
{
    [SkippableFact]
    public async Task Messages_are_sent_received_renewed_and_deleted()
    {
        var (account, _) = azurite.Open(GivenTokens.Of(AzuriteOverTls.Token()));
        var queue = account.Queue("work");
        Assert.False((await queue.ExistsAsync()).Value);
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("too early"));
        Assert.Equal((404, "QueueNotFound"), (missing.Status, missing.ErrorCode));
        await queue.CreateIfNotExistsAsync();
        await queue.CreateIfNotExistsAsync();

        await queue.SendMessageAsync("é 🌻 <&>");
        Assert.Equal("é 🌻 <&>", (await queue.PeekMessageAsync()).Value!.MessageText);
        var message = (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5))).Value!;
        Assert.Null((await queue.ReceiveMessageAsync()).Value);
        var renewed = message.Update((await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "two", TimeSpan.Zero)).Value);
        var again = (await queue.ReceiveMessageAsync()).Value!;
        Assert.Equal((message.MessageId, "two", 2), (again.MessageId, again.MessageText, again.DequeueCount));
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(renewed.MessageId, renewed.PopReceipt));
        Assert.Equal((400, "PopReceiptMismatch"), (stale.Status, stale.ErrorCode));
        await queue.DeleteMessageAsync(again.MessageId, again.PopReceipt);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await queue.SendMessageAsync("left over");
        await queue.ClearMessagesAsync();
        Assert.True((await queue.DeleteIfExistsAsync()).Value);
    }

    [SkippableFact]
    public async Task Rows_are_inserted_merged_replaced_found_in_pages_and_deleted()
    {
        var (account, _) = azurite.Open(GivenTokens.Of(AzuriteOverTls.Token()));
        var table = account.Table("signals");
        await table.CreateIfNotExistsAsync();
        await table.CreateIfNotExistsAsync();

        var inserted = (await table.AddEntityAsync(new TableEntity("it's é", "r 1%") { ["A"] = 1, ["B"] = 1 })).Headers.ETag!.Value;
        var taken = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("it's é", "r 1%")));
        Assert.Equal((409, "EntityAlreadyExists"), (taken.Status, taken.ErrorCode));
        await table.UpdateEntityAsync(new TableEntity("it's é", "r 1%") { ["B"] = 2 }, inserted, TableUpdateMode.Merge);
        var late = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("it's é", "r 1%"), inserted, TableUpdateMode.Replace));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (late.Status, late.ErrorCode));
        var row = (await table.GetEntityAsync<TableEntity>("it's é", "r 1%")).Value;
        Assert.Equal((1, 2), (row.GetInt32("A"), row.GetInt32("B")));
        await table.DeleteEntityAsync("it's é", "r 1%", row.ETag);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("it's é", "r 1%")).HasValue);

        foreach (var hundred in Enumerable.Range(0, 1200).Chunk(100))
        {
            await table.SubmitTransactionAsync(hundred.Select(number => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("many", $"{number:D5}") { ["N"] = number })));
        }

        List<int> pages = [];
        await foreach (var page in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {"many"}")).AsPages())
        {
            pages.Add(page.Values.Count);
        }

        Assert.Equal([1000, 200], pages);
    }

    [SkippableFact]
    public async Task A_transaction_is_carried_out_whole_or_not_at_all()
    {
        var (account, _) = azurite.Open(GivenTokens.Of(AzuriteOverTls.Token()));
        var table = account.Table("signals");
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "b"));
        await table.AddEntityAsync(new TableEntity("p", "gone"));

        await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "a")),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "b") { ["N"] = 1 }, ETag.All),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "c")),
            new(TableTransactionActionType.Delete, new TableEntity("p", "gone")),
        ]);
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, new TableEntity("p", "d")), new(TableTransactionActionType.Add, new TableEntity("p", "a"))]));

        Assert.Equal((409, "EntityAlreadyExists", 1), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
        List<string> rows = [];
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            rows.Add(row.RowKey);
        }

        Assert.Equal(["a", "b", "c"], rows);
    }

    [SkippableFact]
    public async Task One_token_opens_tables_and_queues_and_is_asked_for_once()
    {
        var (token, identity) = Identity(AzuriteOverTls.Token());
        var (account, wire) = azurite.Open(identity);
        await Task.WhenAll(account.Table("signals").CreateIfNotExistsAsync(), account.Queue("work").CreateIfNotExistsAsync(), account.Queue("rest").CreateIfNotExistsAsync());
        await account.Queue("work").SendMessageAsync("one");

        Assert.Equal(["https://storage.azure.com/.default"], identity.Asked);
        Assert.Equal(4, wire.Authorizations.Count);
        Assert.All(wire.Authorizations, authorization => Assert.Equal("Bearer " + token, authorization));
    }

    [SkippableFact]
    public async Task A_token_that_is_over_for_storage_is_replaced_once_and_the_request_comes_through()
    {
        var (old, next) = (AzuriteOverTls.Token(fromMinutes: -120, untilMinutes: -60), AzuriteOverTls.Token());
        var identity = GivenTokens.Of(old, next);
        var (account, wire) = azurite.Open(identity);

        await account.Queue("work").CreateIfNotExistsAsync();
        await account.Table("signals").CreateIfNotExistsAsync();

        Assert.Equal(2, identity.Asked.Count);
        Assert.Equal(["Bearer " + old, "Bearer " + next, "Bearer " + next], wire.Authorizations);
    }

    [SkippableTheory]
    [InlineData("https://vault.azure.net", -5, "Invalid token audience.")]
    [InlineData(StorageToken.Audience, 30, "Lifetime validation failed.")]
    public async Task A_token_for_somebody_else_or_from_a_clock_that_is_fast_is_refused_with_its_reason(string audience, int fromMinutes, string reason)
    {
        var (token, identity) = Identity(AzuriteOverTls.Token(fromMinutes, audience: audience));
        var (account, wire) = azurite.Open(identity);

        foreach (var ask in (Func<Task>[])[() => account.Queue("work").CreateAsync(), () => account.Table("signals").CreateAsync()])
        {
            var refused = await Assert.ThrowsAsync<RequestFailedException>(ask);
            Assert.Equal((403, "AuthenticationFailed"), (refused.Status, refused.ErrorCode));
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(token, refused.ToString(), StringComparison.Ordinal);
        }

        // Each request once more, and no more than that.
        Assert.Equal(4, wire.Authorizations.Count);
    }

    private static (string Token, GivenTokens Identity) Identity(string token) => (token, GivenTokens.Of(token));
}
