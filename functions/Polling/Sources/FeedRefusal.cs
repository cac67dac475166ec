using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>Answers of a site that bring no feed, and what they mean for the next asking.</summary>
internal static class FeedRefusal
{
    /// <summary>Why there is no feed in this answer; null when there may be one.</summary>
    public static PollOutcome.Refused? Of(OutboundReply reply, Uri address, DateTimeOffset now) => reply switch
    {
        { Failure: OutboundFailure.TooLarge } => new PollOutcome.Refused($"larger than {FeedSource.MostBytes / 1024 / 1024} MB", Denied: false, QuietUntil: null),
        { Failure: not null } => PollOutcome.Refused.Of(reply),
        { Status: 200 } => null,
        { Status: 301 or 302 or 303 or 307 or 308 } => Moved(reply, address, now),
        { Status: 401 or 403 } => new PollOutcome.Refused($"the site does not show it to strangers ({reply.Status})", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 404 or 410 } => new PollOutcome.Refused($"nothing stands at this address ({reply.Status})", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 429 } => new PollOutcome.Refused("asked too often (429)", Denied: false, QuietUntil: reply.RetryAfter ?? now.AddMinutes(5)),
        _ => PollOutcome.Refused.Of(reply),
    };

    // Followed blindly, a redirect would lead where nobody has looked whether that may be asked.
    private static PollOutcome.Refused Moved(OutboundReply reply, Uri address, DateTimeOffset now)
    {
        var isForGood = reply.Status is 301 or 308;
        var shown = reply.Header("Location") is { } location ? FeedPage.Shown(location, address) : null;
        return new PollOutcome.Refused(
            isForGood ? $"moved for good, and is not followed ({reply.Status})" : $"sent elsewhere, and is not followed ({reply.Status})",
            Denied: isForGood,
            QuietUntil: isForGood ? now.AddHours(1) : null)
        {
            Hint = shown is null ? null : isForGood ? $"follow {shown} instead" : $"to {shown}",
        };
    }
}
