using Azure;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>Refusals, lost answers and busy services, which the emulator never makes.</summary>
public sealed class TableErrorTests
{
    private const string Conflict = """{"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"2:The specified entity already exists.\nRequestId:1"}}}""";

    [Fact]
    public async Task A_busy_service_is_asked_again_under_a_fresh_signature()
    {
        var service = new FakeService().Answer(503, null, ("Retry-After", "0")).Answer(500).Lose().Answer(204, null, ("ETag", "W/\"1\""));
        var answer = await service.Table().UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 });
        Assert.Equal("W/\"1\"", answer.Headers.ETag.ToString());
        Assert.Equal(4, service.Requests.Count);
        Assert.All(service.Requests, request => Assert.Equal("""{"PartitionKey":"p","RowKey":"r","A":1}""", request.Body));
        Assert.All(service.Requests, request => Assert.StartsWith("SharedKeyLite acct:", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_stays_busy_is_given_up_after_three_more_tries()
    {
        var service = new FakeService();
        Enumerable.Range(0, 4).ToList().ForEach(_ => service.Answer(503, "<html>busy", ("x-ms-error-code", "ServerBusy")));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((503, "ServerBusy", 4), (refused.Status, refused.ErrorCode, service.Requests.Count));
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_given_up_with_every_try_told()
    {
        var service = new FakeService().Lose().Lose().Lose().Lose();
        var unreachable = await Assert.ThrowsAsync<AggregateException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.All(unreachable.InnerExceptions, inner => Assert.Equal(0, Assert.IsType<RequestFailedException>(inner).Status));
        Assert.Equal(4, unreachable.InnerExceptions.Count);
    }

    [Fact]
    public void A_try_ends_within_the_time_that_an_invocation_can_spare()
    {
        foreach (var retry in new[] { new TableClientOptions().Retry, new Relais.Storage.Queues.QueueClientOptions().Retry })
        {
            Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), 3), (retry.NetworkTimeout, retry.MaxDelay, retry.MaxRetries));
        }
    }

    [Fact]
    public async Task An_insert_whose_first_answer_was_lost_meets_its_own_success_as_a_conflict()
    {
        var service = new FakeService().Lose().Answer(409, Conflict);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((409, "EntityAlreadyExists"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task A_fault_of_the_callers_is_not_tried_again()
    {
        var service = new FakeService().Answer(400, """{"odata.error":{"code":"InvalidInput","message":{"value":"no"}}}""");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((400, "InvalidInput", 1), (refused.Status, refused.ErrorCode, service.Requests.Count));
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var table = new FakeService().Answer(204).Table();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.AddEntityAsync(new TableEntity("p", "r"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in table.QueryAsync<TableEntity>().WithCancellation(cancelled.Token))
            {
            }
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"text\"")]
    [InlineData("{\"odata.error\":null}")]
    [InlineData("{\"odata.error\":{\"code\":5,\"message\":\"text\"}}")]
    [InlineData("{\"odata.error\":{\"code\":\"\",\"message\":{\"value\":null}}}")]
    [InlineData("<")]
    [InlineData("<Error>")]
    [InlineData("<html><body>Gateway</body></html>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><Error><Code>&b;</Code></Error>")]
    public async Task An_error_without_a_readable_body_is_still_an_error_with_its_status(string body)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => new FakeService().Answer(403, body).Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((403, null), (refused.Status, string.IsNullOrEmpty(refused.ErrorCode) ? null : refused.ErrorCode));
    }

    [Fact]
    public async Task A_broken_error_never_hides_the_refusal()
    {
        var dice = new Random(20261120);
        string[] whole = [Conflict, "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>A</Code><Message>b &amp; c</Message><D>e</D></Error>"];
        for (var i = 0; i < 600; i++)
        {
            var body = whole[i % 2].ToCharArray();
            for (var hit = 0; hit < 1 + (i % 4); hit++)
            {
                body[dice.Next(body.Length)] = (char)dice.Next(1, 256);
            }

            var service = new FakeService().Answer(400, new string(body, 0, dice.Next(body.Length + 1)));
            var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
            Assert.Equal(400, refused.Status);
        }
    }

    [Fact]
    public async Task An_error_in_xml_is_read_on_tables_too()
    {
        var service = new FakeService().Answer(403, "\uFEFF<?xml version=\"1.0\"?><Error><Code>AuthorizationFailure</Code><Message>No &amp; no.</Message><Extra><A/></Extra></Error>");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal("AuthorizationFailure", refused.ErrorCode);
        Assert.StartsWith("No & no.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_being_deleted_is_not_taken_for_one_that_exists()
    {
        var service = new FakeService().Answer(409, """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"The specified table is being deleted."}}}""");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Table().CreateIfNotExistsAsync());
        Assert.Equal("TableBeingDeleted", refused.ErrorCode);
    }
}
