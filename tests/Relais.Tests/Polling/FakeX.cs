using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relais.Tests.Http;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>X's API as its documents describe counting: a real server that keeps the query's grammar, the seven days, pages, limits and their headers; nothing of it is real.</summary>
/// <remarks>posts/counts, build-a-query, fundamentals/rate-limits, developer-terms; the error bodies are those that others recorded.</remarks>
internal sealed class FakeX : IAsyncDisposable
{
    public const string Token = "AAAA-a-token-of-this-test";

    private const int RequestsAWindow = 300;

    private readonly HttpMessageInvoker wire = new(new SocketsHttpHandler { UseProxy = false });
    private readonly ConcurrentQueue<Said> posts = new();
    private readonly Func<DateTimeOffset> now;
    private Sink? sink;
    private int askedInWindow;
    private DateTimeOffset windowEnds;

    private FakeX(Func<DateTimeOffset> now) => this.now = now;

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What it says instead, while it is set: a status, a body, and headers.</summary>
    public (int Status, string Body, string[] Headers)? Instead { get; set; }

    /// <summary>X renamed its fields in August 2026.</summary>
    public bool HasNewNames { get; set; }

    /// <summary>As many minutes as one page holds.</summary>
    public int PageMinutes { get; set; } = int.MaxValue;

    public static async Task<FakeX> StartAsync(Outside outside, Func<DateTimeOffset> now)
    {
        var fake = new FakeX(now);
        fake.sink = await Sink.StartAsync(fake.AnswerAsync);
        outside.Put("api.x.com", fake.ForwardAsync);
        return fake;
    }

    public void Publish(DateTimeOffset at, params string[] tags) => posts.Enqueue(new Said(at, tags, IsRetweet: false));

    public void Retweet(DateTimeOffset at, params string[] tags) => posts.Enqueue(new Said(at, tags, IsRetweet: true));

    public async ValueTask DisposeAsync()
    {
        wire.Dispose();
        await sink!.DisposeAsync();
    }

    // The app's own address for X; the bytes go over a real connection.
    private Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new UriBuilder(request.RequestUri!) { Scheme = "http", Host = "127.0.0.1", Port = sink!.Port }.Uri;
        return wire.SendAsync(request, cancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Path + context.Request.QueryString);
        var (status, body) = Instead is { } instead ? Scripted(context, instead) : Answer(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = status == 200 ? "application/json; charset=utf-8" : "application/problem+json";
        await context.Response.WriteAsync(body);
    }

    private static (int Status, string Body) Scripted(HttpContext context, (int Status, string Body, string[] Headers) said)
    {
        foreach (var header in said.Headers)
        {
            context.Response.Headers.Append(header.Split(": ")[0], header.Split(": ")[1]);
        }

        return (said.Status, said.Body);
    }

    private (int Status, string Body) Answer(HttpContext context)
    {
        if (context.Request.Headers.Authorization != "Bearer " + Token)
        {
            return (401, """{"detail":"Unauthorized","status":401,"title":"Unauthorized","type":"about:blank"}""");
        }

        if (now() >= windowEnds)
        {
            (windowEnds, askedInWindow) = (now().AddMinutes(15), 0);
        }

        askedInWindow++;
        context.Response.Headers["x-rate-limit-limit"] = RequestsAWindow.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["x-rate-limit-remaining"] = Math.Max(0, RequestsAWindow - askedInWindow).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["x-rate-limit-reset"] = windowEnds.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return askedInWindow > RequestsAWindow ? (429, """{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}""")
            : context.Request.Method != "GET" || context.Request.Path != "/2/tweets/counts/recent" ? (404, """{"title":"Not Found Error","type":"https://api.twitter.com/2/problems/resource-not-found"}""")
            : Count(context.Request.Query);
    }

    private (int Status, string Body) Count(IQueryCollection asked)
    {
        var (from, until) = (Instant(asked["start_time"]), Instant(asked["end_time"]));
        if (Matcher(asked["query"]!) is not { } matches || asked["granularity"] != "minute")
        {
            return Invalid("query");
        }

        if (from < now().AddDays(-7) || from >= until || until > now().AddSeconds(-10))
        {
            return Invalid("start_time");
        }

        var first = asked["next_token"] is [{ } token] ? Instant(token) : from;
        var last = first + TimeSpan.FromMinutes(Math.Min(PageMinutes, (until - first).TotalMinutes));
        var buckets = new JsonArray();
        var total = 0;
        for (var minute = first; minute < last; minute = minute.AddMinutes(1))
        {
            var count = posts.Count(post => post.At >= minute && post.At < minute.AddMinutes(1) && matches(post));
            total += count;
            buckets.Add(new JsonObject { ["end"] = Text(minute.AddMinutes(1)), ["start"] = Text(minute), [HasNewNames ? "post_count" : "tweet_count"] = count });
        }

        var meta = new JsonObject { [HasNewNames ? "total_post_count" : "total_tweet_count"] = total };
        if (last < until)
        {
            meta["next_token"] = Text(last);
        }

        return (200, new JsonObject { ["data"] = buckets, ["meta"] = meta, ["something_new"] = new JsonObject() }.ToJsonString());
    }

    // (#a OR #b) -#c -is:retweet, and nothing else; a query of more than 512 characters is refused.
    private static Func<Said, bool>? Matcher(string query)
    {
        var words = query.Replace("(", "").Replace(")", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = words.Where(word => word.StartsWith('#')).Select(word => word[1..]).ToArray();
        var unwanted = words.Where(word => word.StartsWith("-#", StringComparison.Ordinal)).Select(word => word[2..]).ToArray();
        var known = words.All(word => word is "OR" or "-is:retweet" || word.StartsWith('#') || word.StartsWith("-#", StringComparison.Ordinal));
        return query.Length > 512 || wanted.Length == 0 || !known || words.Count(word => word == "OR") != wanted.Length - 1
            ? null
            : post => !(post.IsRetweet && words.Contains("-is:retweet"))
                && wanted.Any(tag => post.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase)) && !unwanted.Any(tag => post.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
    }

    private static (int Status, string Body) Invalid(string parameter) => (400, new JsonObject
    {
        ["detail"] = "One or more parameters to your request was invalid.",
        ["errors"] = new JsonArray(new JsonObject { ["parameter"] = parameter, ["type"] = "https://api.twitter.com/2/problems/invalid-request" }),
        ["title"] = "Invalid Request",
        ["type"] = "https://api.twitter.com/2/problems/invalid-request",
    }.ToJsonString());

    private static DateTimeOffset Instant(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed record Said(DateTimeOffset At, string[] Tags, bool IsRetweet);
}
