using System.Text.Json.Serialization;

namespace Relais.Momentum;

/// <summary>Asks that a campaign's momentum be judged with what has been counted by now. Saying it twice asks for nothing more.</summary>
public sealed record MomentumDue(string CampaignId);

[JsonSerializable(typeof(MomentumDue))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class MomentumJson : JsonSerializerContext;
