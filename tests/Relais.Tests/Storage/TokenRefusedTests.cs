using Azure;
using Azure.Core.Pipeline;
using Relais.Storage;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>What Azure's storage refuses, and what follows from it.</summary>
public sealed class TokenRefusedTests
{
    // As Azure's storage words it (rest/api/storageservices/authorize-with-azure-active-directory, "Bearer challenge").
    private const string Challenge =
        "Bearer authorization_uri=https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/oauth2/authorize resource_id=https://storage.azure.com";

    private const string NotAccepted =
        "<Error><Code>InvalidAuthenticationInfo</Code><Message>Server failed to authenticate the request. Please refer to the information in the www-authenticate header.\nRequestId:1</Message></Error>";

    private const string Lacking =
        "The identity lacks a role on the account: Storage Table Data Contributor for tables, Storage Queue Data Contributor for queues. A role that was just given counts after up to 10 minutes.";

    [Fact]
    public async Task A_token_that_is_not_accepted_is_replaced_once_and_the_request_sent_again_whole()
    {
        await using var storage = await RecordedStorage.StartAsync(request => request.Authorization == "Bearer first" ? (401, NotAccepted, Challenge) : (204, "", ""));
        var identity = GivenTokens.Of("first", "second", "third");
        var account = storage.Open(identity);

        await account.Table("signals").AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });
        await account.Queue("work").ClearMessagesAsync();

        Assert.Equal(["Bearer first", "Bearer second", "Bearer second"], storage.Requests.Select(request => request.Authorization));
        Assert.Equal(storage.Requests[0].Body, storage.Requests[1].Body);
        Assert.Contains("\"N\":1", storage.Requests[1].Body, StringComparison.Ordinal);
        Assert.Equal(["https://storage.azure.com/.default", "https://storage.azure.com/.default"], identity.Asked);
    }

    [Fact]
    public async Task Azure_Core_by_itself_leaves_such_a_refusal_as_it_is()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (401, NotAccepted, Challenge));
        var identity = GivenTokens.Of("first", "second");
        var pipeline = HttpPipelineBuilder.Build(
            new TableClientOptions { Transport = storage.Transport }, new BearerTokenAuthenticationPolicy(identity, "https://storage.azure.com/.default"));
        using var message = pipeline.CreateMessage();
        message.Request.Uri.Reset(storage.Address);

        await pipeline.SendAsync(message, CancellationToken.None);

        Assert.Equal(401, message.Response.Status);
        Assert.Single(storage.Requests);
        Assert.Single(identity.Asked);
    }

    [Fact]
    public async Task A_new_token_that_is_not_accepted_either_is_an_error_that_says_what_to_look_at()
    {
        await using var storage = await RecordedStorage.StartAsync(_ => (401, NotAccepted, Challenge));
        var identity = GivenTokens.Of("first", "second", "third");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => storage.Open(identity).Queue("work").ClearMessagesAsync());

        Assert.Equal((401, "InvalidAuthenticationInfo"), (refused.Status, refused.ErrorCode));
        Assert.StartsWith(
            "Server failed to authenticate the request. Please refer to the information in the www-authenticate header. "
            + "The token must be of the account's own tenant and for storage, and this machine's clock must be right.\nRequestId:1",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(["Bearer first", "Bearer second"], storage.Requests.Select(request => request.Authorization));
        Assert.Equal(2, identity.Asked.Count);
    }

    [Fact]
    public async Task Many_that_are_refused_together_ask_for_one_new_token()
    {
        await using var storage = await RecordedStorage.StartAsync(request => request.Authorization == "Bearer first" ? (401, NotAccepted, Challenge) : (204, "", ""));
        var identity = GivenTokens.Of("first", "second", "third");
        var queue = storage.Open(identity).Queue("work");

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => queue.ClearMessagesAsync()));

        Assert.Equal(2, identity.Asked.Count);
        Assert.Equal(16, storage.Requests.Count(request => request.Authorization == "Bearer second"));
    }

    [Fact]
    public async Task A_page_of_rows_that_was_refused_is_read_with_the_new_token()
    {
        await using var storage = await RecordedStorage.StartAsync(request =>
            request.Authorization == "Bearer first" ? (401, NotAccepted, Challenge) : (200, """{"value":[{"PartitionKey":"p","RowKey":"r"}]}""", ""));
        List<string> rows = [];

        await foreach (var row in storage.Open(GivenTokens.Of("first", "second")).Table("signals").QueryAsync<TableEntity>())
        {
            rows.Add(row.RowKey);
        }

        Assert.Equal(["r"], rows);
    }

    [Fact]
    public async Task An_identity_without_its_role_is_told_which_and_nothing_is_tried_again()
    {
        const string Words = "This request is not authorized to perform this operation using this permission.";
        await using var storage = await RecordedStorage.StartAsync(request => (
            403,
            request.Line.Contains("signals", StringComparison.Ordinal)
                ? """{"odata.error":{"code":"AuthorizationPermissionMismatch","message":{"lang":"en-US","value":"WORDS\nRequestId:1"}}}""".Replace("WORDS", Words, StringComparison.Ordinal)
                : $"<Error><Code>AuthorizationPermissionMismatch</Code><Message>{Words}\nRequestId:1</Message></Error>",
            ""));
        var identity = GivenTokens.Of("first", "second");
        var account = storage.Open(identity);

        var tables = await Assert.ThrowsAsync<RequestFailedException>(() => account.Table("signals").AddEntityAsync(new TableEntity("p", "r")));
        var queues = await Assert.ThrowsAsync<RequestFailedException>(() => account.Queue("work").SendMessageAsync("one"));

        Assert.All([tables, queues], refused =>
        {
            Assert.Equal((403, "AuthorizationPermissionMismatch"), (refused.Status, refused.ErrorCode));
            Assert.StartsWith($"{Words} {Lacking}\nRequestId:1", refused.Message, StringComparison.Ordinal);
        });
        Assert.Equal(2, storage.Requests.Count);
        Assert.Single(identity.Asked);
    }

    [Theory]
    [InlineData("KeyBasedAuthenticationNotPermitted", "No.", "No. The account takes no keys: name it by accountName instead of a connection string, and give the app an identity.")]
    [InlineData("AuthorizationPermissionMismatch", null, Lacking)]
    [InlineData("EntityAlreadyExists", "It is there.\nRequestId:1", "It is there.\nRequestId:1")]
    [InlineData("EntityAlreadyExists", null, null)]
    [InlineData(null, "No.", "No.")]
    public void Advice_stands_behind_the_first_line_where_there_is_any(string? code, string? words, string? said) => Assert.Equal(said, StorageAdvice.Add(code, words));
}
