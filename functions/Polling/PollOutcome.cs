using System.Globalization;
using Relais.Http;
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
    /// <param name="News">What may be announced; null from a source whose posts are only counted, and when it is read for the first time.</param>
    public sealed record Answered(Fold Fold, bool More, News? News = null) : PollOutcome;

    /// <summary>No answer this time.</summary>
    /// <param name="Reason">A short word or sentence for the organiser, without anything secret.</param>
    /// <param name="Denied">Whether the source said no for good: the gap opens at once instead of with the second failure.</param>
    /// <param name="QuietUntil">Before this instant the source does not want to be asked.</param>
    public sealed record Refused(string Reason, bool Denied, DateTimeOffset? QuietUntil) : PollOutcome
    {
        public static readonly Refused Unreadable = new("unreadable answer", Denied: false, QuietUntil: null);

        /// <summary>What every source makes of an answer that failed, or of a status that says nothing in particular.</summary>
        public static Refused Of(OutboundReply reply) => reply.Failure is { } failure
            ? new Refused(failure.ToString().ToLowerInvariant(), Denied: failure == OutboundFailure.Blocked, QuietUntil: null)
            : new Refused(string.Create(CultureInfo.InvariantCulture, $"answered {reply.Status}"), Denied: false, QuietUntil: reply.RetryAfter);

        /// <summary>What the organiser may do about it. It may name an address, so it is shown and not logged.</summary>
        public string? Hint { get; init; }
    }
}

/// <summary>What has appeared since a source was last read to its end.</summary>
/// <param name="Since">When that was: whoever asks only since then has not seen what stood there before.</param>
public sealed record News(IReadOnlyList<NewsItem> Items, DateTimeOffset Since);

/// <summary>One new item, in its own words as plain text.</summary>
/// <param name="Id">Names it within its source.</param>
/// <param name="Title">Empty where it has none.</param>
/// <param name="Body">Empty where it says nothing.</param>
/// <param name="Url">Where it is to be read; null where that may not be called.</param>
/// <param name="Ends">From then on it is not worth saying any more; null where it does not say.</param>
/// <param name="IsEcho">Whether it stood in a feed that a Relais publishes.</param>
public sealed record NewsItem(string Id, string Title, string Body, string? Url, DateTimeOffset At, DateTimeOffset? Ends, bool IsEcho = false);
