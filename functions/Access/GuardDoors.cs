using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Relais.Http;

namespace Relais.Access;

/// <summary>Lets a call under `/api` pass only with an organiser's key of sufficient scope: reading needs `read`, all else `write`, keys `admin`.</summary>
public sealed class GuardDoors(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, OrganiserKeyRing ring, TimeProvider time)
    {
        if (!context.Request.Path.StartsWithSegments("/api") || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        var scope = ScopeOf(context);
        var key = KeyOf(context) is { } text ? await ring.FindAsync(text, context.RequestAborted) : null;
        if (key?.Allows(OrganiserKey.Read, time.GetUtcNow()) != true)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problem.Field("authorization", "must be `Bearer` and an organiser's key that is valid.", StatusCodes.Status401Unauthorized).ExecuteAsync(context);
            return;
        }

        if (!key.Allows(scope, time.GetUtcNow()))
        {
            await Problem.Field("authorization", $"must be a key of scope {scope}.", StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        // Whoever did something is named by the key that they did it with.
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, key.Name)], "Bearer"));
        await next(context);
    }

    private static string ScopeOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Scope
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? OrganiserKey.Read : OrganiserKey.Write);

    private static string? KeyOf(HttpContext context)
    {
        const string Scheme = "Bearer ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}

/// <summary>Says of an endpoint which scope it needs, where that does not follow from its method.</summary>
public sealed record RequiredScope(string Scope);
