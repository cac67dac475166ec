using System.Text.Json.Serialization;

namespace Relais.Momentum;

/// <summary>A public message seen on a network: enough to count it once and to find it again, and nothing of who wrote it.</summary>
/// <param name="Id">As the network gave it; opaque.</param>
/// <param name="At">When it was published, UTC.</param>
/// <param name="Url">Where it can be read, when the network says so.</param>
public sealed record Post(string Id, DateTimeOffset At, string? Url)
{
    /// <summary>Whether it is kept, or only counted.</summary>
    [JsonIgnore]
    public bool IsKept { get; init; } = true;

    /// <summary>What it tells while it is counted, and is then forgotten; null where its source does not say.</summary>
    [JsonIgnore]
    public PostTraits? Traits { get; init; }
}
