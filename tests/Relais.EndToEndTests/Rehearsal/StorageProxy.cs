using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Relais.EndToEndTests.Rehearsal;

/// <summary>Stands between the app and its storage, counts the requests that write what is asked for, and lets something happen at one of them.</summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Uri[] targets;
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private Trap? trap;
    private int counted;

    private StorageProxy(WebApplication app, Uri[] targets) => (this.app, this.targets) = (app, targets);

    /// <summary>The account's connection string, by way of this proxy.</summary>
    public string ConnectionString { get; private init; } = "";

    public static async Task<StorageProxy> StartAsync(string storage)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        StorageProxy? proxy = null;
        app.Run(context => proxy!.ForwardAsync(context));
        await app.StartAsync();

        var parts = storage.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var (ours, theirs) = (app.Urls.Select(url => new Uri(url)).ToArray(), new[] { "TableEndpoint", "QueueEndpoint" });
        var targets = theirs.Select(name => new Uri(parts[name])).ToArray();
        for (var i = 0; i < theirs.Length; i++)
        {
            parts[theirs[i]] = new Uri(ours[i], targets[i].AbsolutePath).ToString();
        }

        return proxy = new StorageProxy(app, targets) { ConnectionString = string.Join(';', parts.Select(part => $"{part.Key}={part.Value}")) };
    }

    /// <summary>Forgets what was counted and sets the next trap.</summary>
    public void Set(Trap next)
    {
        trap = next;
        Interlocked.Exchange(ref counted, 0);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var set = trap;
        var isCounted = set is not null && IsWrite(context.Request.Method) && set.IsMeant(target, System.Text.Encoding.UTF8.GetString(body.ToArray()));
        var isSprung = isCounted && Interlocked.Increment(ref counted) == set!.At;
        if (isSprung && !set!.AfterWriting)
        {
            await set.SpringAsync();
            context.Abort();
            return;
        }

        using var request = Copy(context.Request, target, body.ToArray());
        using var answer = await http.SendAsync(request, CancellationToken.None);
        if (isSprung)
        {
            await set!.SpringAsync();
            context.Abort();
            return;
        }

        await AnswerAsync(context.Response, answer);
    }

    private HttpRequestMessage Copy(HttpRequest from, string target, byte[] body)
    {
        var service = targets[from.HttpContext.Connection.LocalPort == new Uri(app.Urls.First()).Port ? 0 : 1];

        // To the letter: the path is signed.
        var address = new Uri(service.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(from.Method), address) { Content = body.Length > 0 || from.ContentLength == 0 ? new ByteArrayContent(body) : null };
        foreach (var (name, values) in from.Headers.Where(header => header.Key is not ("Host" or "Connection" or "Transfer-Encoding")))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Connection" or "Keep-Alive" or "Transfer-Encoding")))
        {
            response.Headers[name] = values.ToArray();
        }

        var body = await answer.Content.ReadAsByteArrayAsync();
        if (body.Length > 0)
        {
            await response.Body.WriteAsync(body);
        }
    }

    private static bool IsWrite(string method) => !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method);
}

/// <summary>What is to happen at the n-th write of a kind: before storage has heard of it, or after it was done and before the app hears that it was.</summary>
/// <param name="IsMeant">Tells by target and body whether a write counts.</param>
internal sealed record Trap(int At, bool AfterWriting, Func<string, string, bool> IsMeant, Func<Task> SpringAsync);
