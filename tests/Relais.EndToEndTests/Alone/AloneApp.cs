using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Relais.EndToEndTests.Alone;

/// <summary>The app started by itself on a free port, in an account's corner of its own, and called as an organiser calls it.</summary>
internal sealed class AloneApp : IAsyncDisposable
{
    private const string ListensOn = "Relais listens on ";
    private const string KeyIs = "The first organiser key, shown this once: ";
    private const string DashboardIs = "Dashboard: ";

    private readonly AppProcess process;
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    private AloneApp(AppProcess process, Uri address, string? firstKey) => (this.process, Address, FirstKey) = (process, address, firstKey);

    public Uri Address { get; }

    /// <summary>The key that this start showed; null when it showed none.</summary>
    public string? FirstKey { get; }

    public string Output => process.Output;

    public static async Task<AloneApp> StartAsync(string storage, string prefix, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string> { ["AzureWebJobsStorage"] = storage, ["Relais__Prefix"] = prefix, ["Polling__EveryMinutes"] = "1" };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var process = await PublishedApp.StartAsync(["--urls", "http://127.0.0.1:0"], environment);
        var welcome = await process.SaysAsync("where it listens", line => line.StartsWith(ListensOn, StringComparison.Ordinal));
        await process.SaysAsync("where the dashboard is", line => line.Contains(DashboardIs, StringComparison.Ordinal));
        var key = process.Output.Split('\n').FirstOrDefault(line => line.StartsWith(KeyIs, StringComparison.Ordinal))?[KeyIs.Length..];
        return new AloneApp(process, new Uri(welcome[ListensOn.Length..].Split(' ')[0].TrimEnd('.') + "/"), key);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string? key, HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await http.SendAsync(request);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return (answer.StatusCode, isJson ? await answer.Content.ReadFromJsonAsync<JsonElement>() : default);
    }

    public Task KillAsync() => process.KillAsync();

    /// <summary>Asks it to end as Ctrl+C and a service manager do, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await using var kill = AppProcess.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"], []);
        Assert.Equal(0, await kill.EndsAsync());
        return await process.EndsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        http.Dispose();
    }
}
