using System.Diagnostics;
using System.Text.Json;
using Azure;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>Our clients and the official JavaScript ones over the same tables and queues.</summary>
public sealed class StrangersTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Text = "é 🌻 \"quoted\" \\ \r\n end";
    private const string RowKey = "it's é 🌻";
    private static readonly DateTimeOffset Instant = new DateTimeOffset(2026, 11, 20, 12, 34, 56, TimeSpan.Zero).AddTicks(1_234_567);

    [SkippableFact]
    public async Task Strangers_read_what_we_wrote()
    {
        var (name, table, queue) = Clients();
        await table.CreateAsync();
        await table.AddEntityAsync(new TableEntity("types", RowKey)
        {
            ["Text"] = Text, ["Int32"] = -7, ["Int64"] = 9_007_199_254_740_993L, ["Double"] = 2d, ["Fraction"] = 0.1, ["NotANumber"] = double.NaN, ["True"] = true,
            ["Instant"] = Instant, ["Guid"] = TableRowTests.SomeGuid, ["Bytes"] = new byte[] { 0, 255, 10, 13 },
        });
        foreach (var hundred in Enumerable.Range(0, 2500).Chunk(100))
        {
            await table.SubmitTransactionAsync(hundred.Select(
                i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("many", $"{i:D5}") { ["N"] = i })));
        }

        await queue.CreateAsync();
        await queue.SendMessageAsync("é 🌻 <&>");
        await new QueueClient(azurite.ConnectionString, name).SendMessageAsync("é 🌻 <&> plain");

        var seen = await RunAsync("read", name);

        // The emulator says 2.0 without naming a type, and JavaScript knows no 2.0.
        Assert.Equal(
            [
                "Text=String " + Text, "Int32=Int32 -7", "Int64=Int64 9007199254740993", "Double=Int32 2", "Fraction=Double 0.1", "NotANumber=Double NaN", "True=Boolean true",
                "Instant=DateTime 2026-11-20T12:34:56.1234567Z", "Guid=Guid 0f8fad5b-d9cb-469f-a165-70867728950e", "Bytes=Binary AP8KDQ==",
            ],
            seen.GetProperty("types").EnumerateObject().Select(column => $"{column.Name}={column.Value.GetString()}"));
        Assert.Equal(
            (2500, 2500 * 2499 / 2, 3, true),
            (seen.GetProperty("rows").GetInt32(), seen.GetProperty("sum").GetInt32(), seen.GetProperty("pages").GetInt32(), seen.GetProperty("ordered").GetBoolean()));
        Assert.Equal(
            [Convert.ToBase64String("é 🌻 <&>"u8), "é 🌻 <&> plain"],
            seen.GetProperty("messages").EnumerateArray().Select(message => message.GetString()));
    }

    [SkippableFact]
    public async Task We_read_what_strangers_wrote()
    {
        var (name, table, queue) = Clients();
        var signatures = await RunAsync("write", name);
        var row = (await table.GetEntityAsync<TableEntity>("types", RowKey)).Value;
        Assert.Equal(
            (Text, -7, 9_007_199_254_740_993L, 2d, 0.1, double.NaN, true),
            (row.GetString("Text"), row.GetInt32("Int32"), row.GetInt64("Int64"), row.GetDouble("Double"), row.GetDouble("Fraction"), row.GetDouble("NotANumber"), row.GetBoolean("True")));
        Assert.Equal((Instant, TableRowTests.SomeGuid), (row.GetDateTimeOffset("Instant"), row.GetGuid("Guid")));
        Assert.Equal([0, 255, 10, 13], row.GetBinary("Bytes"));

        var pages = 0;
        var rows = new List<TableEntity>();
        await foreach (var page in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {"many"}")).AsPages())
        {
            pages++;
            rows.AddRange(page.Values);
        }

        Assert.Equal((3, 2499), (pages, rows.Count));
        Assert.Equal(("merged", 0, -1), (rows[0].GetString("Extra"), rows[0].GetInt32("N"), rows[1].GetInt32("N")));
        Assert.Equal(Enumerable.Range(2, 2497), rows.Skip(2).Select(many => many.GetInt32("N")!.Value));
        Assert.Equal("é 🌻 <&>", (await queue.PeekMessageAsync()).Value!.MessageText);
        await SignaturesOpenWhatTheyNameAsync(name, signatures.GetProperty("tableSignature").GetString()!, signatures.GetProperty("queueSignature").GetString()!);
    }

    private async Task SignaturesOpenWhatTheyNameAsync(string name, string tableSignature, string queueSignature)
    {
        var table = new TableClient(new Uri($"{azurite.TableEndpoint}/{name}"), new AzureSasCredential(tableSignature));
        Assert.Equal(name, table.Name);
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("signed", "1"))]);
        Assert.True((await table.GetEntityIfExistsAsync<TableEntity>("signed", "1")).HasValue);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("signed", "1"));
        Assert.Equal(403, refused.Status);

        var byString = new QueueClient($"QueueEndpoint={azurite.QueueEndpoint};TableEndpoint={azurite.TableEndpoint};SharedAccessSignature={queueSignature}", name);
        await byString.SendMessageAsync("signed");
        var byUri = new QueueClient(new Uri($"{azurite.QueueEndpoint}/{name}"), new AzureSasCredential(queueSignature));
        Assert.Equal(["signed"], (await byUri.ReceiveMessagesAsync(32)).Value.Select(message => message.MessageText).Where(text => text == "signed"));
    }

    private (string Name, TableClient Table, QueueClient Queue) Clients()
    {
        var name = Azurite.NewName("strangers");
        return (
            name,
            new TableClient(azurite.ConnectionString, name),
            new QueueClient(azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 }));
    }

    private async Task<JsonElement> RunAsync(string act, string name)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Azurite.RepositoryRoot, "node_modules", "@azure", "data-tables")), "The official JavaScript clients are not installed: run npm ci.");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Path.Combine(Azurite.RepositoryRoot, "tests", "Relais.Tests", "Storage", "strangers.mjs"), act, Azurite.AccountName, Azurite.AccountKey,
            azurite.TableEndpoint.AbsoluteUri, azurite.QueueEndpoint.AbsoluteUri, name,
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        var said = await errors;
        Assert.True(node.ExitCode == 0, $"strangers.mjs {act} ended with {node.ExitCode}: {said}");
        return JsonDocument.Parse(output).RootElement;
    }
}
