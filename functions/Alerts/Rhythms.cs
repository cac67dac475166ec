using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>How often groups of a campaign speak, where it wants something else than the kinds' own times. A null leaves the kind its own.</summary>
public sealed record RhythmWish(int? WaitSeconds = null, int? IntervalSeconds = null, int? RepeatSeconds = null)
{
    public static readonly RhythmWish None = new();
}

/// <summary>The times of each kind of alert.</summary>
public static class Rhythms
{
    // Alertmanager's own defaults (group_wait, group_interval); it repeats every four hours, which people who never asked for it call harassment.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    public static Rhythm Of(string kind, RhythmWish wish) => new(
        wish.WaitSeconds is { } wait ? TimeSpan.FromSeconds(wait) : OwnWait(kind),
        wish.IntervalSeconds is { } interval ? TimeSpan.FromSeconds(interval) : OwnInterval(kind),
        wish.RepeatSeconds is > 0 and { } repeat ? TimeSpan.FromSeconds(repeat) : null);

    // Of a surge there is one at a time, and a call is somebody's own act: neither has anything to wait for.
    private static TimeSpan OwnWait(string kind) => kind is AlertKinds.Surge or AlertKinds.Lull or AlertKinds.Call ? TimeSpan.Zero : Wait;

    private static TimeSpan OwnInterval(string kind) => kind is AlertKinds.Call ? TimeSpan.Zero : Interval;
}
