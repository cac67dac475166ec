using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Relais.Momentum;
using Relais.Tests.Http;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>X's API as its documents describe counting, searching and lists: a real server that keeps the query's grammar, ids, the seven days, pages, limits and their headers; nothing of it is real.</summary>
/// <remarks>posts/counts, posts/search, build-a-query, edit-posts, fundamentals/rate-limits, developer-terms; the error bodies are those that others recorded.</remarks>
internal sealed class FakeX : IAsyncDisposable
{
    public const string Token = "AAAA-a-token-of-this-test";

    // fundamentals/rate-limits: app-only, in 15 minutes.
    private static readonly Dictionary<string, int> RequestsAWindow = new() { ["/2/tweets/counts/recent"] = 300, ["/2/tweets/search/recent"] = 450, ["/2/tweets"] = 3_500, ["/2/lists/:id/tweets"] = 900 };

    /// <summary>What an operator sets so that X is asked.</summary>
    public static Dictionary<string, string?> Settings(decimal monthlyDollars) => new()
    {
        ["Polling:X:BearerToken"] = Token,
        ["Polling:X:ApprovedInWritingToMonitorSensitiveEvents"] = "true",
        ["Polling:X:MonthlyDollars"] = monthlyDollars.ToString(CultureInfo.InvariantCulture),
    };

    private readonly HttpMessageInvoker wire = new(new SocketsHttpHandler { UseProxy = false });
    private readonly FakeXPosts posts = new();
    private readonly FakeXLists lists = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset Ends, int Asked)> windows = new();
    private readonly Func<DateTimeOffset> now;
    private Sink? sink;

    private FakeX(Func<DateTimeOffset> now) => this.now = now;

    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What it says instead, while it is set: a status, a body, and headers.</summary>
    public (int Status, string Body, string[] Headers)? Instead { get; set; }

    /// <summary>The same, for one request each.</summary>
    public ConcurrentQueue<(int Status, string Body, string[] Headers)> InsteadOnce { get; } = new();

    /// <summary>X renamed its fields in August 2026; then it takes the old names no more.</summary>
    public bool HasNewNames { get; set; }

    /// <summary>A hashtag that it refuses wherever it stands in a query.</summary>
    public string? NotTaken { get; set; }

    /// <summary>As many minutes as one page of counts holds.</summary>
    public int PageMinutes { get; set; } = int.MaxValue;

    /// <summary>The most posts that a page of a search holds, whatever is asked for: X may always give fewer.</summary>
    public int PagePosts { get; set; } = int.MaxValue;

    /// <summary>Posts paid for: each that was shown, once a day (UTC).</summary>
    public ConcurrentDictionary<(ulong Id, DateOnly Day), bool> Charged { get; } = new();

    public static async Task<FakeX> StartAsync(Outside outside, Func<DateTimeOffset> now)
    {
        var fake = new FakeX(now);
        fake.sink = await Sink.StartAsync(fake.AnswerAsync);
        outside.Put("api.x.com", fake.ForwardAsync);
        return fake;
    }

    public ulong Publish(DateTimeOffset at, params string[] tags) => posts.Add(at, tags, isRetweet: false);

    /// <summary>A post that searches find only from another instant on.</summary>
    public ulong PublishLate(DateTimeOffset at, DateTimeOffset foundFrom, params string[] tags) => posts.Add(at, tags, isRetweet: false, foundFrom);

    /// <summary>A post of an account that is in a list from then on.</summary>
    public ulong PublishInList(string list, DateTimeOffset at, ulong account, params string[] tags) => lists.Add(list, at, account, tags);

    /// <summary>Persons that came with posts, once a day (UTC): perhaps they are paid for too.</summary>
    public ConcurrentDictionary<(ulong Id, DateOnly Day), bool> Named { get; } = new();

    public void Retweet(DateTimeOffset at, params string[] tags) => posts.Add(at, tags, isRetweet: true);

    /// <summary>A new version of a post, with an id of its own; searches show it instead of the one before.</summary>
    public ulong Edit(ulong id, DateTimeOffset at, params string[] tags) => posts.Edit(id, at, tags);

    public void Delete(ulong id) => posts.Delete(id);

    /// <summary>Its author shows it to followers alone from now on.</summary>
    public void Protect(ulong id) => posts.Protect(id);

    /// <summary>How a post fares.</summary>
    public void Fares(ulong id, int reposts, int likes) => posts.Fares(id, reposts, likes);

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
        var (status, body) = InsteadOnce.TryDequeue(out var once) ? Scripted(context, once) : Instead is { } instead ? Scripted(context, instead) : Answer(context);
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

        if (NotTaken is { } strange && context.Request.Query["query"].ToString().Contains($"#{strange}", StringComparison.Ordinal))
        {
            return Invalid("query");
        }

        var path = context.Request.Path.Value!;
        var list = FakeXLists.ListOf(path);
        if (context.Request.Method != "GET" || !RequestsAWindow.TryGetValue(list is null ? path : "/2/lists/:id/tweets", out var most))
        {
            return (404, """{"title":"Not Found Error","type":"https://api.twitter.com/2/problems/resource-not-found"}""");
        }

        var window = windows.AddOrUpdate(path, _ => (now().AddMinutes(15), 1), (_, standing) => now() >= standing.Ends ? (now().AddMinutes(15), 1) : (standing.Ends, standing.Asked + 1));
        context.Response.Headers["x-rate-limit-limit"] = most.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["x-rate-limit-remaining"] = Math.Max(0, most - window.Asked).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["x-rate-limit-reset"] = window.Ends.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return window.Asked > most ? (429, """{"title":"Too Many Requests","detail":"Too Many Requests","type":"about:blank","status":429}""")
            : list is not null ? lists.Answer(list, context.Request.Query, now(), this)
            : path == "/2/tweets/counts/recent" ? Count(context.Request.Query)
            : path == "/2/tweets" ? new FakeXLookup(posts, now(), HasNewNames, Charged).Answer(context.Request.Query)
            : new FakeXSearch(posts, now(), HasNewNames, PagePosts, Charged).Answer(context.Request.Query);
    }

    private (int Status, string Body) Count(IQueryCollection asked)
    {
        var (from, until) = (Instant(asked["start_time"]), Instant(asked["end_time"]));
        if (FakeXPosts.Matcher(asked["query"]!) is not { } matches || asked["granularity"] != "minute")
        {
            return Invalid("query");
        }

        if (from < now().AddDays(-7) || from >= until || until > now().AddSeconds(-10))
        {
            return Invalid("start_time");
        }

        var first = asked["next_token"] is [{ } token] ? Instant(token) : from;
        var last = first + TimeSpan.FromMinutes(Math.Min(PageMinutes, (until - first).TotalMinutes));
        var byMinute = posts.Shown(now()).Where(matches).ToLookup(post => MinuteCounts.FloorTo(post.At, TimeSpan.FromMinutes(1)));
        var buckets = new JsonArray();
        var total = 0;
        for (var minute = first; minute < last; minute = minute.AddMinutes(1))
        {
            var count = byMinute[minute].Count();
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

    internal static (int Status, string Body) Invalid(string parameter) => (400, new JsonObject
    {
        ["detail"] = "One or more parameters to your request was invalid.",
        ["errors"] = new JsonArray(new JsonObject { ["parameter"] = parameter, ["type"] = "https://api.twitter.com/2/problems/invalid-request" }),
        ["title"] = "Invalid Request",
        ["type"] = "https://api.twitter.com/2/problems/invalid-request",
    }.ToJsonString());

    internal static DateTimeOffset Instant(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
