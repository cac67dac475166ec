using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Snapshots;

/// <summary>What the room Snapshots brings: its table, its store, its doors.</summary>
public static class SnapshotsModule
{
    public static IServiceCollection AddSnapshots(this IServiceCollection services) => services
        .AddTable(SnapshotStore.TableName)
        .AddSingleton<SnapshotStore>()
        .AddSingleton<SnapshotTaker>()
        .AddSingleton<DashboardReader>()
        .AddTimerFunction<TakeSnapshots>()
        .AddJson(SnapshotsJson.Default);

    public static IEndpointRouteBuilder MapSnapshots(this IEndpointRouteBuilder routes)
    {
        routes.MapShowDashboard();
        routes.MapShowCampaign();
        return routes;
    }
}

[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(SnapshotList))]
[JsonSerializable(typeof(DashboardList))]
[JsonSerializable(typeof(DashboardDetail))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class SnapshotsJson : JsonSerializerContext;
