using System.Diagnostics;
using System.Globalization;

namespace Relais.Hosting.Telemetry;

/// <summary>A span for each call from outside, by the template of its route: what stands in a path or behind it may be somebody's key.</summary>
internal sealed class RequestSpans(RequestDelegate next, HostingMode mode)
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Options];

    /// <summary>Stands at endpoints whose calls have spans of their own.</summary>
    public static readonly object HasItsOwn = new OwnSpan();

    public Task InvokeAsync(HttpContext context) =>
        Spans.AreWanted && context.Request.Path != "/" && context.GetEndpoint()?.Metadata.GetMetadata<OwnSpan>() is null ? TraceAsync(context) : next(context);

    private async Task TraceAsync(HttpContext context)
    {
        // OpenTelemetry's word for a method that a stranger made up.
        var method = Array.Find(Methods, one => HttpMethods.Equals(one, context.Request.Method)) ?? "_OTHER";
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/');

        // The Functions host measures what it passes on; a stranger's header is nothing to go by.
        var caller = mode.IsHandler ? context.Request.Headers.TraceParent.ToString() : null;
        using var span = Spans.Enter(route is null ? method : $"{method} {route}", ActivityKind.Server, default, caller)?
            .SetTag("http.request.method", method).SetTag("http.route", route);
        try
        {
            await next(context);
        }
        catch (Exception failure)
        {
            span.Fail(failure);
            throw;
        }
        var status = context.Response.StatusCode;
        span?.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError) span.Fail(status.ToString(CultureInfo.InvariantCulture));
    }

    private sealed record OwnSpan;
}
