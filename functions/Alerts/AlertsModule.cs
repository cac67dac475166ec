using System.Net.ServerSentEvents;
using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What the room Alerts brings: its table, its stores and its doors.</summary>
public static class AlertsModule
{
    public static IServiceCollection AddAlerts(this IServiceCollection services) => services
        .AddTable(AlertStore.TableName)
        .AddSingleton<AlertStore>()
        .AddSingleton<OpenAlerts>()
        .AddSingleton<AlertDeliveries>()
        .AddSingleton<AlertDecisions>()
        .AddSingleton<AlertDesk>()
        .AddSingleton<Corrections>()
        .AddSingleton<FollowUps>()
        .AddSingleton<SecondFollowUps>()
        .AddSingleton<SecondLooks>()
        .AddSingleton<ISecondLooks>(provider => provider.GetRequiredService<SecondLooks>())
        .AddSingleton<TellSeconds>()
        .AddSingleton<Forecasts>()
        .AddSingleton<ProgressReader>()
        .AddSingleton<DeliveryRecords>()
        .AddSingleton<DeadLetters>()
        .AddSingleton<Replays>()
        .AddSingleton<UnfinishedPages>()
        .AddQueueFunction<GroupAlerts, GroupDue>(static () => AlertRowJson.Default.GroupDue)
        .AddQueueFunction<FanOutAlert, FanOutDue>(static () => AlertRowJson.Default.FanOutDue)
        .AddTimerFunction<ResumeAlerts>()
        .AddTimerFunction<SendDigests>()
        .AddJson(AlertsJson.Default);

    public static IEndpointRouteBuilder MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapRaiseAlerts();
        routes.MapManageAlerts();
        routes.MapManageSilences();
        routes.MapManageInhibitions();
        routes.MapManageGrouping();
        routes.MapManageTemplates();
        routes.MapHaltDeliveries();
        routes.MapReplayDeliveries();
        routes.MapTrackDeliveries();
        routes.MapManageDestinations();
        return routes;
    }
}

[JsonSerializable(typeof(AlertShown))]
[JsonSerializable(typeof(AlertList))]
[JsonSerializable(typeof(CallDraft))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(DryRun))]
[JsonSerializable(typeof(AlertExplained))]
[JsonSerializable(typeof(AlertProgress))]
[JsonSerializable(typeof(SseItem<AlertProgress>))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(CorrectionDraft))]
[JsonSerializable(typeof(RetractionDraft))]
[JsonSerializable(typeof(SilenceDraft))]
[JsonSerializable(typeof(SilenceShown))]
[JsonSerializable(typeof(SilenceList))]
[JsonSerializable(typeof(InhibitionDraft))]
[JsonSerializable(typeof(Inhibition))]
[JsonSerializable(typeof(InhibitionList))]
[JsonSerializable(typeof(RhythmWish))]
[JsonSerializable(typeof(GroupingShown))]
[JsonSerializable(typeof(TemplateDraft))]
[JsonSerializable(typeof(TemplateShown))]
[JsonSerializable(typeof(TemplateList))]
[JsonSerializable(typeof(PreviewDraft))]
[JsonSerializable(typeof(TemplatePreview))]
[JsonSerializable(typeof(HaltDraft))]
[JsonSerializable(typeof(ResumeDraft))]
[JsonSerializable(typeof(HaltList))]
[JsonSerializable(typeof(ReplayDraft))]
[JsonSerializable(typeof(LimitDraft))]
[JsonSerializable(typeof(DestinationShown))]
[JsonSerializable(typeof(DestinationList))]
[JsonSerializable(typeof(Replay))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class AlertsJson : JsonSerializerContext;
