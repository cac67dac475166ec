using Relais.Momentum;

namespace Relais.Polling;

/// <summary>What a source answered: what is new since the cursor, or why there was no answer.</summary>
public abstract record PollOutcome
{
    private PollOutcome()
    {
    }

    /// <summary>What is new.</summary>
    /// <param name="More">Whether the source has more to tell at once: the answer was cut so that it fits one transaction.</param>
    public sealed record Answered(Fold Fold, bool More) : PollOutcome;

    /// <summary>No answer this time.</summary>
    /// <param name="Reason">A short word or sentence for the organiser, without anything secret.</param>
    /// <param name="Denied">Whether the source said no for good: the gap opens at once instead of with the second failure.</param>
    /// <param name="QuietUntil">Before this instant the source does not want to be asked.</param>
    public sealed record Refused(string Reason, bool Denied, DateTimeOffset? QuietUntil) : PollOutcome;
}
