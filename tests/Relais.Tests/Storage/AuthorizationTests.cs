using Azure;
using Azure.Core;
using Relais.Storage;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class AuthorizationTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string WrongKey = "d3Jvbmc=";

    [SkippableFact]
    public async Task A_wrong_key_is_refused_and_the_right_one_set_later_is_taken()
    {
        azurite.SkipUnlessRunning();
        var tableKey = new TableSharedKeyCredential(Azurite.AccountName, WrongKey);
        var table = new TableClient(azurite.TableEndpoint, Azurite.NewName("auth"), tableKey);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.CreateAsync());
        Assert.Equal((403, "AuthorizationFailure"), (refused.Status, refused.ErrorCode));
        tableKey.SetAccountKey(Azurite.AccountKey);
        await table.CreateAsync();

        var queueKey = new StorageSharedKeyCredential(Azurite.AccountName, WrongKey);
        var queue = new QueueClient(new Uri($"{azurite.QueueEndpoint}/{Azurite.NewName("auth")}"), queueKey);
        refused = await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateAsync());
        Assert.Equal((403, "AuthenticationFailed"), (refused.Status, refused.ErrorCode));
        queueKey.SetAccountKey(Azurite.AccountKey);
        await queue.CreateAsync(new Dictionary<string, string> { ["owner"] = "a b" });
        Assert.Equal("a b", (await queue.GetPropertiesAsync()).Value.Metadata["owner"]);
    }

    [Fact]
    public async Task A_token_is_asked_for_storage_and_sent_as_bearer()
    {
        var service = new FakeService().Answer(204).Answer(204);
        var credential = new FixedToken();
        var table = new TableClient(FakeService.Tables, "signals", credential, service.Options(new TableClientOptions()));
        var queue = new QueueClient(new Uri("https://acct.queue.core.windows.net/work"), credential, service.Options(new QueueClientOptions()));
        await table.AddEntityAsync(new TableEntity("p", "r"));
        await queue.ClearMessagesAsync();
        Assert.All(service.Requests, request => Assert.Equal("Bearer of-the-town", request.Headers["Authorization"]));
        Assert.Equal(["https://storage.azure.com/.default"], credential.Scopes.Distinct());
    }

    [Fact]
    public async Task A_shared_access_signature_is_put_on_every_try_once_and_not_into_a_transactions_parts()
    {
        var service = new FakeService().Answer(503).Answer(202, FakeService.TransactionOf("HTTP/1.1 204 No Content\r\n\r\n"), ("Content-Type", "multipart/mixed; boundary=batchresponse_1"))
            .Answer(200, "<QueueMessagesList/>");
        var signature = new AzureSasCredential("?sv=1&sig=a%2Bb");
        var table = new TableClient(new Uri("https://acct.table.core.windows.net/signals"), signature, service.Options(new TableClientOptions()));
        var queue = new QueueClient(new Uri("https://acct.queue.core.windows.net/work"), signature, service.Options(new QueueClientOptions()));
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "1"))]);
        Assert.Empty((await queue.ReceiveMessagesAsync(5)).Value);
        Assert.Equal(
            ["/$batch?sv=1&sig=a%2Bb", "/$batch?sv=1&sig=a%2Bb", "/work/messages?numofmessages=5&sv=1&sig=a%2Bb"],
            service.Requests.Select(request => request.Uri.PathAndQuery));
        Assert.DoesNotContain("sig=", service.Requests[1].Body, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Requests, request => request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void A_shared_access_signature_never_goes_over_plain_http()
    {
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://acct.table.core.windows.net"), new AzureSasCredential("sig=a")));
        Assert.Throws<ArgumentException>(() => new QueueClient(new Uri("http://acct.queue.core.windows.net/work"), new AzureSasCredential("sig=a")));
    }

    [Theory]
    [InlineData("https://acct.table.core.windows.net/", "acct")]
    [InlineData("http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("http://localhost:10002/devstoreaccount1/", "devstoreaccount1")]
    public void An_accounts_name_is_read_from_its_address(string endpoint, string account)
    {
        var service = new TableServiceClient(new Uri(endpoint), new TableSharedKeyCredential(account, WrongKey));
        Assert.Equal(account, service.AccountName);
        Assert.Equal(endpoint.TrimEnd('/') + "/signals", service.GetTableClient("signals").Uri.AbsoluteUri);
    }

    private sealed class FixedToken : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("of-the-town", new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
