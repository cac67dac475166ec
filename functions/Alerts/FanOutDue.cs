using System.Text.Json.Serialization;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Asks that one version of an alert be fanned out. Saying it twice asks for nothing more.</summary>
public sealed record FanOutDue(string CampaignId, string AlertId, int Version);

[JsonSerializable(typeof(FanOutDue))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(DeliveryCounts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class AlertRowJson : JsonSerializerContext;
