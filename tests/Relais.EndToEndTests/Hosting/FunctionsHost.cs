using System.Net;
using System.Net.Sockets;

namespace Relais.EndToEndTests.Hosting;

/// <summary>Starts the published app as the Functions host starts its custom handler, asks it for a sign of life, and posts to it.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(25);

    private readonly AppPlace place;
    private readonly Dictionary<string, string> environment;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    private FunctionsHost(AppPlace place, int port, Dictionary<string, string> environment)
    {
        this.place = place;
        this.environment = environment;
        Port = port;
        Address = new Uri($"http://127.0.0.1:{port}/");
        Functions = PublishedFunction.ReadAll(place.Folder);
    }

    public int Port { get; }

    public Uri Address { get; }

    public IReadOnlyList<PublishedFunction> Functions { get; }

    public AppProcess App { get; private set; } = null!;

    /// <summary>Variables that a handler finds in its environment, among them those of the host's own web server.</summary>
    public static Dictionary<string, string> Environment(string directory, int port, string storage) => new()
    {
        ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
        ["FUNCTIONS_HTTPWORKER_PORT"] = $"{port}",
        ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = "0c5a1a1e-6f0b-4b53-8b1e-0c2f8e7f3a11",
        ["FUNCTIONS_HTTPWORKER_ID"] = "0c5a1a1e-6f0b-4b53-8b1e-0c2f8e7f3a11",
        ["FUNCTIONS_APP_ROOT_PATH"] = directory,
        ["FUNCTIONS_WORKER_RUNTIME"] = "custom",
        ["ASPNETCORE_URLS"] = "http://+:80",
        ["ASPNETCORE_CONTENTROOT"] = "/azure-functions-host",
        ["DOTNET_USE_POLLING_FILE_WATCHER"] = "true",
        ["AzureWebJobsScriptRoot"] = directory,
        ["AzureWebJobsStorage"] = storage,
    };

    public static async Task<FunctionsHost> StartAsync(string storage, params (string Name, string Value)[] settings) =>
        await StartAsync(await AppPlace.PublishedAsync(), storage, settings);

    public static async Task<FunctionsHost> StartAsync(AppPlace place, string storage, params (string Name, string Value)[] settings)
    {
        var port = FreePort();
        var environment = Environment(place.Folder, port, storage);
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var host = new FunctionsHost(place, port, environment);
        await host.StartAppAsync();
        return host;
    }

    /// <summary>Kills the handler as the host does, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await App.DisposeAsync();
        await StartAppAsync();
    }

    public PublishedFunction Function(string name) => Functions.Single(function => function.Name == name);

    public async Task<Reply> PostAsync(string function, HttpContent body, string? proxiedAs = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, function)) { Content = body };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.CreateVersion7().ToString());
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1037.0.0");
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.1037.0.0");
        if (proxiedAs is not null)
        {
            request.Headers.Add("x-ms-invocation-id", proxiedAs);
        }

        return await SendAsync(request);
    }

    public Task<Reply> PostAsync(string function, string body) => PostAsync(function, new ChunkedContent(body));

    /// <summary>Passes a request on from outside, with what the host adds to it.</summary>
    public async Task<Reply> ProxyAsync(HttpRequestMessage request, string publicHost)
    {
        request.Headers.Add("X-Forwarded-Host", publicHost);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("x-ms-invocation-id", Guid.CreateVersion7().ToString());
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.CreateVersion7().ToString());
        return await SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        http.Dispose();
    }

    public static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var answer = await http.SendAsync(request);
        return new Reply((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync());
    }

    private async Task StartAppAsync()
    {
        App = place.Start(environment);
        var begun = Deadline.Now();
        while (!await AnswersAsync())
        {
            Assert.False(App.HasExited, $"The handler ended before it answered. It said:\n{App.Output}");
            Deadline.Check(begun, null, () => $"The handler gave no sign of life on port {Port}. It said:\n{App.Output}");
            await Task.Delay(Probe, TimeProvider.System);
        }
    }

    // Any answer will do.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await http.GetAsync(Address);
            return true;
        }
        catch (HttpRequestException notYet) when (notYet.InnerException is SocketException)
        {
            return false;
        }
    }
}

/// <summary>What the handler answered.</summary>
internal sealed record Reply(int Status, string? ContentType, string Body);
