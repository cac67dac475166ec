using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Access;
using Relais.Hosting;

namespace Relais.Operations;

/// <summary>What is wrong with the installation and what to do, as the command `doctor` says it, for keys of scope admin.</summary>
public static class AskDoctor
{
    public static void MapAskDoctor(this IEndpointRouteBuilder routes)
    {
        var doctor = routes.MapFunction(nameof(AskDoctor), "api/doctor").WithTags("Doctor").WithMetadata(new RequiredScope(OrganiserKey.Admin));
        doctor.MapGet("", RunAsync).WithSummary("What is misconfigured, stale, over budget or unreachable, and what to do; looks there and then, for keys of scope admin.");
    }

    private static async Task<Ok<DoctorReport>> RunAsync(Doctor doctor, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(await doctor.ExamineAsync(cancellationToken));
    }
}
