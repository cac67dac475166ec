using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Relais.Hosting;
using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>The emulator as the stand-alone app starts and stops it, on ports of the test's own.</summary>
public sealed class AzuriteProcessTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("azurite");
    private readonly (int Blob, int Queue, int Table) ports = (FreePort(), FreePort(), FreePort());

    public void Dispose() => directory.Delete(recursive: true);

    [SkippableFact]
    public async Task Who_started_it_stops_it_and_who_found_it_does_not()
    {
        Skip.IfNot(File.Exists(Path.Combine(Azurite.RepositoryRoot, "node_modules/azurite/dist/src/azurite.js")), "The storage emulator is not installed: run npm ci.");
        var first = Create();
        var second = Create();
        await first.StartAsync(default);
        try
        {
            await second.StartAsync(default);
            Assert.True(await AnswersAsync(ports.Queue));
            Assert.True(await AnswersAsync(ports.Table));
            await second.StopAsync(default);
            Assert.True(await AnswersAsync(ports.Table));
        }
        finally
        {
            await first.StopAsync(default);
        }
        Assert.False(await AnswersAsync(ports.Table));
        // It was asked to end, not killed: its data is written down.
        Assert.True(File.Exists(Path.Combine(directory.FullName, "__azurite_db_table__.json")));
    }

    [SkippableFact]
    public async Task Without_node_the_message_says_what_to_do()
    {
        Skip.IfNot(File.Exists(Path.Combine(Azurite.RepositoryRoot, "node_modules/azurite/dist/src/azurite.js")), "The storage emulator is not installed: run npm ci.");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Create(node: "node-that-is-not-there").StartAsync(default));
        Assert.Equal(
            "The storage emulator needs Node.js, and 'node-that-is-not-there' could not be started. Install Node.js 20 or later, start Azurite yourself, " +
            "or set AzureWebJobsStorage to a storage account.",
            refused.Message);
    }

    [Fact]
    public async Task Without_node_modules_the_message_says_where_was_looked()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Create(searchFrom: "/").StartAsync(default));
        Assert.Equal(
            "The storage emulator is not installed: no node_modules/azurite/dist/src/azurite.js above /. " +
            "Run 'npm ci' in the repository, start Azurite yourself, or set AzureWebJobsStorage to a storage account.",
            refused.Message);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, ports.Queue);
        listener.Start();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Create().StartAsync(default));
        Assert.Equal(
            $"Of the storage emulator's ports {ports.Queue} and {ports.Table} only one answers: stop what listens there, or start Azurite whole.", refused.Message);
    }

    [Theory]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=YQ==", null)]
    [InlineData("UseDevelopmentStorage=true", "7099")]
    public async Task It_is_not_started_for_a_real_account_nor_under_the_functions_host(string storage, string? port)
    {
        await Create(storage, port).StartAsync(default);
        Assert.False(await AnswersAsync(ports.Table));
    }

    private AzuriteProcess Create(string storage = "UseDevelopmentStorage=true", string? port = null, string node = "node", string? searchFrom = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Azurite:Location"] = directory.FullName,
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = port,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new AzuriteProcess(new HostingMode(configuration), configuration, NullLogger<AzuriteProcess>.Instance)
        {
            Ports = ports,
            Node = node,
            SearchFrom = [searchFrom ?? AppContext.BaseDirectory],
        };
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
