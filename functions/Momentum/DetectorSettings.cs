namespace Relais.Momentum;

/// <summary>What one campaign asks of the detector; the defaults are those whose scores docs/momentum.md gives.</summary>
/// <param name="Threshold">How far above the baseline a surge begins, in standard units (1 = as far as this campaign usually strays).</param>
/// <param name="Floor">Signals seen in the trailing hour below which nothing is a surge, however rare they are.</param>
public sealed record DetectorSettings(double Threshold = DetectorSettings.DefaultThreshold, int Floor = DetectorSettings.DefaultFloor)
{
    public const double DefaultThreshold = 3.5;
    public const double MinThreshold = 1;
    public const double MaxThreshold = 50;
    public const int DefaultFloor = 10;
    public const int MinFloor = 1;
    public const int MaxFloor = 1_000_000;

    public static DetectorSettings Default { get; } = new();

    /// <summary>Age at which what was seen counts half in the baseline.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Time that must have been seen before a surge can begin: at least an hour, at most the half-life.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Time from the beginning of one surge before which the next is not announced.</summary>
    public TimeSpan MinDistance { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Time for which momentum must stay under half the threshold before a surge has ended, and, beyond the first hour, a campaign be active before a lull has.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Signals an hour that must be usual for their absence to mean something.</summary>
    public double QuietFloor { get; init; } = 10;

    /// <summary>Time for which it must be quiet, seen by every source, before a lull begins.</summary>
    public TimeSpan QuietFor { get; init; } = TimeSpan.FromHours(3);

    /// <summary>Time from the beginning of one lull before which the next is not announced.</summary>
    public TimeSpan LullDistance { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Why these settings cannot be used, as the field at fault and the reason in words; null when they can.</summary>
    public (string Field, string Detail)? Reject()
    {
        if (!(Threshold >= MinThreshold && Threshold <= MaxThreshold))
        {
            return ("threshold", $"must be from {MinThreshold} to {MaxThreshold} standard units.");
        }
        if (Floor is < MinFloor or > MaxFloor)
        {
            return ("floor", $"must be from {MinFloor} to {MaxFloor} signals an hour.");
        }
        if (HalfLife < TimeSpan.FromHours(6) || HalfLife > TimeSpan.FromDays(30))
        {
            return ("halfLife", "must be from 6 hours to 30 days.");
        }
        if (WarmUp < TimeSpan.FromHours(1) || WarmUp > HalfLife)
        {
            return ("warmUp", "must be from 1 hour to the half-life.");
        }
        if (MinDistance < TimeSpan.Zero || MinDistance > TimeSpan.FromDays(7))
        {
            return ("minDistance", "must be from 0 to 7 days.");
        }
        if (Calm < Detector.Bin || Calm > TimeSpan.FromDays(1))
        {
            return ("calm", "must be from 5 minutes to 1 day.");
        }
        if (!(QuietFloor >= 1))
        {
            return ("quietFloor", "must be at least 1 signal an hour.");
        }
        if (QuietFor < TimeSpan.FromHours(1) || QuietFor > TimeSpan.FromDays(1))
        {
            return ("quietFor", "must be from 1 hour to 1 day.");
        }
        if (LullDistance < TimeSpan.Zero || LullDistance > TimeSpan.FromDays(7))
        {
            return ("lullDistance", "must be from 0 to 7 days.");
        }
        return null;
    }
}
