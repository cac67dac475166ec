using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Reads the posts with a campaign's hashtags from X: those of several campaigns in one search, told apart by what each post holds. Half a cent a post.</summary>
public sealed class XSearchSource(XClient x) : ISharingSource, IRefreshingSource
{
    /// <summary>One hashtag a question, in both spellings where X keeps them apart, so that all campaigns with it share what it costs.</summary>
    public static readonly SourceKind Declaration = new("x-search", MostHashtagsAQuery: 1, XQuery.Spell, OnlyHost: XClient.Host) { Together = XQuery.Together };

    // search/recent: of the last seven days; a little less, since time passes until the question is read.
    private static readonly TimeSpan Reach = TimeSpan.FromDays(7) - TimeSpan.FromMinutes(10);

    // One answer becomes one transaction, of so many hours at most; what was edited began up to an hour earlier.
    private static readonly TimeSpan MostAnAnswer = TimeSpan.FromHours(SignalStore.MostHoursAFold - 2);

    // posts/search: an end lies ten seconds back at least; and what was published just before it is found a little later.
    private static readonly TimeSpan Closing = TimeSpan.FromMinutes(2);

    // Questions that were told up to nearly the same instant share a search; what lies between is read, and paid for, twice.
    private static readonly TimeSpan Nearness = TimeSpan.FromMinutes(15);

    // A hundred posts with their numbers and texts.
    private const int MostLookupBytes = 1024 * 1024;
    private const string LookupFields = "public_metrics";

    public string Kind => Declaration.Name;

    public string Network => XClient.Network;

    public async Task<PollOutcome> AskAsync(TrackedQuery query, Cursor cursor, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await AskAsync([new OpenQuestion(query, cursor, since)], now, cancellationToken))[0];

    public async Task<IReadOnlyList<PollOutcome>> AskAsync(IReadOnlyList<OpenQuestion> questions, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (x.Off(now) is { } off)
        {
            return [.. questions.Select(_ => off)];
        }

        var outcomes = new Dictionary<OpenQuestion, PollOutcome>(ReferenceEqualityComparer.Instance);
        var gatherings = questions.Select(question => new XGathering(question, now - Reach, now)).ToLookup(gathering => gathering.IsTooEarly);
        foreach (var early in gatherings[true])
        {
            outcomes[early.Question] = early.Nothing();
        }

        foreach (var near in Near(gatherings[false]))
        {
            await SearchAsync(near, outcomes, now, cancellationToken);
        }

        return [.. questions.Select(question => outcomes[question])];
    }

    // What a search costs shows in its answer.
    public async Task<Budget?> ReadBudgetAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        (await x.ReadBudgetAsync(millsARequest: 0, now, cancellationToken)) with { MillsAPost = XClient.MillsAPost };

    public async Task<Refreshed?> RefreshAsync(IReadOnlyList<Post> posts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (x.Off(now) is not null || !x.KeepsPosts || await x.PostsLeftAsync(LookupFields, posts.Count, now, cancellationToken) < posts.Count)
        {
            return null;
        }

        var answer = await x.GetPostsAsync($"2/tweets?ids={string.Join(',', posts.Select(post => post.Id))}", LookupFields, posts.Count, MostLookupBytes, now, cancellationToken);
        if (answer is null || XRefusals.Of(answer.Reply, now) is not null || XLookup.Read(answer.Reply, now) is not { } found)
        {
            return null;
        }

        await x.GiveBackAsync(answer, found.Shown, now, cancellationToken);
        return new Refreshed([.. posts.Where(post => !found.Gone.Contains(post.Id))], found.Engagement);
    }

    private static IEnumerable<List<XGathering>> Near(IEnumerable<XGathering> gatherings)
    {
        var near = new List<XGathering>();
        foreach (var gathering in gatherings.OrderBy(gathering => gathering.From))
        {
            if (near.Count > 0 && gathering.From - near[0].From > Nearness)
            {
                yield return near;
                near = [];
            }

            near.Add(gathering);
        }

        if (near.Count > 0)
        {
            yield return near;
        }
    }

    private async Task SearchAsync(IReadOnlyList<XGathering> near, Dictionary<OpenQuestion, PollOutcome> outcomes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = near[0].From;
        var until = from + MostAnAnswer < now - Closing ? from + MostAnAnswer : (DateTimeOffset?)null;
        var text = XQuery.Of([.. near.SelectMany(gathering => gathering.Query.Tags).Distinct(StringComparer.Ordinal)], []);
        var window = new XWindow(text ?? "", from, until, near.All(gathering => gathering.IsAfterId) ? near.Min(gathering => gathering.After) : null);
        var (found, refused) = text is null ? (null, XRefusals.TooLong(now)) : await new XSearch(x, window, now).RunAsync(cancellationToken);
        if (refused is not null && XRefusals.IsOfWording(refused) && Halves(near) is { Length: > 1 } halves)
        {
            // One hashtag that X does not take must not keep the others from being read; what it refuses costs nothing.
            foreach (var half in halves)
            {
                await SearchAsync(half, outcomes, now, cancellationToken);
            }

            return;
        }

        foreach (var gathering in near)
        {
            outcomes[gathering.Question] = found is not null ? gathering.Answer(found, until, x.KeepsPosts)
                : gathering.Question.Cursor.Failures == 0 ? XRefusals.First(refused!)
                : refused!;
        }
    }

    // Those with the same hashtag stay together: it is refused once.
    private static XGathering[][] Halves(IReadOnlyList<XGathering> near)
    {
        var alike = near.GroupBy(gathering => string.Join('+', gathering.Query.Tags), StringComparer.Ordinal).ToArray();
        return alike.Length == 1 ? [] : [.. alike.Chunk((alike.Length + 1) / 2).Select(half => half.SelectMany(same => same).OrderBy(gathering => gathering.From).ToArray())];
    }
}
