using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>What goes over the wire, and what Azure answers and the emulator never does.</summary>
public sealed class TableWireTests
{
    private const string Conflict = """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"2:The specified entity already exists.\nRequestId:1"}}}""";

    [Fact]
    public async Task A_query_goes_on_over_empty_pages_and_tokens_without_a_row_until_there_is_no_token()
    {
        var service = new FakeService()
            .Answer(200, """{"value":[]}""", ("x-ms-continuation-NextPartitionKey", "1!4!YQ=="))
            .Answer(200, """{"value":[{"PartitionKey":"a","RowKey":"1"}]}""", ("x-ms-continuation-NextPartitionKey", "1!4!Yg=="), ("x-ms-continuation-NextRowKey", "1!4!MQ--"))
            .Answer(200, """{"odata.metadata":"x","value":[{"PartitionKey":"b","RowKey":"1"}]}""");
        var tokens = new List<string?>();
        var rows = new List<string>();
        await foreach (var page in service.Table().QueryAsync<TableEntity>("A eq 1", 5, ["PartitionKey"]).AsPages())
        {
            tokens.Add(page.ContinuationToken);
            rows.AddRange(page.Values.Select(row => row.PartitionKey));
        }

        Assert.Equal(["a", "b"], rows);
        Assert.Equal(["1!4!YQ== ", "1!4!Yg== 1!4!MQ--", null], tokens);
        Assert.Equal(
            [
                "/signals()?$filter=A%20eq%201&$select=PartitionKey&$top=5",
                "/signals()?$filter=A%20eq%201&$select=PartitionKey&$top=5&NextPartitionKey=1%214%21YQ%3D%3D",
                "/signals()?$filter=A%20eq%201&$select=PartitionKey&$top=5&NextPartitionKey=1%214%21Yg%3D%3D&NextRowKey=1%214%21MQ--",
            ],
            service.Requests.Select(request => request.Uri.PathAndQuery));
    }

    [Fact]
    public async Task A_query_asks_for_a_page_only_when_it_is_read()
    {
        var service = new FakeService().Answer(200, """{"value":[{"RowKey":"1"},{"RowKey":"2"}]}""", ("x-ms-continuation-NextPartitionKey", "n"));
        var query = service.Table().QueryAsync<TableEntity>();
        Assert.Empty(service.Requests);
        await foreach (var row in query)
        {
            if (row.RowKey == "2")
            {
                break;
            }
        }

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_page_size_the_service_would_not_take_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
        {
            await foreach (var _ in new FakeService().Table().QueryAsync<TableEntity>(maxPerPage: 1001))
            {
            }
        });
    }

    [Fact]
    public async Task Something_that_is_no_page_is_not_taken_for_an_empty_one()
    {
        await Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(async () =>
        {
            await foreach (var _ in new FakeService().Answer(200, "{}").Table().QueryAsync<TableEntity>())
            {
            }
        });
    }

    [Fact]
    public async Task A_transaction_is_one_multipart_request_of_bare_parts()
    {
        var service = new FakeService().Answer(
            202,
            FakeService.TransactionOf("HTTP/1.1 204 No Content\r\nETag: W/\"1\"\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"),
            ("Content-Type", "multipart/mixed; boundary=batchresponse_1"));
        var answers = await service.Table().SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "1") { ["L"] = 5L }),
            new(TableTransactionActionType.Delete, new TableEntity("p", "it's"), new ETag("W/\"0\"")),
        ]);
        Assert.Equal([new ETag("W/\"1\""), null], answers.Value.Select(answer => answer.Headers.ETag));
        var request = Assert.Single(service.Requests);
        Assert.Equal("multipart/mixed; boundary=batch_relais", request.Headers["Content-Type"]);
        Assert.Equal("https://acct.table.core.windows.net/$batch", request.Uri.AbsoluteUri);
        Assert.Equal(
            """
            --batch_relais
            Content-Type: multipart/mixed; boundary=changeset_relais

            --changeset_relais
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            POST https://acct.table.core.windows.net/signals HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            Prefer: return-no-content
            Content-Type: application/json

            {"PartitionKey":"p","RowKey":"1","L@odata.type":"Edm.Int64","L":"5"}
            --changeset_relais
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            DELETE https://acct.table.core.windows.net/signals(PartitionKey='p',RowKey='it%27%27s') HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            If-Match: W/"0"


            --changeset_relais--
            --batch_relais--

            """.ReplaceLineEndings("\r\n"),
            request.Body);
    }

    [Theory]
    [InlineData(Conflict, "EntityAlreadyExists", 2)]
    [InlineData("""{"odata.error":{"code":"InvalidInput","message":{"lang":"en-US","value":"One of the inputs: wrong."}}}""", "InvalidInput", null)]
    [InlineData("", null, null)]
    public async Task A_refused_transaction_says_which_write_was_at_fault_when_the_service_does(string body, string? code, int? index)
    {
        var service = new FakeService().Answer(
            202,
            FakeService.TransactionOf($"HTTP/1.1 409 Conflict\r\nContent-Type: application/json;charset=utf-8\r\n\r\n{body}"),
            ("Content-Type", "multipart/mixed; boundary=batchresponse_1"));
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => service.Table().SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "1"))]));
        Assert.Equal((409, code, index), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_transaction_too_large_for_the_service_fails_without_an_index()
    {
        var service = new FakeService().Answer(413, """{"odata.error":{"code":"RequestBodyTooLarge","message":{"lang":"en-US","value":"Too large: split."}}}""");
        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => service.Table().SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "1"))]));
        Assert.Equal((413, "RequestBodyTooLarge", null), (refused.Status, refused.ErrorCode, refused.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task An_annotation_is_understood_wherever_it_stands()
    {
        var service = new FakeService().Answer(200, """
            {"odata.metadata":"m","odata.etag":"W/\"1\"","L":"5","L@odata.type":"Edm.Int64","G@odata.type":"Edm.Guid","T@odata.type":"Edm.DateTime",
             "T":"2026-11-20T12:00:00Z","G":"0f8fad5b-d9cb-469f-a165-70867728950e","D":2,"D@odata.type":"Edm.Double","E":2.0,"F":2e0,"Big":5000000000,
             "X":"AQ==","X@odata.type":"Edm.Binary","S":"text","S@odata.type":"Edm.String","Null":null,"Nested":{"a":[1]},"After":1,"\u0041bc":"escaped","Wrong":"abc","Wrong@odata.type":"Edm.Int64"}
            """);
        var row = (await service.Table().GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal(new ETag("W/\"1\""), row.ETag);
        Assert.Equal((5L, 2d, 2d, 2d, 5e9), (row.GetInt64("L"), row.GetDouble("D"), row.GetDouble("E"), row.GetDouble("F"), row.GetDouble("Big")));
        Assert.Equal((TableRowTests.SomeGuid, new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero)), (row.GetGuid("G"), row.GetDateTimeOffset("T")));
        Assert.Equal(((byte)1, "text", "escaped", "abc", (int?)1), (row.GetBinary("X")![0], row.GetString("S"), row.GetString("Abc"), row.GetString("Wrong"), row.GetInt32("After")));
        Assert.False(row.ContainsKey("Null"));
    }
}
