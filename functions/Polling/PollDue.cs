using System.Text.Json.Serialization;
using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>Asks that one question be put to its source, for these campaigns. Saying it twice counts nothing twice.</summary>
/// <param name="Since">When the first of these campaigns began: what is older is nobody's.</param>
public sealed record PollDue(TrackedQuery Query, IReadOnlyList<string> Campaigns, DateTimeOffset Since);

[JsonSerializable(typeof(PollDue))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class PollingJson : JsonSerializerContext;
