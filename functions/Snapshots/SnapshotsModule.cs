using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Snapshots;

/// <summary>What the room Snapshots brings: its table, its store, its doors.</summary>
public static class SnapshotsModule
{
    /// <exception cref="InvalidOperationException">A setting of the room is wrong; the message says which.</exception>
    public static IServiceCollection AddSnapshots(this IServiceCollection services, IConfiguration configuration) => services
        .AddTable(SnapshotStore.TableName)
        .AddSingleton<SnapshotStore>()
        .AddSingleton<SnapshotTaker>()
        .AddSingleton<DashboardReader>()
        .AddSingleton<PublicFeeds>()
        .AddSingleton<HubMarks>()
        .AddSingleton(WebSub.Read(configuration))
        .AddTimerFunction<TakeSnapshots>()
        .AddTimerFunction<TellHub>()
        .AddJson(SnapshotsJson.Default);

    public static IEndpointRouteBuilder MapSnapshots(this IEndpointRouteBuilder routes)
    {
        routes.MapShowDashboard();
        routes.MapShowCampaign();
        routes.MapShowFeed();
        routes.MapShowGoals();
        return routes;
    }
}

[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(PublicGoals))]
[JsonSerializable(typeof(SnapshotList))]
[JsonSerializable(typeof(DashboardList))]
[JsonSerializable(typeof(DashboardDetail))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
internal sealed partial class SnapshotsJson : JsonSerializerContext;
