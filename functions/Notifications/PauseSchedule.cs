namespace Relais.Notifications;

/// <summary>How long a destination is left alone that gave no time of its own.</summary>
public static class PauseSchedule
{
    private static readonly TimeSpan AfterLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailures = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Twice as long each time, up to an hour.</summary>
    /// <param name="isLimit">It said that it was called too often; else it failed several times in a row.</param>
    /// <param name="times">Pauses before this one, without a success in between.</param>
    public static TimeSpan After(bool isLimit, int times)
    {
        var wait = (isLimit ? AfterLimit : AfterFailures) * Math.Pow(2, Math.Min(times, 10));
        return wait < Longest ? wait : Longest;
    }
}
