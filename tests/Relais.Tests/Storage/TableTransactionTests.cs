using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class TableTransactionTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Every_kind_of_write_can_be_part_of_one_transaction()
    {
        var table = await TableAsync();
        var etags = new Dictionary<string, ETag>();
        foreach (var row in (string[])["merge", "replace", "delete", "upsertmerge", "upsertreplace", "it's é%"])
        {
            etags[row] = (await table.AddEntityAsync(new TableEntity("p'q", row) { ["A"] = 1, ["B"] = 1 })).Headers.ETag!.Value;
        }

        var answers = await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p'q", "add") { ["A"] = "--changeset_relais\r\n--batch_relais--" }),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p'q", "merge") { ["B"] = 2 }, etags["merge"]),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p'q", "replace") { ["B"] = 2 }, ETag.All),
            new(TableTransactionActionType.Delete, new TableEntity("p'q", "delete")),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p'q", "upsertmerge") { ["B"] = 2 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p'q", "upsertreplace") { ["B"] = 2 }),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p'q", "it's é%") { ["B"] = 2 }),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p'q", "new") { ["B"] = 2 }),
        ]);
        Assert.All(answers.Value, answer => Assert.Equal(204, answer.Status));
        var rows = new List<string>();
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            rows.Add($"{row.RowKey} A={row["A"]} B={row["B"]}");
        }

        Assert.Equal(
            [
                "add A=--changeset_relais\r\n--batch_relais-- B=", "it's é% A= B=2", "merge A=1 B=2", "new A= B=2", "replace A= B=2",
                "upsertmerge A=1 B=2", "upsertreplace A= B=2",
            ],
            rows.Order(StringComparer.Ordinal));
        var merged = (await table.GetEntityAsync<TableEntity>("p'q", "merge")).Value;
        Assert.Equal(answers.Value[1].Headers.ETag, merged.ETag);
    }

    [SkippableFact]
    public async Task A_refused_transaction_leaves_nothing_and_names_the_write_at_fault()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "50"));
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:D2}")))));
        Assert.Equal((409, "EntityAlreadyExists", 50), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
        var left = 0;
        await foreach (var _ in table.QueryAsync<TableEntity>())
        {
            left++;
        }

        Assert.Equal(1, left);
    }

    [SkippableFact]
    public async Task A_transaction_guarded_by_a_version_moves_only_from_that_version()
    {
        var table = await TableAsync();
        var cursor = (await table.AddEntityAsync(new TableEntity("p", "cursor") { ["At"] = 1 })).Headers.ETag!.Value;
        Task<Response<IReadOnlyList<Response>>> AdvanceAsync(ETag from, string post) => table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", post)),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "cursor") { ["At"] = 2 }, from),
        ]);
        await AdvanceAsync(cursor, "post-1");
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => AdvanceAsync(cursor, "post-2"));
        Assert.Equal((412, "UpdateConditionNotSatisfied", 1), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "post-2")).HasValue);
    }

    [SkippableFact]
    public async Task A_large_transaction_keeps_every_letter()
    {
        var table = await TableAsync();
        var text = string.Concat(Enumerable.Repeat("é🌻x", 2000));
        await table.SubmitTransactionAsync(
            Enumerable.Range(0, 100).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:D2}") { ["Text"] = text })));
        var rows = 0;
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            Assert.Equal(text, row.GetString("Text"));
            rows++;
        }

        Assert.Equal(100, rows);
    }

    [Fact]
    public async Task What_is_no_transaction_is_refused_before_the_wire()
    {
        var table = new FakeService().Table();
        TableTransactionAction Add(string partition, string row) => new(TableTransactionActionType.Add, new TableEntity(partition, row));
        async Task<string> RefusalAsync(params TableTransactionAction[] actions) =>
            (await Assert.ThrowsAnyAsync<Exception>(() => table.SubmitTransactionAsync(actions))).Message;

        Assert.Equal("The transaction is empty.", await RefusalAsync());
        Assert.StartsWith("The transaction has 101 writes: 100 are allowed.", await RefusalAsync([.. Enumerable.Range(0, 101).Select(i => Add("p", $"{i}"))]), StringComparison.Ordinal);
        Assert.StartsWith("The transaction's write 1 is of another partition", await RefusalAsync(Add("p", "1"), Add("q", "2")), StringComparison.Ordinal);
        Assert.StartsWith("The transaction's write 2 repeats a row.", await RefusalAsync(Add("p", "1"), Add("p", "2"), Add("p", "1")), StringComparison.Ordinal);
        Assert.StartsWith(
            "The transaction's update 0 names no version",
            await RefusalAsync(new TableTransactionAction(TableTransactionActionType.UpdateMerge, new TableEntity("p", "1"))),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "An ETag holds no line break.",
            await RefusalAsync(new TableTransactionAction(TableTransactionActionType.UpdateMerge, new TableEntity("p", "1"), new ETag("W/\"1\"\r\nX: y"))),
            StringComparison.Ordinal);
        Assert.StartsWith("The RowKey holds U+002F at 1", await RefusalAsync(Add("p", "a/b")), StringComparison.Ordinal);
        var large = Enumerable.Range(0, 100).Select(i => new TableTransactionAction(
            TableTransactionActionType.UpsertMerge, new TableEntity("p", $"{i}") { ["A"] = new string('x', 30_000), ["B"] = new string('y', 15_000) }));
        Assert.StartsWith("The transaction is 45", await RefusalAsync([.. large]), StringComparison.Ordinal);
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.ConnectionString, Azurite.NewName("batch"));
        await table.CreateAsync();
        return table;
    }
}
