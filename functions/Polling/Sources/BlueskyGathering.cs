using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>What the pages of one poll have brought so far, in whatever order, and how far back they reach.</summary>
internal sealed class BlueskyGathering(TrackedQuery query, BlueskyPosition position, DateTimeOffset told, DateTimeOffset since, DateTimeOffset now)
{
    private readonly Dictionary<string, BlueskyPost> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> wanted = query.Tags.Select(Hashtag.Fold).ToHashSet(StringComparer.Ordinal);

    private DateTimeOffset? cut;

    /// <summary>Adds a page; a post that stands on two is one.</summary>
    public void Add(IEnumerable<BlueskyPost> posts)
    {
        foreach (var post in posts)
        {
            found.TryAdd(post.Uri, post);
        }
    }

    /// <summary>Says that there was more to read before this instant.</summary>
    public void CutAt(DateTimeOffset oldest) => cut = cut > oldest ? cut : oldest;

    /// <summary>What is new, oldest first, as much as fits one transaction; the rest is asked for again.</summary>
    public PollOutcome.Answered Answer()
    {
        var (answer, until, isWhole) = (new AnswerBuilder(), told, true);
        foreach (var post in found.Values.Where(post => !position.Knows(post)).OrderBy(post => post.At).ThenBy(post => post.Uri, StringComparer.Ordinal).ToArray())
        {
            if (IsWanted(post) && !answer.TryAdd(post.ToPost(query, now)))
            {
                isWhole = false;
                break;
            }

            position.Add(post, now);
            until = post.At > until && post.At <= now ? post.At : until;
        }

        var missed = cut > told ? new Gap(told, cut, "more was published than could be read", Recovered: false) : null;
        return new PollOutcome.Answered(answer.ToFold(position.ToString(), isWhole ? now : until, missed), More: !isWhole);
    }

    // The search has been seen to take its parameter `tag` for nothing (atproto #3301), and then answers with posts that only hold the word.
    private bool IsWanted(BlueskyPost post)
    {
        var tags = post.Tags.Select(Hashtag.Fold).ToArray();
        return post.At >= since && tags.Any(wanted.Contains) && !tags.Any(query.Without.Contains);
    }
}
