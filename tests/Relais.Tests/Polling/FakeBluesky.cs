using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>A host of Bluesky's as its lexicons and its source describe signing in and searching; a real server, and nothing of it is anybody's.</summary>
/// <remarks>
/// bluesky-social/atproto, lexicons com.atproto.server.createSession, refreshSession and app.bsky.feed.searchPosts; bsky-docs, rate-limits.
/// </remarks>
internal sealed class FakeBluesky : IAsyncDisposable
{
    public const string Handle = "relais.example";
    public const string Password = "abcd-efgh-ijkl-mnop";
    public const string Did = "did:plc:nobody2nobody2nobody2nob";

    private readonly WebApplication app;
    private Func<DateTimeOffset> now;
    private readonly Lock gate = new();
    private readonly List<string> asked = [];
    private readonly Queue<RequestDelegate> script = new();
    private readonly ConcurrentQueue<string> unexpected = new();
    private readonly HttpMessageInvoker wire = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private DateTimeOffset windowBegan;
    private int inWindow;

    private FakeBluesky(WebApplication app, Func<DateTimeOffset> now)
    {
        this.app = app;
        this.now = now;
        (Posts, Accounts) = (new FakeBlueskySearch(() => this.now()), new FakeBlueskyAccounts(() => this.now()));
    }

    public string Host => $"localhost:{new Uri(app.Urls.First()).Port}";

    /// <summary>What there is to find.</summary>
    public FakeBlueskySearch Posts { get; }

    /// <summary>Who may search.</summary>
    public FakeBlueskyAccounts Accounts { get; }

    public int Logins { get; private set; }

    public int Refreshes { get; private set; }

    /// <summary>Path and query of every search.</summary>
    public IReadOnlyList<string> Searches => [.. Asked.Where(one => one.StartsWith("GET ", StringComparison.Ordinal)).Select(one => one[4..])];

    /// <summary>Method, path and query of every request.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>What it says to a search instead, while it is set.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>What it says to whoever signs in, while it is set.</summary>
    public RequestDelegate? InsteadOfLogin { get; set; }

    /// <summary>What it says to whoever wants another token, while it is set.</summary>
    public RequestDelegate? InsteadOfRefresh { get; set; }

    /// <summary>Called before each page is made.</summary>
    public Action BeforeAPage { get; set; } = () => { };

    /// <summary>More than so many requests in five minutes are refused (bsky-docs, rate-limits).</summary>
    public int MostRequests { get; set; } = 3000;

    /// <param name="now">Its clock; without one it is morning until <see cref="StartAppAsync"/>.</param>
    public static async Task<FakeBluesky> StartAsync(Func<DateTimeOffset>? now = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var fake = new FakeBluesky(builder.Build(), now ?? (() => RelaisApp.Morning));
        fake.app.Run(fake.AnswerAsync);
        await fake.app.StartAsync();
        return fake;
    }

    /// <summary>The next answers to searches, before it goes on as usual.</summary>
    public FakeBluesky Then(RequestDelegate answer)
    {
        script.Enqueue(answer);
        return this;
    }

    /// <summary>Carries a request of the app to this server, for tests in which strangers are put around it.</summary>
    public Task<HttpResponseMessage> PassAsync(HttpRequestMessage request, CancellationToken cancellationToken) => wire.SendAsync(request, cancellationToken);

    public static RequestDelegate Says(int status, string body, string? header = null, string? value = null, string type = "application/json") => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        await context.Response.WriteAsync(body);
    };

    /// <summary>An error as every method of the network words it.</summary>
    public static RequestDelegate Fails(int status, string error, string? header = null, string? value = null) =>
        Says(status, $$"""{"error":"{{error}}","message":"Something about {{error}}"}""", header, value);

    /// <summary>An app whose operator has an account here, and by whose clock it goes from then on.</summary>
    public async Task<RelaisApp> StartAppAsync(Azurite azurite)
    {
        var relais = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Http:AllowLoopback"] = "true",
            ["Polling:Bluesky:Host"] = Host,
            ["Polling:Bluesky:Handle"] = Handle,
            ["Polling:Bluesky:AppPassword"] = Password,
        });
        relais.Outside.Put(Host, PassAsync);
        now = () => relais.Now;
        return relais;
    }

    /// <summary>The search as it stands, scripted or not.</summary>
    public async Task SearchAsync(HttpContext context)
    {
        BeforeAPage();
        await (Refuse(context) ?? Says(200, Posts.Page(context.Request.Query).ToJsonString()))(context);
    }

    public async ValueTask DisposeAsync()
    {
        wire.Dispose();
        await app.DisposeAsync();
        Assert.Empty(unexpected);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        RequestDelegate? scripted = null;
        lock (gate)
        {
            asked.Add($"{request.Method} {request.Path}{request.QueryString}");
            if (IsTooOften(context.Response.Headers))
            {
                return Fails(429, "RateLimitExceeded")(context);
            }
        }

        switch ($"{request.Method} {request.Path}")
        {
            case "POST /xrpc/com.atproto.server.createSession":
                Logins++;
                return (InsteadOfLogin ?? Accounts.LogInAsync)(context);
            case "POST /xrpc/com.atproto.server.refreshSession":
                Refreshes++;
                return (InsteadOfRefresh ?? Accounts.RefreshAsync)(context);
            case "GET /xrpc/app.bsky.feed.searchPosts":
                lock (gate)
                {
                    scripted = script.Count > 0 ? script.Dequeue() : Instead;
                }

                return (scripted ?? SearchAsync)(context);
            case "GET /xrpc/app.bsky.feed.getPosts":
                return (Accounts.Refuse(context) is { } error ? Fails(401, error) : Says(200, Posts.Find(request.Query).ToJsonString()))(context);
            default:
                unexpected.Enqueue($"{request.Method} {request.Path}");
                return Fails(501, "MethodNotImplemented")(context);
        }
    }

    private bool IsTooOften(IHeaderDictionary headers)
    {
        if (now() >= windowBegan.AddMinutes(5))
        {
            (windowBegan, inWindow) = (now(), 0);
        }

        inWindow++;
        headers["RateLimit-Limit"] = MostRequests.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = Math.Max(0, MostRequests - inWindow).ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = windowBegan.AddMinutes(5).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Policy"] = $"{MostRequests};w=300";
        return inWindow > MostRequests;
    }

    private RequestDelegate? Refuse(HttpContext context) =>
        Accounts.Refuse(context) is { } error ? Fails(error == "AuthMissing" ? 401 : 400, error)
        : context.Request.Query["q"].ToString().Length == 0 || !int.TryParse(context.Request.Query["limit"].ToString(), out var limit) || limit is < 1 or > 100 ? Fails(400, "InvalidRequest")
        : null;
}
