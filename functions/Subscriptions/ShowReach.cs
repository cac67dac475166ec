using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>How many of a campaign's people are reachable, and by what: numbers alone.</summary>
public static class ShowReach
{
    private const int PageSize = 1_000;

    public static async Task<Results<Ok<Reach>, ProblemHttpResult>> RunAsync(string campaign, CampaignStore campaigns, SubscriptionStore store, AddressBook addresses, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(campaign, cancellationToken) is null)
        {
            return Problem.NotFound("campaign");
        }

        var (people, own) = (new List<Recipient>(), 0);
        var after = (string?)"";
        while (after is not null)
        {
            var (page, next) = await store.ListAsync(campaign, after, PageSize, cancellationToken);
            var recipients = page.Count == 0 ? new Dictionary<string, Recipient>() : await addresses.ReadRangeAsync(campaign, page[0].Id, page[^1].Id, cancellationToken);
            foreach (var recipient in page.Select(one => recipients.GetValueOrDefault(one.Id)).OfType<Recipient>())
            {
                own += recipient.Person is null ? 1 : 0;
                people.Add(recipient with { Address = "", Secret = null });
            }

            after = next;
        }

        return TypedResults.Ok(new Reach(
            people.Count - own,
            own,
            [.. people.GroupBy(one => one.Channel).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new ChannelReach(one.Key, one.Count(each => each.Off is null), one.Count(each => each.Off is not null)))],
            Count(people, one => one.Language),
            Count(people, one => WishDraft.Of(one.Wishes).Rhythm!)));
    }

    private static SortedDictionary<string, int> Count(List<Recipient> people, Func<Recipient, string> by)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in people)
        {
            counts[by(one)] = counts.GetValueOrDefault(by(one)) + 1;
        }

        return counts;
    }
}

/// <summary>Who is told of a campaign, in numbers.</summary>
/// <param name="People">Who joined themselves, or came by a list.</param>
/// <param name="Own">Addresses that organisers added.</param>
/// <param name="Languages">How many in each.</param>
/// <param name="Rhythms">How many at once, daily, weekly.</param>
public sealed record Reach(int People, int Own, IReadOnlyList<ChannelReach> Channels, IReadOnlyDictionary<string, int> Languages, IReadOnlyDictionary<string, int> Rhythms);

/// <summary>How many a channel reaches.</summary>
/// <param name="Off">Addresses to which nothing is sent any more, because nothing arrives there.</param>
public sealed record ChannelReach(string Channel, int Reachable, int Off);
