using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Operations;

/// <summary>What the room Operations brings: its doors for whoever runs the installation, and what they look at.</summary>
public static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<StorageProbe>()
        .AddJson(OperationsJson.Default);

    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapReportHealth();
        routes.MapManagePutAside();
        return routes;
    }
}

[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(BillShown))]
[JsonSerializable(typeof(PutAsideList))]
[JsonSerializable(typeof(PutAsideOutcome))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OperationsJson : JsonSerializerContext;
