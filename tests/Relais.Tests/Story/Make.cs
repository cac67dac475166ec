using Relais.Alerts;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Tests.Story;

/// <summary>Puts things into an app's stores without going through its doors, for tests that begin in the middle of the flow.</summary>
internal static class Make
{
    public static async Task<Campaign> CampaignAsync(
        this RelaisApp app, string id = "climat", string[]? hashtags = null, string[]? hosts = null, Thresholds? thresholds = null, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var campaign = new Campaign(
            id,
            "Marche " + id,
            [.. (hashtags ?? ["climat"]).Select(text => Hashtag.TryParse(text, out var hashtag, out var reason) ? hashtag : throw new ArgumentException(reason))],
            [.. (hosts ?? []).Select(host => new FollowedSource("mastodon", host))],
            from ?? RelaisApp.Morning,
            until,
            thresholds ?? Thresholds.Default);
        Assert.True(await app.Get<CampaignStore>().AddAsync(campaign, default));
        return campaign;
    }

    public static string[] Queries(this RelaisApp app, Campaign campaign) => [.. TrackedQuery.Of(campaign, app.Get<CampaignRules>().Kinds).Select(query => query.Key)];

    /// <summary>Signals of one question: so many an hour, evenly, over a stretch of time; the source has told up to its end.</summary>
    public static async Task SignalsAsync(this RelaisApp app, string query, DateTimeOffset from, DateTimeOffset until, int anHour, Gap? missed = null)
    {
        // As much as fits one transaction at a time.
        for (var end = Least(from.AddHours(48), until); ; (from, end) = (end, Least(end.AddHours(48), until)))
        {
            var counts = new MinuteCounts();
            var total = (int)(anHour * (end - from).TotalHours);
            for (var i = 0; i < total; i++)
            {
                counts.Add(from + ((end - from) * i / total), 1);
            }

            var signals = app.Get<SignalStore>();
            Assert.NotNull(await signals.FoldAsync(query, await signals.ReadCursorAsync(query, default), new Fold("p", end, counts, [], missed), default));
            if (end == until)
            {
                return;
            }
        }
    }

    private static DateTimeOffset Least(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    public static Alert Surge(string campaignId, DateTimeOffset at) => AlertConditions.Surge(campaignId, at, new Observation(99, 24.6, 4, 3.5));

    /// <summary>What is said first of an alert.</summary>
    public static Telling First(DateTimeOffset at) => new(1, Telling.Firing, Grouping.First, at, []);

    /// <summary>What is said of an alert that was said once and is over.</summary>
    public static Telling Over(DateTimeOffset at) => new(2, Telling.Resolved, Grouping.Over, at, []);

    /// <summary>Subscribes webhooks of one site: each by an id that grows with its number, at an address of its own.</summary>
    /// <param name="apart">Each on a host of its own: none waits because another is left alone.</param>
    public static async Task SubscribersAsync(
        this RelaisApp app, string campaignId, int count, string host = "hooks.example.org", bool addresses = true, int from = 0, bool resolved = true, bool apart = false)
    {
        await Parallel.ForEachAsync(Enumerable.Range(from, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, token) =>
        {
            var id = SubscriberId(number);
            if (addresses)
            {
                await app.Get<AddressBook>().PutAsync(campaignId, new Recipient(id, "webhook", $"https://{(apart ? Apart(number, host) : host)}/{number}", Secret, "en"), token);
            }

            await app.Get<SubscriptionStore>().PutAsync(new Subscription(id, campaignId, "webhook", AlertKinds.Usual, resolved, "en", RelaisApp.Morning), token);
        });
    }

    /// <summary>The host that one subscriber has for itself.</summary>
    public static string Apart(int number, string host = "hooks.example.org") => $"n{number}.{host}";

    public static string SubscriberId(int number) => $"s_{number:D32}";

    public const string Secret = "whsec_cmVsYWlzLXJlbGFpcy1yZWxhaXMtcmVsYWlz";
}
