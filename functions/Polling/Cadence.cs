using System.Globalization;
using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>When a question is due: every so many minutes, each at its own minute, so that not all are asked at once.</summary>
public static class Cadence
{
    /// <summary>Whether a turn of this question lies after <paramref name="last"/> and not after <paramref name="now"/>; many missed turns are one.</summary>
    /// <param name="question">The question's key, or what it shares its turn with.</param>
    public static bool IsDue(string question, int everyMinutes, DateTimeOffset last, DateTimeOffset now)
    {
        var own = OwnMinute(question, everyMinutes);
        return Turns(now, own, everyMinutes) > Turns(last, own, everyMinutes);
    }

    private static long Turns(DateTimeOffset at, int own, int everyMinutes) =>
        ((at.ToUnixTimeSeconds() / 60) + everyMinutes - own) / everyMinutes;

    // From the question's own name, so that every instance works out the same minute.
    private static int OwnMinute(string question, int everyMinutes) =>
        (int)(uint.Parse(Digest.Of(question).AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % (uint)everyMinutes);
}
