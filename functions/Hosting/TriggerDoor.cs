using System.Text;
using System.Text.Json;
using Relais.Hosting.Telemetry;

namespace Relais.Hosting;

/// <summary>The doors of the custom handler: <c>POST /{FunctionName}</c> as the Functions host knocks on them, and nobody else.</summary>
internal sealed partial class TriggerDoor(FunctionInvoker invoker, ILogger<TriggerDoor> log)
{
    // Set, and overwritten, by the host on every request that it proxies from outside; never on its own posts.
    private const string ProxiedHeader = "x-ms-invocation-id";
    private const string InvocationHeader = "X-Azure-Functions-InvocationId";

    public static void Map(WebApplication app)
    {
        // The host takes any answer as a sign of life, and asks often; an app that has a home page of its own goes first.
        app.MapGet("/", static context => Task.CompletedTask).WithOrder(int.MaxValue).ExcludeFromDescription();
        if (!app.Services.GetRequiredService<HostingMode>().IsHandler) return;
        var door = ActivatorUtilities.CreateInstance<TriggerDoor>(app.Services);
        foreach (var function in app.Services.GetRequiredService<FunctionCatalog>().Triggered)
            app.MapPost("/" + function.Name, context => door.OpenAsync(context, function)).WithMetadata(RequestSpans.HasItsOwn).ExcludeFromDescription();
    }

    private async Task OpenAsync(HttpContext context, FunctionDeclaration function)
    {
        var request = context.Request;
        if (request.Headers.ContainsKey(ProxiedHeader))
        {
            SpoofRefused(function.Name);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (result, fault) = await RunAsync(request, function, context.RequestAborted);
        if (fault is not null)
        {
            EnvelopeRefused(function.Name, fault);
            await AnswerAsync(context.Response, StatusCodes.Status400BadRequest, "text/plain; charset=utf-8", fault);
        }
        // The host waits for ever on an empty answer, and drops the text of a failure: what failed is in the log.
        else if (result is InvocationResult.Done) await AnswerAsync(context.Response, StatusCodes.Status200OK, "application/json", "{}");
        else context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private async Task<(InvocationResult Result, string? Fault)> RunAsync(HttpRequest request, FunctionDeclaration function, CancellationToken stop)
    {
        try
        {
            using var envelope = await JsonDocument.ParseAsync(request.Body, cancellationToken: stop);
            var root = envelope.RootElement;
            var attempt = InvocationEnvelope.Attempt(root);
            var invocation = request.Headers[InvocationHeader].ToString() is { Length: > 0 } id ? new Invocation(id, attempt) : Invocation.New(attempt);
            invocation = invocation with { Caller = request.Headers.TraceParent };
            string? fault;
            if (function is TimerFunction timed)
            {
                return InvocationEnvelope.TryReadTimer(root, timed.Parameter, out var timer, out fault)
                    ? (await invoker.RunAsync(timed, timer, invocation, stop), null)
                    : (InvocationResult.Failed, fault);
            }
            var queued = (QueueFunction)function;
            return InvocationEnvelope.TryReadMessage(root, queued.Parameter, out var body, out fault)
                ? (await invoker.RunAsync(queued, body, invocation, stop), null)
                : (InvocationResult.Failed, fault);
        }
        catch (JsonException exception)
        {
            return (InvocationResult.Failed, $"body: is not JSON (line {exception.LineNumber + 1}).");
        }
    }

    private static Task AnswerAsync(HttpResponse response, int status, string contentType, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A post to {Function} that came from outside was refused.")]
    private partial void SpoofRefused(string function);

    [LoggerMessage(Level = LogLevel.Error, Message = "An invocation of {Function} could not be read: {Fault}")]
    private partial void EnvelopeRefused(string function, string fault);
}
