using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Azure;
using Azure.Core.Diagnostics;
using Azure.Identity;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>How a token travels: on every request, over https, and nowhere else.</summary>
public sealed class TokenWireTests
{
    private const string Token = "token-of-the-town";

    [Fact]
    public async Task Each_request_carries_the_token_once_with_the_version_and_its_date()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (204, "", ""));
        var identity = GivenTokens.Of(Token);
        var account = storage.Open(identity);
        await account.Table("signals").AddEntityAsync(new TableEntity("p", "r"));
        await account.Table("signals").DeleteEntityAsync("p", "r");
        await account.Queue("work").ClearMessagesAsync();

        Assert.Equal(["POST /acct/signals", "DELETE /acct/signals(PartitionKey='p',RowKey='r')", "DELETE /acct/work/messages"], storage.Requests.Select(request => request.Line));
        Assert.All(storage.Requests, request =>
        {
            Assert.Equal(["Bearer " + Token], request.Headers["Authorization"]);
            Assert.Equal(["2020-12-06"], request.Headers["x-ms-version"]);
            Assert.True(DateTimeOffset.TryParseExact(Assert.Single(request.Headers["x-ms-date"]), "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
            Assert.DoesNotContain(Token, request.Body, StringComparison.Ordinal);
        });
        Assert.Equal(["https://storage.azure.com/.default"], identity.Asked);
    }

    [Fact]
    public async Task The_token_is_in_no_event_and_in_no_error()
    {
        var said = new ConcurrentQueue<string>();
        using var listener = new AzureEventSourceListener((_, message) => said.Enqueue(message), EventLevel.Verbose);
        await using var storage = await RecordedStorage.StartAsync(_ => (403, "<Error><Code>AuthorizationFailure</Code><Message>No.</Message></Error>", ""));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => storage.Open(GivenTokens.Of(Token)).Queue("unspeakable").ClearMessagesAsync());

        Assert.DoesNotContain(Token, refused.ToString(), StringComparison.Ordinal);
        Assert.Contains(said, message => message.Contains("unspeakable", StringComparison.Ordinal) && message.Contains("Authorization:REDACTED", StringComparison.Ordinal));
        Assert.DoesNotContain(said, message => message.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Over_http_nothing_is_sent_and_no_token_is_asked_for()
    {
        var service = new FakeService();
        var identity = GivenTokens.Of(Token);
        var table = new TableClient(new Uri("http://acct.table.core.windows.net"), "signals", identity, service.Options(new TableClientOptions()));
        var queue = new QueueClient(new Uri("http://acct.queue.core.windows.net/work"), identity, service.Options(new QueueClientOptions()));

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.ClearMessagesAsync());

        Assert.Empty(service.Requests);
        Assert.Empty(identity.Asked);
    }

    [Fact]
    public async Task A_token_that_is_nearly_over_is_used_until_the_next_one_is_there()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (204, "", ""));
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var identity = new GivenTokens(
            GivenTokens.Lasting("first", TimeSpan.FromMinutes(4)),
            () =>
            {
                waiting.TrySetResult();
                return GivenTokens.Lasting("second", TimeSpan.FromDays(1))();
            });
        var queue = storage.Open(identity).Queue("work");

        await queue.ClearMessagesAsync();
        await queue.ClearMessagesAsync();
        await waiting.Task;

        // It is written down just after it was given.
        for (var more = 0; more < 1000 && storage.Requests[^1].Authorization == "Bearer first"; more++)
        {
            await queue.ClearMessagesAsync();
        }

        Assert.Equal(["Bearer first", "Bearer second"], storage.Requests.Select(request => request.Authorization).Distinct());
        Assert.Equal(["Bearer first", "Bearer first"], storage.Requests.Take(2).Select(request => request.Authorization));
        Assert.Equal(2, identity.Asked.Count);
    }

    [Fact]
    public async Task A_token_that_is_over_is_replaced_before_anything_is_sent()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (204, "", ""));
        var identity = new GivenTokens(GivenTokens.Lasting("first", TimeSpan.FromMilliseconds(-1)), GivenTokens.Lasting("second", TimeSpan.FromDays(1)));
        var queue = storage.Open(identity).Queue("work");

        await queue.ClearMessagesAsync();
        await queue.ClearMessagesAsync();
        await queue.ClearMessagesAsync();

        Assert.Equal(["Bearer first", "Bearer second", "Bearer second"], storage.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task An_identity_that_gives_none_is_told_and_asked_again_by_the_next_request()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (204, "", ""));
        var identity = new GivenTokens(() => throw new CredentialUnavailableException("ManagedIdentityCredential authentication unavailable."), GivenTokens.Lasting(Token, TimeSpan.FromDays(1)));
        var queue = storage.Open(identity).Queue("work");

        var none = await Assert.ThrowsAsync<AuthenticationFailedException>(() => queue.ClearMessagesAsync());
        Assert.Empty(storage.Requests);
        await queue.ClearMessagesAsync();

        Assert.Equal(
            "The identity gave no token for storage. It must be assigned to this app, and clientId, where the connection's settings have it, must be its client id.", none.Message);
        Assert.Equal("ManagedIdentityCredential authentication unavailable.", none.InnerException!.Message);
        Assert.True(Relais.Hosting.StorageFailure.Is(none));
        Assert.Single(storage.Requests);
    }
}
