using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class EntityLimitsTests
{
    public static TheoryData<string, string> BadKeys { get; } = new()
    {
        { "a/b", "The PartitionKey holds U+002F at 1" },
        { "a\\b", "The PartitionKey holds U+005C at 1" },
        { "#", "The PartitionKey holds U+0023 at 0" },
        { "what?", "The PartitionKey holds U+003F at 4" },
        { "\u0000", "The PartitionKey holds U+0000 at 0" },
        { "a\n", "The PartitionKey holds U+000A at 1" },
        { "\u007F", "The PartitionKey holds U+007F at 0" },
        { "\u009F", "The PartitionKey holds U+009F at 0" },
        { new string('k', 513), "The PartitionKey has 513 characters: 512 are allowed." },
    };

    public static TheoryData<string, object, string> BadProperties { get; } = new()
    {
        { "has-hyphen", 1, "'has-hyphen' is no property name" },
        { "1st", 1, "'1st' is no property name" },
        { "a b", 1, "'a b' is no property name" },
        { "a@odata.type", 1, "'a@odata.type' is no property name" },
        { new string('n', 256), 1, "A property's name has 1 to 255 characters, not 256." },
        { "A", new string('x', 32_769), "The property A has 32769 characters: 32768 are allowed." },
        { "A", new byte[65_537], "The property A has 65537 bytes: 65536 are allowed." },
        { "A", BinaryData.FromBytes(new byte[65_537]), "The property A has 65537 bytes: 65536 are allowed." },
        { "A", "half \uDE00", "A holds half a surrogate pair at 5" },
        { "A", "two \uD83C\uD83C\uDF3B", "A holds half a surrogate pair at 4" },
        { "A", new DateTime(2026, 1, 1), "The property A is a Unspecified time: only UTC is an instant." },
        { "A", DateTimeOffset.MinValue, "The property A is earlier than 1601-01-01." },
        { "A", 1m, "The property A is a Decimal, which no table holds." },
        { "A", new[] { 1 }, "The property A is a Int32[], which no table holds." },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task A_key_that_no_table_takes_is_refused_before_the_wire(string key, string reason)
    {
        var table = new FakeService().Table();
        var entity = new TableEntity(key, "r");
        Func<Task>[] calls =
        [
            () => table.AddEntityAsync(entity), () => table.UpsertEntityAsync(entity), () => table.UpdateEntityAsync(entity, Azure.ETag.All), () => table.DeleteEntityAsync(entity),
            () => table.GetEntityAsync<TableEntity>(key, "r"), () => table.GetEntityIfExistsAsync<TableEntity>(key, "r"),
        ];
        foreach (var call in calls)
        {
            var refused = await Assert.ThrowsAsync<ArgumentException>(call);
            Assert.StartsWith(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(BadProperties))]
    public async Task A_property_that_no_table_takes_is_refused_before_the_wire(string name, object value, string reason)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => new FakeService().Table().UpsertEntityAsync(new TableEntity("p", "r") { [name] = value }));
        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    // Not a row of the theory above: the test runner hands its rows on as UTF-8, which mends the text.
    [Fact]
    public async Task A_key_with_half_a_character_is_refused_before_the_wire()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => new FakeService().Table().GetEntityAsync<TableEntity>("\uD83C", "r"));
        Assert.StartsWith("partitionKey holds half a surrogate pair at 0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_without_a_key_is_refused_before_the_wire()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => new FakeService().Table().AddEntityAsync(new TableEntity { ["A"] = 1 }));
        Assert.StartsWith("The entity has no PartitionKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_253rd_property_is_refused_and_the_252nd_is_not()
    {
        var service = new FakeService().Answer(204);
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 252; i++)
        {
            entity["P" + i] = i;
        }

        await service.Table().AddEntityAsync(entity);
        entity["P252"] = 252;
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => service.Table().AddEntityAsync(entity));
        Assert.StartsWith("The entity has more than 252 properties.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_more_than_a_mebibyte_is_refused_and_one_of_a_mebibyte_is_not()
    {
        // 4 + 2 * 2 for the row and its key; 8 + 2 * 3 + 4 + 2 * length for each text.
        var service = new FakeService().Answer(204);
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 16; i++)
        {
            entity[$"P{i:D2}"] = new string('x', 32_768 - 9);
        }

        entity["P15"] = new string('x', 32_768 - 9 - 4);
        await service.Table().AddEntityAsync(entity);
        entity["P15"] = new string('x', 32_768 - 9 - 3);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => service.Table().AddEntityAsync(entity));
        Assert.StartsWith("The entity is larger than 1048576 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_other_alphabets_are_names()
    {
        var service = new FakeService().Answer(204);
        await service.Table().AddEntityAsync(new TableEntity("p", "r") { ["Événement_1"] = 1, ["_名前"] = 2 });
        Assert.Equal("""{"PartitionKey":"p","RowKey":"r","\u00C9v\u00E9nement_1":1,"_\u540D\u524D":2}""", service.Requests[0].Body);
    }

    [Fact]
    public void A_typed_getter_refuses_another_type_and_widening_keeps_the_first_type()
    {
        var entity = new TableEntity("p", "r") { ["N"] = 1, ["L"] = 1L, ["D"] = 1d, ["S"] = "s" };
        entity["L"] = 2;
        entity["D"] = 2;
        entity["N"] = 3L;
        Assert.Equal((2L, 2d, 3L), (entity.GetInt64("L"), entity.GetDouble("D"), entity.GetInt64("N")));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("S"));
        Assert.Throws<InvalidOperationException>(() => entity["S"] = 1);
        Assert.Null(entity.GetGuid("absent"));
        Assert.Null(entity["absent"]);
    }
}
