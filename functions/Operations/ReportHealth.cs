using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;

namespace Relais.Operations;

/// <summary>Says whether the process answers, and whether its storage does: for load balancers, watchers and deployments, without a key.</summary>
public static class ReportHealth
{
    private static readonly string Version =
        typeof(ReportHealth).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static void MapReportHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapFunction(nameof(ReportHealth), "api/health").WithTags("Health").WithMetadata(new WithoutStorage()).AllowAnonymous();
        health.MapGet("live", Live).WithSummary("Whether the process answers; asks nobody else.");
        health.MapGet("ready", ReadyAsync).WithSummary("Whether tables and queues are there and storage answers now, or did less than five seconds ago.");
    }

    private static Ok<HealthReport> Live() => TypedResults.Ok(new HealthReport("live", Version));

    private static async Task<Results<Ok<HealthReport>, JsonHttpResult<HealthReport>>> ReadyAsync(StorageProbe storage, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await storage.AnswersAsync(cancellationToken))
        {
            return TypedResults.Ok(new HealthReport("ready", Version));
        }

        context.Response.Headers.RetryAfter = "5";
        return TypedResults.Json(new HealthReport("storage does not answer", Version), OperationsJson.Default.HealthReport, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>How the process is.</summary>
/// <param name="Status">`live`, `ready`, or what is missing.</param>
/// <param name="Version">Which build runs: its version, a plus sign, and the commit where it was built from one.</param>
public sealed record HealthReport(string Status, string Version);
