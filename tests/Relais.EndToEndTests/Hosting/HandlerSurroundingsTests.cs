using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Relais.EndToEndTests.Hosting;

public sealed class HandlerSurroundingsTests(StorageEmulator storage) : HandlerSurroundings(storage), IClassFixture<StorageEmulator>
{
    private protected override Task<AppPlace> PlaceAsync() => AppPlace.PublishedAsync();
}

// The package, unpacked where nothing can be written, and run by somebody who owns nothing.
public sealed class UnzippedHandlerSurroundingsTests(StorageEmulator storage, UnzippedApp app) : HandlerSurroundings(storage), IClassFixture<StorageEmulator>, IClassFixture<UnzippedApp>
{
    private protected override Task<AppPlace> PlaceAsync() => Task.FromResult(app.Place);
}

// The app in the surroundings that the Functions host gives it: its port, its proxy, its ways of ending.
public abstract class HandlerSurroundings(StorageEmulator storage)
{
    [SkippableFact]
    public async Task It_listens_on_127_0_0_1_and_on_the_hosts_port_alone()
    {
        await using var host = await FunctionsHost.StartAsync(await PlaceAsync(), storage.ConnectionString);

        Assert.Equal([$"0100007F:{host.Port.ToString("X4", CultureInfo.InvariantCulture)}"], Listening(host.App.Id));
    }

    [SkippableFact]
    public async Task A_proxied_request_is_served_as_the_public_address_that_it_came_to()
    {
        await using var host = await FunctionsHost.StartAsync(await PlaceAsync(), storage.ConnectionString);

        var described = await host.ProxyAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "api/openapi.json")), "relais.example");
        var guarded = await host.ProxyAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(host.Address, "api/campaigns")), "relais.example");

        using var description = JsonDocument.Parse(described.Body);
        Assert.Equal("https://relais.example/", description.RootElement.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal((401, "application/problem+json"), (guarded.Status, guarded.ContentType));
    }

    [SkippableFact]
    public async Task It_answers_the_host_before_storage_does_and_never_with_a_success_that_is_none()
    {
        // A port on which nobody listens: storage is not there, and is not going to be.
        var nowhere = FunctionsHost.FreePort();
        var storageNowhere = storage.ConnectionString.Split(';')
            .Select(part => part.Contains("Endpoint=", StringComparison.Ordinal) ? $"{part[..part.IndexOf('=', StringComparison.Ordinal)]}=http://127.0.0.1:{nowhere}/devstoreaccount1" : part);
        await using var host = await FunctionsHost.StartAsync(await PlaceAsync(), string.Join(';', storageNowhere));

        Assert.InRange((await host.PostAsync("TakeSnapshots", HostPayload.Timer("timer", status: null))).Status, 500, 599);
        Assert.False(host.App.HasExited);
    }

    [SkippableFact]
    public async Task It_never_ends_with_code_0_of_its_own_accord_since_the_host_would_leave_it_at_that()
    {
        var place = await PlaceAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using var onTakenPort = place.Start(FunctionsHost.Environment(place.Folder, port, storage.ConnectionString));
        Assert.NotEqual(0, await onTakenPort.EndsAsync());

        await using var onNoPort = place.Start(new Dictionary<string, string>(FunctionsHost.Environment(place.Folder, 1, storage.ConnectionString)) { ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "soon" });
        Assert.NotEqual(0, await onNoPort.EndsAsync());
        Assert.Contains("FUNCTIONS_CUSTOMHANDLER_PORT: must be a port number from 1 to 65535, but is 'soon'.", onNoPort.Output, StringComparison.Ordinal);

        await using var deployedWithLoopback = place.Start(new Dictionary<string, string>(FunctionsHost.Environment(place.Folder, FunctionsHost.FreePort(), storage.ConnectionString))
        {
            ["WEBSITE_SITE_NAME"] = "relais",
            ["Http__AllowLoopback"] = "true",
        });
        Assert.NotEqual(0, await deployedWithLoopback.EndsAsync());
        Assert.Contains("The setting Http:AllowLoopback is true, but this app is deployed", deployedWithLoopback.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Killed_at_any_moment_of_its_start_it_starts_again()
    {
        var place = await PlaceAsync();
        await using var host = await FunctionsHost.StartAsync(place, storage.ConnectionString);
        var draw = new Random(20261120);
        for (var kill = 0; kill < 5; kill++)
        {
            await host.App.KillAsync();
            await using var cutShort = place.Start(FunctionsHost.Environment(place.Folder, FunctionsHost.FreePort(), storage.ConnectionString));
            await Task.Delay(TimeSpan.FromMilliseconds(draw.Next(600)), TimeProvider.System);
            await cutShort.KillAsync();
            await host.RestartAsync();

            Assert.Equal(200, (await host.PostAsync("TakeSnapshots", HostPayload.Timer("timer", status: null))).Status);
        }
    }

    /// <summary>Where the app lies that is held to it.</summary>
    private protected abstract Task<AppPlace> PlaceAsync();

    /// <summary>The addresses on which a process listens, as the kernel writes them: hexadecimal, the lowest byte first.</summary>
    private static string[] Listening(int process)
    {
        const string Listen = "0A";
        var sockets = Directory.EnumerateFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target!["socket:[".Length..^1])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. new[] { "tcp", "tcp6" }
                .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == Listen && sockets.Contains(columns[9]))
                .Select(columns => columns[1]),
        ];
    }
}
