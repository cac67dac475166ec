using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class TableQueryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<FormattableString, string> Filters { get; } = new()
    {
        { $"PartitionKey eq {"it's"} and RowKey ge {'a'}", "PartitionKey eq 'it''s' and RowKey ge 'a'" },
        { $"N gt {7} and L le {8L}", "N gt 7 and L le 8L" },
        { $"D eq {2d} or D eq {1.5} or D lt {1e300}", "D eq 2.0 or D eq 1.5 or D lt 1E+300" },
        { $"B eq {true} or not (B eq {false})", "B eq true or not (B eq false)" },
        { $"G eq {TableRowTests.SomeGuid}", "G eq guid'0f8fad5b-d9cb-469f-a165-70867728950e'" },
        { $"T lt {Noon.ToOffset(TimeSpan.FromHours(2))}", "T lt datetime'2026-11-20T12:00:00.0000000Z'" },
        { $"T ge {Noon.UtcDateTime}", "T ge datetime'2026-11-20T12:00:00.0000000Z'" },
        { $"X eq {new byte[] { 10, 255 }} or X eq {BinaryData.FromBytes(new byte[] { 1 })}", "X eq X'0aff' or X eq X'01'" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_filter_holds_its_values_as_literals(FormattableString filter, string expected)
    {
        Assert.Equal(expected, TableClient.CreateQueryFilter(filter));
        Assert.Equal(expected, TableServiceClient.CreateQueryFilter(filter));
    }

    [Fact]
    public void A_filter_refuses_what_no_table_compares()
    {
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {null}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {double.NaN}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {1m}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {new DateTime(2026, 1, 1)}"));
    }

    [SkippableFact]
    public async Task A_filter_finds_the_row_by_each_of_its_values_and_no_other_row()
    {
        var table = await TableAsync();
        var bytes = new byte[] { 10, 255 };
        await table.AddEntityAsync(new TableEntity("it's", "1")
        {
            ["N"] = 7, ["L"] = 7_000_000_000, ["D"] = 2d, ["B"] = true, ["G"] = TableRowTests.SomeGuid, ["T"] = Noon, ["X"] = bytes, ["S"] = "é&=?%#+",
        });
        // A millisecond later: the emulator compares no finer, Azure does.
        await table.AddEntityAsync(new TableEntity("it's", "2")
        {
            ["N"] = 8, ["L"] = 8_000_000_000, ["D"] = 3d, ["B"] = false, ["G"] = Guid.Empty, ["T"] = Noon.AddMilliseconds(1), ["X"] = new byte[] { 10 }, ["S"] = "other",
        });
        FormattableString[] filters =
        [
            $"PartitionKey eq {"it's"} and RowKey eq {"1"}", $"N eq {7}", $"L eq {7_000_000_000}", $"D eq {2d}", $"B eq {true}", $"G eq {TableRowTests.SomeGuid}",
            $"T eq {Noon}", $"X eq {bytes}", $"S eq {"é&=?%#+"}", $"RowKey ge {"1"} and RowKey lt {"2"}", $"not (N gt {7})",
        ];
        foreach (var filter in filters.Select(TableClient.CreateQueryFilter))
        {
            Assert.Equal($"{filter}: 1", $"{filter}: {string.Join(',', await RowKeysAsync(table.QueryAsync<TableEntity>(filter)))}");
        }
    }

    [SkippableFact]
    public async Task Rows_come_in_the_order_of_their_keys_a_page_at_a_time_and_resume_at_a_token()
    {
        var table = await TableAsync();
        await table.SubmitTransactionAsync(
            Enumerable.Range(0, 25).Reverse().Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{i:D2}") { ["A"] = i, ["B"] = i })));
        var query = table.QueryAsync<TableEntity>(maxPerPage: 10, select: ["RowKey", "B"]);
        var pages = new List<Page<TableEntity>>();
        await foreach (var page in query.AsPages())
        {
            pages.Add(page);
        }

        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i:D2}"), pages.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.All(pages.SelectMany(page => page.Values), row => Assert.Equal((null, true), (row.GetInt32("A"), row.GetInt32("B") is not null)));
        Assert.Null(pages[2].ContinuationToken);
        var resumed = new List<string>();
        await foreach (var page in query.AsPages(pages[0].ContinuationToken, pageSizeHint: 100))
        {
            resumed.AddRange(page.Values.Select(row => row.RowKey));
        }

        Assert.Equal(Enumerable.Range(10, 15).Select(i => $"{i:D2}"), resumed);
    }

    [SkippableFact]
    public async Task The_accounts_tables_can_be_listed_created_and_deleted()
    {
        var service = new TableServiceClient(azurite.ConnectionString);
        var names = Enumerable.Range(0, 3).Select(_ => Azurite.NewName("listed")).ToArray();
        foreach (var name in names)
        {
            Assert.Equal(name, (await service.CreateTableAsync(name)).Value.Name);
        }

        var found = new List<string>();
        await foreach (var table in service.QueryAsync(TableServiceClient.CreateQueryFilter($"TableName ge {"listed"} and TableName lt {"listee"}"), maxPerPage: 2))
        {
            found.Add(table.Name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), found);
        Assert.Equal(204, (await service.DeleteTableAsync(names[0])).Status);
        Assert.Equal(404, (await service.DeleteTableAsync(names[0])).Status);
        Assert.Equal(409, (await service.CreateTableIfNotExistsAsync(names[1])).GetRawResponse().Status);
        var taken = await Assert.ThrowsAsync<RequestFailedException>(() => service.CreateTableAsync(names[1]));
        Assert.Equal((409, "TableAlreadyExists"), (taken.Status, taken.ErrorCode));
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => service.GetTableClient(names[0]).AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((404, "TableNotFound"), (gone.Status, gone.ErrorCode));
        Assert.Equal(204, (await service.GetTableClient(names[1]).DeleteAsync()).Status);
    }

    private static async Task<List<string>> RowKeysAsync(AsyncPageable<TableEntity> rows)
    {
        var keys = new List<string>();
        await foreach (var row in rows)
        {
            keys.Add(row.RowKey);
        }

        return keys;
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.ConnectionString, Azurite.NewName("query"));
        await table.CreateAsync();
        return table;
    }
}
