using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class TableRowTests(Azurite azurite) : IClassFixture<Azurite>
{
    public static readonly Guid SomeGuid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");

    public static IEnumerable<object[]> Values() =>
        new object[]
        {
            "text", string.Empty, "🌻 \"quoted\" \\ \r\n\t\u0001 --changeset_relais HTTP/1.1 % é \u2028", new string('x', 32_768), new string('é', 32_768), string.Concat(Enumerable.Repeat("🌻\u20AC", 10_000)), " leading and trailing ",
            0, int.MinValue, int.MaxValue, 0L, 5L, long.MinValue, long.MaxValue, 9_007_199_254_740_993L,
            0d, -0d, 2d, 1.5, 1e300, double.Epsilon, double.MinValue, double.MaxValue, 0.1 + 0.2, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
            true, false, SomeGuid, Guid.Empty, Array.Empty<byte>(), new byte[] { 0, 255, 13, 10 }, new byte[64 * 1024],
            new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.FromHours(1)).AddTicks(1_234_567), new DateTimeOffset(1601, 1, 1, 0, 0, 0, TimeSpan.Zero),
            DateTimeOffset.MaxValue,
        }.Select(value => new[] { value });

    [SkippableTheory]
    [MemberData(nameof(Values))]
    public async Task A_value_comes_back_as_it_was_written(object value)
    {
        var table = await TableAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["V"] = value }, TableUpdateMode.Replace);
        var read = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal(value, read["V"]);
        Assert.Equal(value.GetType(), read["V"]!.GetType());
        await foreach (var row in table.QueryAsync<TableEntity>())
        {
            Assert.Equal(value, row["V"]);
        }
    }

    [SkippableFact]
    public async Task A_row_is_read_with_its_key_its_version_and_its_time()
    {
        var table = await TableAsync();
        var written = await table.AddEntityAsync(new TableEntity("it's é", "a+b %41 c") { ["A"] = "x", ["Gone"] = null });
        var row = (await table.GetEntityAsync<TableEntity>("it's é", "a+b %41 c")).Value;
        Assert.Equal(204, written.Status);
        Assert.Equal(("it's é", "a+b %41 c"), (row.PartitionKey, row.RowKey));
        Assert.Equal(written.Headers.ETag, row.ETag);
        Assert.Equal(TimeSpan.Zero, row.Timestamp!.Value.Offset);
        Assert.Equal(["odata.etag", "PartitionKey", "RowKey", "A", "Timestamp"], row.Keys);
    }

    [SkippableFact]
    public async Task Keys_may_be_empty_and_selected_columns_come_alone()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity(string.Empty, string.Empty) { ["A"] = 1, ["B"] = 2 });
        var row = (await table.GetEntityAsync<TableEntity>(string.Empty, string.Empty, ["B", "RowKey"])).Value;
        Assert.Equal(2, row.GetInt32("B"));
        Assert.Null(row.GetInt32("A"));
        Assert.Equal(string.Empty, row.RowKey);
    }

    [SkippableFact]
    public async Task A_key_is_taken_once()
    {
        var table = await TableAsync();
        await table.AddEntityAsync(new TableEntity("p", "r"));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((409, "EntityAlreadyExists"), (refused.Status, refused.ErrorCode));
        Assert.StartsWith("The specified entity already exists.", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_missing_row_is_an_error_or_an_absence_as_asked()
    {
        var table = await TableAsync();
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));
        Assert.Equal((404, "ResourceNotFound"), (missing.Status, missing.ErrorCode));
        var absent = await table.GetEntityIfExistsAsync<TableEntity>("p", "r");
        Assert.False(absent.HasValue);
        Assert.Equal(404, absent.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => absent.Value);
        await table.AddEntityAsync(new TableEntity("p", "r"));
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [SkippableFact]
    public async Task Merging_keeps_what_is_not_named_and_replacing_drops_it()
    {
        var table = await TableAsync();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 });
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2, ["A"] = null });
        var merged = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal((1, 2), (merged.GetInt32("A"), merged.GetInt32("B")));
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["B"] = 3 }, merged.ETag, TableUpdateMode.Replace);
        var replaced = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal((null, 3), (replaced.GetInt32("A"), replaced.GetInt32("B")));
        Assert.NotEqual(merged.ETag, replaced.ETag);
    }

    [SkippableFact]
    public async Task An_update_of_another_version_or_of_no_row_is_refused()
    {
        var table = await TableAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, ETag.All);
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["A"] = 2 }, first));
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(new TableEntity("p", "none"), ETag.All));
        var unnamed = await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), default));
        Assert.Equal((412, "UpdateConditionNotSatisfied"), (stale.Status, stale.ErrorCode));
        Assert.Equal(404, missing.Status);
        Assert.StartsWith("An update names the version that it replaces", unnamed.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Deleting_is_conditional_when_asked_and_silent_when_nothing_is_there()
    {
        var table = await TableAsync();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "r", first));
        Assert.Equal(412, stale.Status);
        Assert.Equal(204, (await table.DeleteEntityAsync(new TableEntity("p", "r"))).Status);
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r")).Status);
    }

    [SkippableFact]
    public async Task A_class_of_ones_own_is_a_row_too()
    {
        var table = await TableAsync();
        var written = new Reading { PartitionKey = "p", RowKey = "r", Count = 5_000_000_000, Half = 0.5, Kind = DayOfWeek.Friday, At = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Secret = "s" };
        await table.AddEntityAsync(written);
        var raw = (await table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal(("Friday", 5_000_000_000L, false), (raw.GetString("kind"), raw.GetInt64("Count"), raw.ContainsKey("Secret")));
        var read = (await table.GetEntityAsync<Reading>("p", "r")).Value;
        Assert.Equal((written.Count, written.Half, written.Kind, written.At, null), (read.Count, read.Half, read.Kind, read.At, read.Missing));
        Assert.Equal(raw.ETag, read.ETag);
        await foreach (var row in table.QueryAsync<Reading>(TableClient.CreateQueryFilter($"Count eq {5_000_000_000}")))
        {
            Assert.Equal("r", row.RowKey);
        }
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.ConnectionString, Azurite.NewName("rows"));
        await table.CreateAsync();
        return table;
    }

    private sealed class Reading : ITableEntity
    {
        public string PartitionKey { get; set; } = string.Empty;

        public string RowKey { get; set; } = string.Empty;

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }

        public long Count { get; set; }

        public double? Half { get; set; }

        [System.Runtime.Serialization.DataMember(Name = "kind")]
        public DayOfWeek Kind { get; set; }

        public DateTime At { get; set; }

        public int? Missing { get; set; }

        [System.Runtime.Serialization.IgnoreDataMember]
        public string? Secret { get; set; }
    }
}
