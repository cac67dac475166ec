using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Relais.Tests.Story;

/// <summary>A Mastodon instance as its documentation and its source describe the public hashtag timeline; nothing of it is real.</summary>
/// <remarks>
/// mastodon/documentation methods/timelines; mastodon/mastodon tag_controller, tag_feed: forty statuses at most, the newest first, with
/// <c>min_id</c> the forty next after it, with <c>max_id</c> the forty before it; the first hashtag and <c>any[]</c> together are four at most; a first hashtag that the instance has never
/// seen gives nothing at all, whatever the others are.
/// </remarks>
internal sealed class MastodonInstance
{
    private const int HashtagsAtMost = 4;

    private readonly List<Toot> statuses = [];
    private readonly Func<DateTimeOffset> now;
    private readonly Lock gate = new();
    private readonly List<string> asked = [];
    private readonly Queue<Outside.Stranger> script = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private int published;

    public MastodonInstance(Outside outside, Func<DateTimeOffset> now, string host = "mastodon.example")
    {
        this.now = now;
        Host = host;
        outside.Put(host, AnswerAsync);
    }

    public string Host { get; }

    /// <summary>Path and query of every request.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>What it says instead of its timeline, while it is set.</summary>
    public Outside.Stranger? Instead { get; set; }

    /// <summary>As the documentation has it, a hashtag never seen is 404; as the source has it, an empty list.</summary>
    public bool NeverSeenIsEmpty { get; set; }

    /// <summary>Gives a status of another server an id as of when it was published there, so that a late one stands before some that were seen already.</summary>
    public bool NumbersByPublication { get; set; }

    public int Count => statuses.Count;

    /// <summary>Publishes a status; it is in the timeline from <paramref name="arrives"/> on, which for one of another server may be later.</summary>
    /// <param name="uri">Its name in the whole network; null for one of this instance's own.</param>
    /// <param name="account">Who wrote it, as entities/Account has it; null for somebody.</param>
    public string Publish(DateTimeOffset created, string[] hashtags, DateTimeOffset? arrives = null, string? uri = null, JsonObject? account = null)
    {
        lock (gate)
        {
            // Milliseconds, then a number (mastodon, lib/mastodon/snowflake).
            var at = arrives ?? created;
            var id = ((NumbersByPublication ? created : at).ToUnixTimeMilliseconds() << 16) + published++;
            statuses.Add(new Toot(id, created, at, hashtags, uri ?? $"https://{Host}/users/someone/statuses/{id}", account));
            return id.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The author changes the text: the same status, with another <c>edited_at</c>.</summary>
    public void Edit(string id, DateTimeOffset at)
    {
        lock (gate)
        {
            var found = statuses.FindIndex(status => status.Id == long.Parse(id, CultureInfo.InvariantCulture));
            statuses[found] = statuses[found] with { Edited = at };
        }
    }

    /// <summary>What a status says from now on, as HTML; and what it warns of, where it does.</summary>
    public void Write(string id, string content, string warning = "", string visibility = "public")
    {
        lock (gate)
        {
            var found = statuses.FindIndex(status => status.Id == long.Parse(id, CultureInfo.InvariantCulture));
            statuses[found] = statuses[found] with { Content = content, Warning = warning, Visibility = visibility };
        }
    }

    /// <summary>Takes a status out of the timeline.</summary>
    public void Delete(string id)
    {
        lock (gate)
        {
            statuses.RemoveAll(status => status.Id == long.Parse(id, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Publishes so many statuses spread evenly over a stretch of time.</summary>
    public void Publish(int count, DateTimeOffset from, DateTimeOffset until, params string[] hashtags)
    {
        for (var i = 0; i < count; i++)
        {
            Publish(from + ((until - from) * i / count), hashtags);
        }
    }

    /// <summary>The next answers, before it goes on as usual.</summary>
    public MastodonInstance Then(Outside.Stranger answer)
    {
        script.Enqueue(answer);
        return this;
    }

    public static Outside.Stranger Says(int status, string body, string? header = null, string? value = null, string type = "application/json") => (_, _) =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (header is not null)
        {
            response.Headers.TryAddWithoutValidation(header, value);
        }

        return Task.FromResult(response);
    };

    private Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Outside.Stranger? scripted;
        lock (gate)
        {
            asked.Add(request.RequestUri!.PathAndQuery);
            scripted = script.Count > 0 ? script.Dequeue() : Instead;
        }

        return (scripted ?? TimelineAsync)(request, cancellationToken);
    }

    /// <summary>The timeline as it stands, scripted or not.</summary>
    public Task<HttpResponseMessage> TimelineAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        const string Path = "/api/v1/timelines/tag/";
        const string Single = "/api/v1/statuses/";
        var uri = request.RequestUri!;
        if (request.Method == HttpMethod.Get && uri.AbsolutePath.StartsWith(Single, StringComparison.Ordinal))
        {
            lock (gate)
            {
                var found = statuses.Find(status => status.Id.ToString(CultureInfo.InvariantCulture) == uri.AbsolutePath[Single.Length..]);
                return (found is null ? Says(404, """{"error":"Record not found"}""") : Says(200, Shape(found).ToJsonString()))(request, cancellationToken);
            }
        }

        if (request.Method != HttpMethod.Get || !uri.AbsolutePath.StartsWith(Path, StringComparison.Ordinal))
        {
            return Says(404, """{"error":"Not Found"}""")(request, cancellationToken);
        }

        var query = HttpUtility.ParseQueryString(uri.Query);
        var first = Uri.UnescapeDataString(uri.AbsolutePath[Path.Length..]);
        var wanted = new[] { first }.Concat(query.GetValues("any[]") ?? []).Distinct(StringComparer.Ordinal).Take(HashtagsAtMost).ToHashSet(StringComparer.Ordinal);
        var limit = Math.Min(40, int.Parse(query["limit"] ?? "20", CultureInfo.InvariantCulture));
        Toot[] page;
        lock (gate)
        {
            var seen = statuses.Where(status => status.Arrives <= now()).ToArray();
            known.UnionWith(seen.SelectMany(status => status.Hashtags));
            if (!known.Contains(first))
            {
                return (NeverSeenIsEmpty ? Says(200, "[]") : Says(404, """{"error":"Record not found"}"""))(request, cancellationToken);
            }

            var matching = seen.Where(status => status.Hashtags.Any(wanted.Contains)).OrderBy(status => status.Id);
            page = query["min_id"] is { } after
                ? [.. matching.Where(status => status.Id > long.Parse(after, CultureInfo.InvariantCulture)).Take(limit).Reverse()]
                : [.. matching.Where(status => query["max_id"] is not { } before || status.Id < long.Parse(before, CultureInfo.InvariantCulture)).TakeLast(limit).Reverse()];
        }

        return Says(200, new JsonArray([.. page.Select(Shape)]).ToJsonString())(request, cancellationToken);
    }

    // The fields of a status as methods/timelines and entities/Status show them.
    private JsonObject Shape(Toot status) => new()
    {
        ["id"] = status.Id.ToString(CultureInfo.InvariantCulture),
        ["created_at"] = status.Created.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["edited_at"] = status.Edited?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["in_reply_to_id"] = null,
        ["sensitive"] = false,
        ["spoiler_text"] = status.Warning,
        ["visibility"] = status.Visibility,
        ["language"] = "fr",
        ["uri"] = status.Uri,
        ["url"] = $"https://{Host}/@{status.Account?["acct"] ?? "someone"}/{status.Id}",
        ["replies_count"] = 0,
        ["reblogs_count"] = 3,
        ["favourites_count"] = 5,
        ["content"] = status.Content ?? $"<p>{string.Join(' ', status.Hashtags.Select(tag => $"<a href=\"https://{Host}/tags/{tag}\" class=\"mention hashtag\" rel=\"tag\">#<span>{tag}</span></a>"))}</p>",
        ["account"] = status.Account?.DeepClone() ?? new JsonObject { ["id"] = "1", ["acct"] = "someone@elsewhere.example", ["display_name"] = "Someone", ["bot"] = false },
        ["tags"] = new JsonArray([.. status.Hashtags.Select(tag => new JsonObject { ["name"] = tag, ["url"] = $"https://{Host}/tags/{tag}" })]),
        ["media_attachments"] = new JsonArray(),
        ["mentions"] = new JsonArray(),
    };

    private sealed record Toot(long Id, DateTimeOffset Created, DateTimeOffset Arrives, string[] Hashtags, string Uri, JsonObject? Account)
    {
        public DateTimeOffset? Edited { get; init; }

        public string? Content { get; init; }

        public string Warning { get; init; } = "";

        public string Visibility { get; init; } = "public";
    }
}
