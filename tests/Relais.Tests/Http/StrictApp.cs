using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>A small app on a real socket that takes the room's manners and nothing else.</summary>
internal sealed class StrictApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private StrictApp(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public CollectingLogger Log => app.Services.GetRequiredService<CollectingLogger>();

    public static async Task<StrictApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<CollectingLogger>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CollectingLogger>());
        builder.Services.AddHttp(builder.Configuration).AddJson(StrictJson.Default);
        var app = builder.Build();
        app.UseProblems();
        app.MapPost("/api/things", (Thing thing) => TypedResults.Created("/api/things/1", thing));
        app.MapPost("/api/notes", (Thing thing) => TypedResults.Ok(thing)).WithMetadata(new RequestSizeLimitAttribute(2_000));
        app.MapGet("/api/things/{number:int}", (int number) => number == 1 ? Results.Ok(1) : Problem.NotFound("thing"));
        app.MapGet("/api/days/{day}", (DateOnly day, int limit, bool? newest, DateOnly? since) => TypedResults.Ok(limit));
        app.MapGet("/api/renamed", ([FromQuery(Name = "page-size")] int size) => TypedResults.Ok(size));
        app.MapGet("/api/bare/{status:int}", (int status) => TypedResults.StatusCode(status));
        app.MapGet("/api/fails", IResult () => throw new InvalidOperationException("secret-of-ours"));
        await app.StartAsync();
        return new StrictApp(app);
    }

    public Task<Answer> PostAsync(string json, string? contentType = "application/json") =>
        PostAsync(Encoding.UTF8.GetBytes(json), contentType);

    public Task<Answer> PostAsync(byte[] body, string? contentType = "application/json", string? contentEncoding = null)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (contentEncoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", contentEncoding);
        }

        return SendAsync(HttpMethod.Post, "/api/things", content);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };

        // Whoever has much to send asks first: a refusal could otherwise break the connection before it is read.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 100_000;
        using var response = await client.SendAsync(request, CancellationToken.None);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>The answer is a problem of this status that names at least one field, and its text is <paramref name="detail"/> (null: any).</summary>
    public static void AssertProblem(Answer answer, HttpStatusCode status, string? detail)
    {
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.ContentType));
        using var problem = JsonDocument.Parse(answer.Text);
        var root = problem.RootElement;
        Assert.Equal((int)status, root.GetProperty("status").GetInt32());
        Assert.Equal(detail ?? root.GetProperty("detail").GetString(), root.GetProperty("detail").GetString());
        Assert.All(root.GetProperty("errors").EnumerateArray(), error =>
        {
            Assert.NotEmpty(error.GetProperty("field").GetString()!);
            Assert.EndsWith(".", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        });
        Assert.NotEmpty(root.GetProperty("errors").EnumerateArray());
    }

    public sealed record Answer(HttpStatusCode Status, string? ContentType, string Text);
}

public sealed record Thing(
    string Name,
    int Size,
    IReadOnlyList<Tag>? Hashtags,
    int? Goal,
    bool? Open,
    Dictionary<string, string>? Labels,
    DateTimeOffset? Until,
    double? Threshold,
    IReadOnlyList<string>? Words,
    JsonElement? Extra);

public sealed record Tag
{
    [JsonPropertyName("tag")]
    public required string Text { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Thing))]
[JsonSerializable(typeof(int))]
internal sealed partial class StrictJson : JsonSerializerContext;

/// <summary>Keeps what was logged.</summary>
internal sealed class CollectingLogger : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
            {
                return [.. lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Add($"{logLevel} {formatter(state, exception)} {exception?.Message}");
        }
    }

    public void Dispose()
    {
    }
}
