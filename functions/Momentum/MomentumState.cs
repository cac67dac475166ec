using System.Text.Json.Serialization;

namespace Relais.Momentum;

/// <summary>All that the detector remembers of one campaign: the same few hundred bytes after a year as after a day.</summary>
public sealed record MomentumState
{
    public static MomentumState Empty { get; } = new();

    /// <summary>Start of the last bin that was told; null before the first.</summary>
    public DateTimeOffset? LastBin { get; init; }

    /// <summary>Counts of the bins of the trailing hour, newest last; null where the source was blind.</summary>
    public IReadOnlyList<int?> Recent { get; init; } = [];

    public Baseline Baseline { get; init; } = Baseline.Empty;

    public MomentumPhase Phase { get; init; }

    /// <summary>When the last surge began, ended or not.</summary>
    public DateTimeOffset? SurgeBegan { get; init; }

    /// <summary>Bins in a row, blind ones left out, in which a surge stood under half its threshold, or a campaign in a lull was active.</summary>
    public int CalmBins { get; init; }

    /// <summary>Bins in a row, none of them blind, in which it was quiet.</summary>
    public int QuietBins { get; init; }

    /// <summary>When the last lull began, ended or not.</summary>
    public DateTimeOffset? LullBegan { get; init; }

    /// <summary>The level that was the least usual when the last lull began.</summary>
    public double LullUsual { get; init; }

    /// <summary>For each day of the week (UTC, Sunday first) the hours that were quiet when they last came, a bit each; null while none was.</summary>
    public IReadOnlyList<int>? Rests { get; init; }

    /// <summary>Momentum and expectation of the last bin that could be judged.</summary>
    public double Momentum { get; init; }

    public double Expected { get; init; }
}

/// <summary>Writes a state as JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(MomentumState))]
public sealed partial class MomentumStateJson : JsonSerializerContext;
