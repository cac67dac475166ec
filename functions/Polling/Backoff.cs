using System.Globalization;
using Relais.Campaigns;

namespace Relais.Polling;

/// <summary>How long a question rests after polls without an answer: 1, 2, 4 … minutes, an hour at most, since a server that is down is not helped by being asked. Pure.</summary>
public static class Backoff
{
    private const int LongestMinutes = 60;
    private const int MostDoublings = 6;

    // A turn that begins within this time of the next tick is that tick's.
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The rest after so many polls without an answer. Of what goes beyond a minute each question takes a part of its own, between half and all, so that those
    /// that failed together do not come back together; worked out from its name, so that every instance finds the same.
    /// </summary>
    /// <param name="question">The question's key.</param>
    /// <param name="failures">Polls without an answer before this one.</param>
    public static TimeSpan After(string question, int failures)
    {
        var most = TimeSpan.FromMinutes(Math.Min(LongestMinutes, 1 << Math.Min(failures, MostDoublings)) - 1);
        var share = uint.Parse(Digest.Of(string.Create(CultureInfo.InvariantCulture, $"{question}\n{failures}")).AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / (double)uint.MaxValue;
        return TimeSpan.FromMinutes(1) + (most * ((1 + share) / 2)) - Early;
    }
}
