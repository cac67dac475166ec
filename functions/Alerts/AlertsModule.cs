using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>What the room Alerts brings: its table, its stores and its doors.</summary>
public static class AlertsModule
{
    public static IServiceCollection AddAlerts(this IServiceCollection services) => services
        .AddTable(AlertStore.TableName)
        .AddSingleton<AlertStore>()
        .AddSingleton<OpenAlerts>()
        .AddSingleton<AlertDeliveries>()
        .AddSingleton<AlertDesk>()
        .AddQueueFunction<FanOutAlert, FanOutDue>(AlertRowJson.Default.FanOutDue)
        .AddTimerFunction<ResumeAlerts>()
        .AddJson(AlertsJson.Default);

    public static IEndpointRouteBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapManageAlerts();
        return routes;
    }
}

[JsonSerializable(typeof(AlertShown))]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(LateList))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class AlertsJson : JsonSerializerContext;
