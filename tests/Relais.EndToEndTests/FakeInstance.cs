using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.EndToEndTests;

/// <summary>Strangers on this machine: a Mastodon instance that shows the statuses it is given, and a sink that keeps every webhook it receives.</summary>
internal sealed class FakeInstance : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, List<(long Id, DateTimeOffset At)>> timelines = new(StringComparer.Ordinal);

    private FakeInstance(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>As a campaign names it.</summary>
    public string Host => Address.Authority;

    /// <summary>The hashtags that were asked for, in the order of the questions.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public ConcurrentQueue<Webhook> Received { get; } = new();

    public static async Task<FakeInstance> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var instance = new FakeInstance(builder.Build());
        instance.app.MapGet("/api/v1/timelines/tag/{hashtag}", (RequestDelegate)instance.ShowAsync);
        instance.app.MapPost("/hooks/{name}", (RequestDelegate)instance.KeepAsync);
        await instance.app.StartAsync();
        return instance;
    }

    /// <summary>Publishes statuses with a hashtag, given as it is folded.</summary>
    public void Publish(string hashtag, IEnumerable<DateTimeOffset> at)
    {
        var timeline = timelines.GetOrAdd(hashtag, _ => []);
        lock (timeline)
        {
            // As Mastodon's: the millisecond, and sixteen bits that tell statuses of one millisecond apart.
            timeline.AddRange([.. at.Select((instant, i) => ((instant.ToUnixTimeMilliseconds() << 16) | (ushort)(timeline.Count + i), instant))]);
            timeline.Sort();
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task ShowAsync(HttpContext context)
    {
        var hashtag = (string)context.Request.RouteValues["hashtag"]!;
        var query = context.Request.Query;
        Asked.Enqueue(hashtag);
        List<(long Id, DateTimeOffset At)> shown = [];
        if (timelines.TryGetValue(hashtag, out var timeline))
        {
            lock (timeline)
            {
                shown.AddRange(timeline);
            }
        }

        var limit = int.Parse(query["limit"]!, CultureInfo.InvariantCulture);
        var page = query["min_id"] is [{ } after] ? shown.Where(status => status.Id > Number(after)).Take(limit)
            : query["max_id"] is [{ } before] ? shown.Where(status => status.Id < Number(before)).TakeLast(limit)
            : shown.TakeLast(limit);
        return context.Response.WriteAsJsonAsync(page.Reverse().Select(status => new
        {
            id = status.Id.ToString(CultureInfo.InvariantCulture),
            created_at = status.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            url = $"https://instance.example/@somebody/{status.Id}",
            content = "<p>…</p>",
            tags = new[] { new { name = hashtag } },
        }));
    }

    private async Task KeepAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        Received.Enqueue(new Webhook(
            (string)context.Request.RouteValues["name"]!,
            context.Request.Headers["webhook-id"].ToString(),
            body.RootElement.GetProperty("type").GetString()!,
            body.RootElement.GetProperty("data").GetRawText()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);
}

/// <summary>One webhook as it came in.</summary>
internal sealed record Webhook(string Name, string Id, string Type, string Data);
