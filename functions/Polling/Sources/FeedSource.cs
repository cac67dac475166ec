using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Reads a feed (RSS 2.0, Atom, JSON Feed) and counts each item once; what did not change is not fetched again, where the site can say so.</summary>
public sealed class FeedSource(OutboundHttp http) : ISource
{
    public static readonly SourceKind Declaration = new("feed", MostHashtagsAQuery: 0, ByUrl: true) { NoTopics = "categories and authors of a feed are not read" };

    private const string Accept = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.8, */*;q=0.1";

    // A feed of some hundred items with their whole texts has two; the archive of a podcast comes close.
    internal const int MostBytes = 4 * 1024 * 1024;

    public string Kind => Declaration.Name;

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (address, start) = (new Uri(query.Url!), FeedPosition.Parse(cursor.Position));
        var told = cursor.AskedUntil ?? since;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        AddConditions(request, start);
        var reply = await http.SendAsync(request, MostBytes, cancellationToken);
        if (reply is { Failure: null, Status: 304 } && start.HasConditions)
        {
            var unchanged = start with { ReadAt = now };
            return new PollOutcome.Answered(new AnswerBuilder().ToFold(unchanged.ToString(), now, quietUntil: FeedWish.QuietUntil(reply, start.TtlMinutes, now)), More: false);
        }

        if (FeedRefusal.Of(reply, address, now) is { } refused)
        {
            return refused;
        }

        var (feed, fault) = FeedDocument.Read(reply.Body, address);
        if (fault is not null)
        {
            return new PollOutcome.Refused(fault.Reason, Denied: false, QuietUntil: null) { Hint = fault.Hint };
        }

        var gathering = new FeedGathering(start, told, since, now);
        return gathering.TryAddAll(feed!.Items)
            ? gathering.Answer(new(feed.Items, reply.Header("ETag"), reply.Header("Last-Modified"), feed.TtlMinutes), FeedWish.QuietUntil(reply, feed.TtlMinutes, now))
            : gathering.AnswerPart(feed.Items);
    }

    private static void AddConditions(HttpRequestMessage request, FeedPosition start)
    {
        if (start.ETag is { } tag)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (start.LastModified is { } modified)
        {
            request.Headers.TryAddWithoutValidation("If-Modified-Since", modified);
        }
    }
}
