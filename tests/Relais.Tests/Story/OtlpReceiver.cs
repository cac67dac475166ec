using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.Tests.Story;

/// <summary>A collector that takes OTLP over HTTP and keeps the bytes of every request: texts stand in them as they are.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, string? Type, byte[] Body)> received = new();

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public IReadOnlyList<string> Paths => [.. received.Select(request => request.Path).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<string?> Types => [.. received.Select(request => request.Type).Distinct()];

    /// <summary>The settings that send everything here.</summary>
    public Dictionary<string, string?> Settings => new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    /// <summary>Whether a text stands in what came to a path, as UTF-8 and whatever its capitals.</summary>
    public bool Holds(string text, string path = "")
    {
        var wanted = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        return received.Any(request => request.Path.StartsWith(path, StringComparison.Ordinal) && Encoding.Latin1.GetString(request.Body).Contains(wanted, StringComparison.OrdinalIgnoreCase));
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue((context.Request.Path, context.Request.ContentType, body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }
}
