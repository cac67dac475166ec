using System.Globalization;
using System.Text;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Reads the public hashtag timeline of a Mastodon instance forward from the last status seen; no key is needed where the instance allows it.</summary>
public sealed class MastodonSource(OutboundHttp http) : IQuotingSource
{
    // mastodon, tag_feed LIMIT_PER_MODE: the hashtag in the path and those of `any[]` are four together, and what is over is left out unsaid.
    public static readonly SourceKind Declaration = new("mastodon", MostHashtagsAQuery: 4, MastodonSpelling.Of) { Read = MastodonReading.Of, IsFederated = true };

    // mastodon/documentation, methods/timelines: a page is 40 statuses at most.
    private const int PageSize = 40;

    // 300 paged requests in 15 minutes an address (mastodon, rack_attack): twenty a poll leave room for other questions to the same instance,
    // and what is left then is read by the next poll.
    private const int MostPages = 20;

    // 40 statuses with long texts and cards have been seen at 94 kB; media descriptions can make it several times that.
    private const int MostBytes = 4 * 1024 * 1024;

    public string Kind => Declaration.Name;

    public Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        MastodonPosition.Parse(cursor.Position) is { } position
            ? ForwardAsync(query, position, cursor.AskedUntil ?? since, since, now, cancellationToken)
            : BackwardAsync(query, cursor.AskedUntil ?? since, since, now, cancellationToken);

    /// <summary>From a little before the last status seen to the newest: with `min_id` each page holds what came right after, and nothing is passed over.</summary>
    private async Task<PollOutcome> ForwardAsync(
        TrackedQuery query, MastodonPosition start, DateTimeOffset told, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (gathering, after) = (new MastodonGathering(query, since, now, start, told), start.From);
        for (var page = 1; ; page++)
        {
            var (statuses, refused) = await ReadPageAsync(query, start.First, "min_id", after, now, cancellationToken);
            if (refused is not null)
            {
                // What earlier pages brought is kept, and the refusal is met again by the next poll.
                return gathering.HasNews ? gathering.Answer(gathering.Told) : refused;
            }

            if (!gathering.TryAddAll(statuses, start.First))
            {
                return gathering.Answer(gathering.Told) with { More = true };
            }

            // A server that does not know min_id answers its newest page again and again: nothing of it is counted twice, and it ends the poll.
            var isLast = statuses.Count < PageSize || !statuses[^1].IsAfter(after);
            if (isLast || page == MostPages)
            {
                return gathering.Answer(isLast ? now : gathering.Told);
            }

            after = statuses[^1].Id;
        }
    }

    /// <summary>The first time: from the newest back to where counting begins, as far as a poll may go; what lies before that was not to be had.</summary>
    private async Task<PollOutcome> BackwardAsync(
        TrackedQuery query, DateTimeOffset from, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (first, newest, refused) = await FindFirstAsync(query, now, cancellationToken);
        var found = new List<MastodonStatus>(newest);
        var page = newest;
        for (var pages = 1; refused is null && pages < MostPages && page.Count == PageSize && found[0].CreatedAt >= from; pages++)
        {
            (page, refused) = await ReadPageAsync(query, first, "max_id", found[0].Id, now, cancellationToken);
            found.InsertRange(0, page);
        }

        if (refused is not null)
        {
            return refused;
        }

        var gathering = new MastodonGathering(query, since, now, null, from);
        var missed = page.Count == PageSize && found[0].CreatedAt > from
            ? new Gap(from, found[0].CreatedAt, "more was published than could be read", Recovered: false)
            : null;
        var isWhole = gathering.TryAddAll(found, first);
        if (page.Count < PageSize)
        {
            gathering.AddBeginning();
        }

        return isWhole ? gathering.Answer(now, missed) : gathering.Answer(gathering.Told, missed) with { More = true };
    }

    // mastodon, tag_controller: when the hashtag in the path was never seen on the instance the answer is empty (or 404), whatever the others are.
    // Until one is known to have posts each takes its turn there.
    private async Task<(string First, IReadOnlyList<MastodonStatus> Newest, PollOutcome.Refused? Refused)> FindFirstAsync(
        TrackedQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var tag in query.Tags)
        {
            var (newest, refused) = await ReadPageAsync(query, tag, null, null, now, cancellationToken);
            if (refused is not null || newest.Count > 0)
            {
                return (tag, newest, refused);
            }
        }

        return (query.Tags[0], [], null);
    }

    private async Task<(IReadOnlyList<MastodonStatus> Statuses, PollOutcome.Refused? Refused)> ReadPageAsync(
        TrackedQuery query, string first, string? bound, string? id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var path = new StringBuilder($"api/v1/timelines/tag/{Uri.EscapeDataString(first)}?limit={PageSize}");
        foreach (var other in query.Tags.Where(tag => tag != first))
        {
            path.Append("&any[]=").Append(Uri.EscapeDataString(other));
        }

        if (bound is not null)
        {
            path.Append('&').Append(bound).Append('=').Append(Uri.EscapeDataString(id!));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(HostAddress.Of(query.Host), path.ToString()));
        var reply = await http.SendAsync(request, MostBytes, cancellationToken);
        return Refusal(reply, now) is { } refused ? ([], refused)
            : MastodonStatus.ReadPage(reply) is { } statuses ? (statuses, null)
            : ([], PollOutcome.Refused.Unreadable);
    }

    public async Task<IReadOnlyDictionary<string, string>?> QuoteAsync(TrackedQuery query, IReadOnlyList<Post> posts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var quotes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var post in posts)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(HostAddress.Of(query.Host), $"api/v1/statuses/{Uri.EscapeDataString(post.Id)}"));
            var reply = await http.SendAsync(request, MostBytes, cancellationToken);

            // mastodon/documentation, methods/statuses: deleted, or no longer shown to strangers.
            if (reply is { Failure: null, Status: 401 or 403 or 404 or 410 })
            {
                continue;
            }

            if (reply is not { Failure: null, Status: 200 })
            {
                return null;
            }

            if (MastodonQuote.Read(reply, query.Host) is { } quote)
            {
                quotes[post.Id] = quote;
            }
        }

        return quotes;
    }

    private static PollOutcome.Refused? Refusal(OutboundReply reply, DateTimeOffset now) => reply switch
    {
        { Failure: not null } => PollOutcome.Refused.Of(reply),

        // A hashtag that nobody on this instance has ever used: no posts yet.
        { Status: 404 } or { Status: >= 200 and < 300 } => null,
        { Status: 401 or 403 or 410 or 422 } => new PollOutcome.Refused($"the instance does not show hashtags to strangers ({reply.Status})", Denied: true, QuietUntil: now.AddHours(1)),
        { Status: 429 } => new PollOutcome.Refused("asked too often (429)", Denied: false, QuietUntil: ResetOf(reply) ?? reply.RetryAfter ?? now.AddMinutes(5)),
        _ => PollOutcome.Refused.Of(reply),
    };

    // Mastodon gives an ISO 8601 instant, unlike others who give seconds.
    private static DateTimeOffset? ResetOf(OutboundReply reply) =>
        reply.Header("X-RateLimit-Reset") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var reset) ? reset : null;
}
