using Microsoft.Extensions.Configuration;
using Relais.Storage;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

public sealed class StorageAccountTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Key = "AccountName=acct;AccountKey=a2V5";

    [SkippableFact]
    public async Task A_row_and_a_message_come_back_from_the_account_that_a_setting_names()
    {
        var prefix = Azurite.NewName("acc");
        var account = StorageAccount.FromConfiguration(Settings(("AzureWebJobsStorage", azurite.ConnectionString)), prefix: prefix);
        var (table, queue) = (account.Table("signals"), account.Queue("poll-source"));
        await table.CreateIfNotExistsAsync();
        await queue.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Count"] = 7 });
        await queue.SendMessageAsync("""{"a":"é"}""");
        Assert.Equal(7, (await account.Table("signals").GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("Count"));
        Assert.Equal("""{"a":"é"}""", (await account.Queue("poll-source").PeekMessageAsync()).Value!.MessageText);
        Assert.Equal("eyJhIjoiw6kifQ==", (await account.Queue("poll-source", QueueMessageEncoding.None).ReceiveMessageAsync()).Value!.MessageText);
        Assert.Equal((prefix + "signals", prefix + "-poll-source"), (table.Name, queue.Name));
        Assert.False(account.IsDevelopment);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1/signals", "http://127.0.0.1:10001/devstoreaccount1/work")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://storage/", "http://storage:10002/devstoreaccount1/signals", "http://storage:10001/devstoreaccount1/work")]
    [InlineData("DefaultEndpointsProtocol=https;" + Key, "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData(" " + Key + " ; EndpointSuffix=core.chinacloudapi.cn; ", "https://acct.table.core.chinacloudapi.cn/signals", "https://acct.queue.core.chinacloudapi.cn/work")]
    [InlineData(Key + ";TableEndpoint=http://10.0.0.1:1/acct/", "http://10.0.0.1:1/acct/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData("TableEndpoint=https://t.example;QueueEndpoint=https://q.example/;SharedAccessSignature=sv=1&sig=a%3D", "https://t.example/signals", "https://q.example/work")]
    public void A_connection_string_says_where_tables_and_queues_are(string text, string table, string queue)
    {
        var account = StorageAccount.FromConfiguration(Settings(("AzureWebJobsStorage", text)));
        Assert.Equal((table, queue), (account.Table("signals").Uri.AbsoluteUri, account.Queue("work").Uri.AbsoluteUri));
        Assert.Equal(text.StartsWith("UseDev", StringComparison.Ordinal), account.IsDevelopment);
        Assert.Same(account.Table("signals"), account.Table("signals"));
        Assert.Same(account.Queue("work"), account.Queue("work"));
    }

    [Theory]
    [InlineData("nonsense", "The storage connection string is not a list of Name=Value settings separated by semicolons.")]
    [InlineData("AccountName=acct", "The storage connection string has neither AccountName with AccountKey nor SharedAccessSignature.")]
    [InlineData("AccountName=acct;AccountKey=not base64!", "The storage account key is not base64.")]
    [InlineData("UseDevelopmentStorage=false", "The storage connection string has UseDevelopmentStorage with a value other than true.")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=there", "The storage connection string has a DevelopmentStorageProxyUri that is not an absolute URI.")]
    [InlineData("SharedAccessSignature=sig=a", "The storage connection string has neither TableEndpoint nor AccountName.")]
    [InlineData("TableEndpoint=here;" + Key, "The storage connection string has a TableEndpoint that is not an absolute URI.")]
    public void A_connection_string_that_opens_nothing_is_refused_without_quoting_it(string text, string reason)
    {
        var refused = Assert.Throws<FormatException>(() => StorageAccount.FromConfiguration(Settings(("AzureWebJobsStorage", text))));
        Assert.Equal(reason, refused.Message);
    }

    [Theory]
    [InlineData("Store:accountName=acct", "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData("Store__accountName=acct|Store__credential=managedidentity|Store__clientId=c", "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData("Store:tableServiceUri=https://t.example|Store:queueServiceUri=https://q.example/", "https://t.example/signals", "https://q.example/work")]
    [InlineData("AzureWebJobsStore=" + Key, "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData("ConnectionStrings:Store=" + Key, "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    [InlineData("Store=" + Key + "|Store:accountName=other", "https://acct.table.core.windows.net/signals", "https://acct.queue.core.windows.net/work")]
    public void A_connections_name_is_resolved_as_the_functions_host_does(string settings, string table, string queue)
    {
        var account = StorageAccount.FromConfiguration(Parsed(settings), "Store");
        Assert.Equal((table, queue), (account.Table("signals").Uri.AbsoluteUri, account.Queue("work").Uri.AbsoluteUri));
    }

    [Theory]
    [InlineData("Other=x", "The setting Store is missing")]
    [InlineData("Store:tableServiceUri=https://t.example", "The setting Store is missing")]
    [InlineData("Store:tableServiceUri=http://t.example|Store:queueServiceUri=https://q.example", "The setting Store names an address that is not https")]
    [InlineData("Store:accountName=evil.example/", "The setting Store__accountName is no account's name")]
    public void A_setting_that_is_missing_or_unsafe_is_said_at_once(string settings, string reason)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => StorageAccount.FromConfiguration(Parsed(settings), "Store"));
        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_would_bite_later_are_refused()
    {
        var account = StorageAccount.FromConfiguration(Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true")));
        foreach (var name in (string[])["Signals", "ab", "tables", "a-b-c", "1abc", "abc\n", "", new string('a', 64)])
        {
            Assert.Throws<ArgumentException>(() => account.Table(name));
        }

        foreach (var name in (string[])["Work", "ab", "a--b", "-abc", "abc-", "a_b", "", new string('a', 64)])
        {
            Assert.Throws<ArgumentException>(() => account.Queue(name));
        }

        foreach (var prefix in (string[])["A", "1", "a-", " "])
        {
            Assert.Throws<ArgumentException>(() => StorageAccount.FromConfiguration(Settings(("AzureWebJobsStorage", "UseDevelopmentStorage=true")), prefix: prefix));
        }
    }

    private static IConfiguration Parsed(string settings) => Settings([.. settings.Split('|').Select(setting => (setting.Split('=', 2)[0], setting.Split('=', 2)[1]))]);

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
