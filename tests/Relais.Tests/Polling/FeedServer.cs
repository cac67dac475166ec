using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.Tests.Polling;

/// <summary>A site with a feed, on a real socket of this machine: says by ETag and date whether it changed, as RFC 9110 asks for.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();
    private readonly List<(string Id, string Xml)> items = [];
    private readonly Lock gate = new();

    private FeedServer(WebApplication app) => this.app = app;

    /// <summary>Every request: its conditions, and the status that it was answered with.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    public string Url => app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/feed.xml";

    /// <summary>What it says instead of its feed, while it is set.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>Headers that come with every answer.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    public bool SaysETag { get; set; } = true;

    /// <summary>What stands in the channel before the items.</summary>
    public string Channel { get; set; } = "<title>News</title>";

    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new FeedServer(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        return server;
    }

    public static RequestDelegate Says(int status, string body = "", string? header = null, string? value = null, string type = "text/html") => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        return context.Response.WriteAsync(body);
    };

    /// <summary>Puts an item at the top of the feed; one of the same id takes the earlier one's place.</summary>
    public void Publish(string id, DateTimeOffset? at, string title = "", string more = "")
    {
        var date = at is { } when ? $"<pubDate>{when.ToString("ddd, dd MMM yyyy HH:mm:ss 'GMT'", CultureInfo.InvariantCulture)}</pubDate>" : "";
        lock (gate)
        {
            items.RemoveAll(item => item.Id == id);
            items.Insert(0, (id, $"<item><guid isPermaLink=\"false\">{id}</guid><link>https://news.example/{id}</link><title>{WebUtility.HtmlEncode(title)}</title>{date}{more}</item>"));
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            items.RemoveAll(item => item.Id == id);
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var condition = context.Request.Headers.IfNoneMatch.ToString();
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Instead is { } other)
        {
            await other(context);
            asked.Enqueue($"{context.Request.Method} {context.Response.StatusCode}");
            return;
        }

        string feed;
        lock (gate)
        {
            feed = $"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel>{Channel}{string.Concat(items.Select(item => item.Xml))}</channel></rss>";
        }

        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(feed)).AsSpan(0, 8))}\"";
        if (SaysETag)
        {
            context.Response.Headers.ETag = tag;
        }

        if (SaysETag && condition == tag)
        {
            context.Response.StatusCode = 304;
        }
        else
        {
            context.Response.ContentType = "application/rss+xml";
            await context.Response.WriteAsync(feed);
        }

        asked.Enqueue($"{context.Request.Method} {context.Response.StatusCode}");
    }
}
