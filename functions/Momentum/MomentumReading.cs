namespace Relais.Momentum;

/// <summary>How a campaign stood at the end of one bin.</summary>
/// <param name="At">End of the bin.</param>
/// <param name="Trailing">Signals seen in the trailing hour; blind bins add nothing.</param>
/// <param name="Expected">Signals in a usual hour, by the baseline as it was before this bin.</param>
/// <param name="Momentum">Standard units above the baseline (below it when negative); as last known while too little is seen.</param>
/// <param name="Threshold">Momentum at which a surge begins.</param>
/// <param name="Phase">Whether the campaign is in a surge or a lull, or still too little known for either.</param>
/// <param name="Change">What this bin changed; a bin told twice changes nothing.</param>
public sealed record MomentumReading(
    DateTimeOffset At,
    int Trailing,
    double Expected,
    double Momentum,
    double Threshold,
    MomentumPhase Phase,
    MomentumChange Change);

/// <summary>Where a campaign is between its surges and lulls. Kept as numbers: a new one comes last.</summary>
public enum MomentumPhase
{
    /// <summary>Too little was seen lately to call anything a surge or a lull.</summary>
    Warming,
    Steady,
    Surge,
    Lull,
}

/// <summary>What one bin did to the phase, for those who are told of it. Kept as numbers: a new one comes last.</summary>
public enum MomentumChange
{
    None,
    SurgeBegan,
    SurgeEnded,
    LullBegan,
    LullEnded,
}
