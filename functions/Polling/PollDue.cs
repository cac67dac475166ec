using System.Text.Json.Serialization;
using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>Asks that one question be put to its source, for these campaigns. Saying it twice counts nothing twice.</summary>
/// <param name="Since">When the first of these campaigns began: what is older is nobody's.</param>
/// <param name="Announcing">Those of the campaigns that announce what is new; null where none does.</param>
/// <param name="With">Other questions that go into the same request; null where there are none.</param>
public sealed record PollDue(
    TrackedQuery Query, IReadOnlyList<string> Campaigns, DateTimeOffset Since, IReadOnlyList<AnnouncingCampaign>? Announcing = null, IReadOnlyList<PollDue>? With = null)
{
    /// <summary>This question and those that go with it.</summary>
    [JsonIgnore]
    public IEnumerable<PollDue> All => [this, .. With ?? []];
}

/// <summary>A campaign that announces what is new, and since when it asks.</summary>
public sealed record AnnouncingCampaign(string Id, DateTimeOffset Since);

[JsonSerializable(typeof(PollDue))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PollingJson : JsonSerializerContext;
