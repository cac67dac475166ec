using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Asks X how many posts a minute held a campaign's hashtags: numbers alone, no post and no person, at half a cent a request.</summary>
public sealed class XSource(OutboundHttp http, XSettings settings, Budgets budgets) : ISource
{
    public static readonly SourceKind Declaration = new("x", MostHashtagsAQuery: 10, Spell, OnlyHost: "api.x.com") { NoTopics = "X tells numbers only" };

    // x-api/getting-started/pricing: counts/recent, a request.
    private const int MillsARequest = 5;

    // build-a-query: for those who pay by use.
    private const int LongestQueryChars = 512;

    // posts/counts: of the last seven days; a little less, since time passes until the question is read.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(5);

    // One answer becomes one transaction, of so many hours at most.
    private static readonly TimeSpan MostAnAnswer = TimeSpan.FromHours(SignalStore.MostHoursAFold - 1);

    // X ends by itself 30 s ago, and posts are counted a little late: minutes that ended more than so long ago are final here.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    // 59 hours of minutes at some 90 bytes each.
    private const int MostBytes = 2 * 1024 * 1024;
    private const int MostPages = 10;

    public string Kind => Declaration.Name;

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (settings.Off is { } off)
        {
            // Whoever has just set what was missing need not wait long.
            return new PollOutcome.Refused(off, Denied: true, QuietUntil: now.AddMinutes(5));
        }

        if (QueryOf(query) is not { } text)
        {
            return new PollOutcome.Refused($"the hashtags are longer than X takes in one question ({LongestQueryChars} characters)", Denied: true, QuietUntil: now.AddHours(1));
        }

        var told = MinuteCounts.FloorTo(cursor.AskedUntil ?? since, TimeSpan.FromMinutes(1));
        var from = MinuteCounts.Later(told, MinuteCounts.FloorTo(now - Reach, TimeSpan.FromMinutes(1)));
        var last = MinuteCounts.FloorTo(now - Settling, TimeSpan.FromMinutes(1));
        var until = from + MostAnAnswer < last ? from + MostAnAnswer : last;
        if (until <= from)
        {
            // Nothing is final yet: that costs nothing.
            return new PollOutcome.Answered(new AnswerBuilder().ToFold(cursor.Position, told), More: false);
        }

        var missed = from > told ? new Gap(told, from, "X tells of the last seven days only", Recovered: false) : null;
        return await CountAsync(text, from, until, missed, more: until < last, now, cancellationToken);
    }

    public async Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        new(MillsARequest, settings.MonthlyMills, await budgets.ReadAsync(Kind, now, cancellationToken), settings.Off);

    private async Task<PollOutcome> CountAsync(
        string text, DateTimeOffset from, DateTimeOffset until, Gap? missed, bool more, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (answer, next) = (new AnswerBuilder(), (string?)null);
        for (var page = 0; page < MostPages; page++)
        {
            if (!await budgets.TrySpendAsync(Kind, MillsARequest, settings.MonthlyMills, now, cancellationToken))
            {
                return new PollOutcome.Refused("the month's budget for X is spent", Denied: true, QuietUntil: Budgets.NextMonth(now));
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.BaseAddress, PathOf(text, from, until, next)));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.BearerToken);
            var reply = await http.SendAsync(request, MostBytes, cancellationToken);
            if (XRefusals.Of(reply, now) is { } refused)
            {
                return refused;
            }

            if (XCounts.Read(reply) is not { } counts)
            {
                return PollOutcome.Refused.Unreadable;
            }

            foreach (var bucket in counts.Buckets.Where(bucket => bucket.Start >= from && bucket.Start < until))
            {
                answer.TryAdd(new Arrival(bucket.Start, bucket.Count!.Value, null));
            }

            if ((next = counts.NextToken) is null)
            {
                return new PollOutcome.Answered(answer.ToFold(null, until, missed), more);
            }
        }

        return new PollOutcome.Refused("an answer without end", Denied: false, QuietUntil: null);
    }

    private static string PathOf(string text, DateTimeOffset from, DateTimeOffset until, string? next) =>
        $"2/tweets/counts/recent?query={Uri.EscapeDataString(text)}&granularity=minute&start_time={Instant(from)}&end_time={Instant(until)}"
        + (next is null ? "" : $"&next_token={Uri.EscapeDataString(next)}");

    private static string Instant(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    // Hashtags hold letters, digits and few signs, none of which means anything in a query: nothing can be slipped in.
    private static string? QueryOf(TrackedQuery query)
    {
        var text = new StringBuilder(query.Tags.Count > 1 ? "(" : "").AppendJoin(" OR ", query.Tags.Select(tag => "#" + tag)).Append(query.Tags.Count > 1 ? ")" : "");
        foreach (var without in query.Without)
        {
            text.Append(" -#").Append(without);
        }

        text.Append(" -is:retweet");
        return text.Length <= LongestQueryChars ? text.ToString() : null;
    }

    // build-a-query: case and the marks on letters make no difference; ligatures and letters of their own do.
    private static IReadOnlyList<string> Spell(Hashtag hashtag)
    {
        var typed = hashtag.Shown.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var bare = string.Concat(typed.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
        return bare.Normalize(NormalizationForm.FormKC) == hashtag.Folded ? [hashtag.Folded] : [hashtag.Folded, typed];
    }
}
