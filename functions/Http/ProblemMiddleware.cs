using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Relais.Http;

/// <summary>Sees every request in and out, and answers those that were refused or failed with a problem.</summary>
internal sealed partial class ProblemMiddleware(ILogger<ProblemMiddleware> logger) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (NameRules.NamesNothing(context.Request.Path.Value ?? ""))
        {
            await BadRequest.ExplainStatus(StatusCodes.Status404NotFound, context).ExecuteAsync(context);
            return;
        }

        if (UnreadableBody(context) is { } unreadable)
        {
            await unreadable.ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, BadRequest.Explain(refused, context));
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception unforeseen) when (!context.Response.HasStarted)
        {
            RequestFailed(context.Request.Method, context.GetEndpoint()?.DisplayName, unforeseen);
            await AnswerAsync(context, Problem.Ours(StatusCodes.Status500InternalServerError));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: >= 400 and var status, ContentType: null, ContentLength: null })
        {
            await BadRequest.ExplainStatus(status, context).ExecuteAsync(context);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ProblemHttpResult answer)
    {
        context.Response.Clear();
        await answer.ExecuteAsync(context);
    }

    // The JSON reader throws on a charset that it does not know, and takes compressed bytes for bad JSON.
    private static ProblemHttpResult? UnreadableBody(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains(MediaTypeNames.Application.Json) != true
            || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true)
        {
            return null;
        }

        if (context.Request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            return Problem.Field("body", "must not be compressed.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) && type.Charset.HasValue)
        {
            if (!HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            {
                return Problem.Field("body", "must be encoded as UTF-8.", StatusCodes.Status415UnsupportedMediaType);
            }

            context.Request.ContentType = MediaTypeNames.Application.Json; // the reader does not know "utf-8" in quotes
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A {Method} request to {Endpoint} failed.")]
    private partial void RequestFailed(string method, string? endpoint, Exception exception);
}
