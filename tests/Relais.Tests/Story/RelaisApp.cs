using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Access;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Secrets;
using Relais.Storage;

namespace Relais.Tests.Story;

/// <summary>
/// The whole app as Program puts it together: on stepped time, on a port of its own, in a corner of the emulator of its own, amid strangers that
/// the test scripts. Disposing it fails the test when somebody unexpected was asked, or when something unforeseen was logged.
/// </summary>
internal sealed class RelaisApp : IAsyncDisposable
{
    /// <summary>A Monday morning: where the clock stands when a test says nothing else.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The keys of every app that a test starts without naming others.</summary>
    public const string Keys = "VGhlIGtleSBvZiBldmVyeSB0ZXN0OiBubyBzZWNyZXQ=";

    private readonly WebApplication app;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });

    private RelaisApp(WebApplication app, Outside outside, StorageMeter storage, StoryLog log)
    {
        this.app = app;
        Outside = outside;
        Storage = storage;
        Log = log;
    }

    public Outside Outside { get; }

    public StorageMeter Storage { get; }

    public StoryLog Log { get; }

    /// <summary>Set where a test makes the app fail on purpose.</summary>
    public bool MayLogErrors { get; set; }

    /// <summary>A key of scope admin, which every call carries unless it names another.</summary>
    public string Key { get; private set; } = "";

    public DateTimeOffset Now => Get<TimeProvider>().GetUtcNow();

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Urls.First());

    public IReadOnlyList<RouteEndpoint> Endpoints => [.. Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public static async Task<RelaisApp> StartAsync(
        Azurite azurite,
        DateTimeOffset? now = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? prepare = null,
        string? prefix = null)
    {
        var (outside, storage, log) = (new Outside(), new StorageMeter(), new StoryLog());
        prefix ??= Azurite.NewName("story");
        var connection = azurite.ConnectionString;
        var app = WholeApp.Compose(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = connection,
                ["Relais:Prefix"] = prefix,
                ["Relais:Stepped"] = "true",
                [KeyRing.Setting] = Keys,
            });
            builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
            builder.Services.AddKeyedSingleton<HttpMessageHandler>(HttpModule.OutboundHandlerKey, outside);
            builder.Services.AddSingleton(StorageAccount.FromConfiguration(builder.Configuration, prefix: prefix, transport: storage));
            prepare?.Invoke(builder);
        });
        app.Services.GetRequiredService<SteppedClock>().Set(now ?? Morning);
        await app.StartAsync();
        var relais = new RelaisApp(app, outside, storage, log);
        relais.Key = await relais.Get<FirstKey>().GiveAsync("story", null, CancellationToken.None);
        return relais;
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Calls a function as its trigger would, in a scope of its own.</summary>
    public async Task RunAsync<TFunction>(Func<TFunction, Task> call)
        where TFunction : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        await call(scope.ServiceProvider.GetRequiredService<TFunction>());
    }

    public void SetClock(DateTimeOffset now) => Get<SteppedClock>().Set(now);

    /// <summary>Lets the app run at one instant: timers that are due, then every message.</summary>
    public Task StepAsync(DateTimeOffset now) => Get<SteppedRuntime>().StepAsync(now, CancellationToken.None);

    /// <summary>Lets the app run on, a step after the other, up to an instant.</summary>
    public async Task StepUntilAsync(DateTimeOffset until, int minutes = 5)
    {
        while (Now < until)
        {
            await StepAsync(Now.AddMinutes(minutes) < until ? Now.AddMinutes(minutes) : until);
        }
    }

    public Task<Answer> GetAsync(string path, string? key = null) => SendAsync(HttpMethod.Get, path, null, key);

    public Task<Answer> PostAsync(string path, string json, string? key = null) => SendAsync(HttpMethod.Post, path, json, key);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, string? key = null) =>
        SendContentAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), key ?? Key);

    /// <param name="path">Sent as it is spelled, whatever it holds.</param>
    /// <param name="key">The organiser's key; empty for none.</param>
    public async Task<Answer> SendContentAsync(HttpMethod method, string path, HttpContent? content, string key)
    {
        var asSpelled = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri(app.Urls.First() + path, asSpelled)) { Content = content };

        // Whoever has much to send asks first: a refusal could otherwise break the connection before it is read.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 100_000;
        if (key.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await client.SendAsync(request, CancellationToken.None);
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Assert.Empty(Outside.Unexpected);
        if (!MayLogErrors)
        {
            Assert.Empty(Log.Errors);
        }
    }
}
