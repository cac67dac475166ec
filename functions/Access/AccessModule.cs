using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Access;

/// <summary>What the room Access brings: its table, its key ring, its door, and the guard before everybody's.</summary>
public static class AccessModule
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddTable(OrganiserKeyStore.TableName)
        .AddSingleton<OrganiserKeyStore>()
        .AddSingleton<OrganiserKeyRing>()
        .AddSingleton<FirstKey>()
        .AddJson(AccessJson.Default);

    /// <summary>Guards every call under `/api`; comes after routing, which says which endpoint is called.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app) => app.UseMiddleware<GuardDoors>();

    public static IEndpointRouteBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        routes.MapManageKeys();
        return routes;
    }
}

[JsonSerializable(typeof(KeyDraft))]
[JsonSerializable(typeof(KeyShown))]
[JsonSerializable(typeof(KeyList))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class AccessJson : JsonSerializerContext;
