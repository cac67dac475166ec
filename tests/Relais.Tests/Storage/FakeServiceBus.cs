using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.Tests.Storage;

/// <summary>A Service Bus namespace over a real socket, by the documented rules of its HTTP interface (facts: storage-rest.md 3), on the clock that it is handed.</summary>
internal sealed partial class FakeServiceBus : IAsyncDisposable
{
    public const string KeyName = "RootManageSharedAccessKey";
    public const string Key = "c2VjcmV0IGtleSBvZiB0aGUgdG93bg==";

    // Standard: a message, and so a batch, with its properties (service-bus-quotas).
    private const int MostBytes = 256 * 1024;

    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, FakeBusQueue> queues = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(int Status, string? RetryAfter)> script = new();
    private readonly ConcurrentQueue<FakeBusRequest> requests = new();
    private int lose;
    private int pass;

    private FakeServiceBus(WebApplication app, TimeProvider clock)
    {
        this.app = app;
        this.clock = clock;
        app.Map("/{queue}/messages/{**rest}", (HttpContext context, string queue, string? rest) => AnswerAsync(context, queue, rest ?? "", fromAside: false));
        app.Map("/{queue}/$deadletterqueue/messages/{**rest}", (HttpContext context, string queue, string rest) => AnswerAsync(context, queue, rest, fromAside: true));
    }

    public string ConnectionString => Connection(Key);

    public IReadOnlyList<FakeBusRequest> Requests => [.. requests];

    public static async Task<FakeServiceBus> StartAsync(TimeProvider clock, params string[] names)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var bus = new FakeServiceBus(builder.Build(), clock);
        Array.ForEach(names, name => bus.Create(name));
        await bus.app.StartAsync();
        return bus;
    }

    public string Connection(string key) => $"Endpoint=sb://{new Uri(app.Urls.Single()).Authority}/;SharedAccessKeyName={KeyName};SharedAccessKey={key};UseDevelopmentEmulator=true";

    public FakeBusQueue Create(string name) => queues.GetOrAdd(name, _ => new FakeBusQueue(clock));

    public FakeBusQueue Queue(string name) => queues[name];

    /// <summary>The next answers, before it goes on as usual.</summary>
    public FakeServiceBus Then(int status, string? retryAfter = null)
    {
        script.Enqueue((status, retryAfter));
        return this;
    }

    /// <summary>Goes on as usual for so many requests, before the script begins.</summary>
    public FakeServiceBus Pass(int count)
    {
        pass = count;
        return this;
    }

    /// <summary>Does what the next so many requests ask, and drops their connections instead of answering.</summary>
    public void LoseAnswers(int count = 1) => Interlocked.Add(ref lose, count);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string name, string rest, bool fromAside)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        requests.Enqueue(new FakeBusRequest(context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.ContentType, context.Request.Headers.Authorization.ToString(), body));
        if (Volatile.Read(ref pass) > 0 && Interlocked.Decrement(ref pass) >= 0)
        {
            // As usual: the script begins after it.
        }
        else if (script.TryDequeue(out var scripted))
        {
            if (scripted.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait;
            await RefuseAsync(context, scripted.Status, "as the test says");
            return;
        }

        var fault = !IsAuthorized(context.Request) ? (401, "InvalidSignature: The token has an invalid signature.") : !queues.ContainsKey(name) ? (410, "No such queue.") : default;
        fault = fault.Item1 > 0 ? fault : await (rest.Length == 0 ? TakeAsync(context, name, body) : HandAsync(context, queues[name], rest, fromAside));
        if (Volatile.Read(ref lose) > 0 && Interlocked.Decrement(ref lose) >= 0) context.Abort();
        else if (fault.Item1 > 0) await RefuseAsync(context, fault.Item1, fault.Item2);
    }

    private Task<(int, string)> TakeAsync(HttpContext context, string name, string body)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        return Task.FromResult(Take(context.Request, queues[name], body));
    }

    private static (int, string) Take(HttpRequest request, FakeBusQueue queue, string body)
    {
        if (request.Method != HttpMethods.Post || request.ContentType != "application/vnd.microsoft.servicebus.json") return (400, "not a batch");
        if (Encoding.UTF8.GetByteCount(body) > MostBytes) return (403, "The message is too large.");
        var batch = JsonDocument.Parse(body).RootElement.EnumerateArray().Select(message => (Text: message.GetProperty("Body").GetString()!, Properties: message.GetProperty("BrokerProperties"))).ToArray();
        if (batch.Any(message => message.Properties.GetProperty("MessageId").GetString()!.Length > 128)) return (400, "The MessageId is too long.");
        foreach (var (text, properties) in batch)
        {
            var scheduled = properties.TryGetProperty("ScheduledEnqueueTimeUtc", out var at) ? DateTimeOffset.ParseExact(at.GetString()!, "r", CultureInfo.InvariantCulture) : (DateTimeOffset?)null;
            queue.Put(properties.GetProperty("MessageId").GetString()!, text, scheduled);
        }

        return default;
    }

    private static async Task<(int, string)> HandAsync(HttpContext context, FakeBusQueue queue, string rest, bool fromAside)
    {
        var response = context.Response;
        if (rest == "head")
        {
            if (queue.TakeLock(fromAside) is not { } taken)
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return default;
            }

            if (context.Request.Method == HttpMethods.Delete) queue.Settle(taken.Number, taken.LockToken!, complete: true);
            response.StatusCode = context.Request.Method == HttpMethods.Delete ? StatusCodes.Status200OK : StatusCodes.Status201Created;
            response.Headers["BrokerProperties"] = $$"""
                {"DeliveryCount":{{taken.Deliveries}},"EnqueuedTimeUtc":"{{taken.SentAt:r}}","LockToken":"{{taken.LockToken}}","MessageId":"{{taken.Name}}","SequenceNumber":{{taken.Number}},"State":"Active"}
                """;
            await response.WriteAsync(taken.Body);
            return default;
        }

        var parts = rest.Split('/');
        var complete = context.Request.Method == HttpMethods.Delete;
        return queue.Settle(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], complete) ? default : (404, "No message with this lock.");
    }

    // Worked out from the page service-bus-sas, not from the code that signs.
    private bool IsAuthorized(HttpRequest request)
    {
        var match = Token().Match(request.Headers.Authorization.ToString());
        if (!match.Success || match.Groups["skn"].Value != KeyName) return false;
        var signed = $"{match.Groups["sr"].Value}\n{match.Groups["se"].Value}";
        var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(signed)));
        var asked = $"{app.Urls.Single()}{request.Path}";
        return Uri.UnescapeDataString(match.Groups["sig"].Value) == expected
            && asked.StartsWith(Uri.UnescapeDataString(match.Groups["sr"].Value) + "/", StringComparison.Ordinal)
            && DateTimeOffset.FromUnixTimeSeconds(long.Parse(match.Groups["se"].Value, CultureInfo.InvariantCulture)) > clock.GetUtcNow();
    }

    private static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"<Error><Code>{status}</Code><Detail>{detail}. TrackingId:7f2a</Detail></Error>");
    }

    [GeneratedRegex("^SharedAccessSignature sr=(?<sr>[^&]+)&sig=(?<sig>[^&]+)&se=(?<se>[0-9]+)&skn=(?<skn>[^&]+)$")]
    private static partial Regex Token();
}

/// <summary>One request as it came.</summary>
internal sealed record FakeBusRequest(string Method, string Path, string? ContentType, string Authorization, string Body);
