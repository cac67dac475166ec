using Relais.Campaigns;
using Relais.Http;

namespace Relais.Snapshots;

/// <summary>Tells the hub, every five minutes and once for each change, which feeds have changed; what it did not take is told again the next time.</summary>
internal sealed partial class TellHub(
    WebSub webSub, CampaignStore campaigns, PublicFeeds feeds, HubMarks marks, OutboundHttp http, TimeProvider time, ILogger<TellHub> logger)
{
    // A call may be taken back until it expires, 30 days later at most: after that nothing of an ended campaign changes.
    private static readonly TimeSpan Aftermath = TimeSpan.FromDays(31);

    // One that does not answer costs its 15 s once for so many feeds.
    private const int AtOnce = 8;

    private static readonly string[] Languages = ["en", "fr"];

    [Function(nameof(TellHub))]
    public async Task RunAsync([TimerTrigger("45 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        if (webSub.Hub is not { } hub)
        {
            return;
        }

        var (now, told) = (time.GetUtcNow(), await marks.ListAsync(cancellationToken));
        var shown = (await campaigns.ListAsync(cancellationToken)).Where(campaign => campaign.Page is not null && !(campaign.Until < now - Aftermath));
        await Parallel.ForEachAsync(
            shown.SelectMany(campaign => Languages.Select(language => (campaign, language))),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, token) =>
            {
                var name = HubMarks.NameOf(one.campaign.Id, one.language);
                var feed = await feeds.ReadAsync(one.campaign, one.language, token);
                var stands = Digest.Of(Convert.ToHexString(AtomFeed.Write(feed, hub)));

                // Nobody follows what nothing was ever said in.
                if (told.GetValueOrDefault(name) != stands && (feed.Entries.Count > 0 || told.ContainsKey(name)) && await TellAsync(hub, one.campaign.Id, feed, token))
                {
                    await marks.PutAsync(name, stands, token);
                }
            });
    }

    // As hubs have taken it since PubSubHubbub 0.3, section 7.1; WebSub itself leaves it to them.
    private async Task<bool> TellAsync(string hub, string campaignId, PublicFeed feed, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, hub)
        {
            Content = new FormUrlEncodedContent([new("hub.mode", "publish"), new("hub.url", feed.AddressOf(AtomFeed.Format))]),
        };
        var reply = await http.SendAsync(request, cancellationToken);
        if (!reply.IsSuccessStatus)
        {
            HubRefused(logger, campaignId, feed.Language, reply.Describe());
            return false;
        }

        HubTold(logger, campaignId, feed.Language);
        return true;
    }

    [LoggerMessage(EventId = 720, Level = LogLevel.Information, Message = "The feed of {CampaignId} ({Language}) changed, and the hub was told.")]
    private static partial void HubTold(ILogger logger, string campaignId, string language);

    [LoggerMessage(EventId = 721, Level = LogLevel.Warning, Message = "The feed of {CampaignId} ({Language}) changed; the hub {Outcome}.")]
    private static partial void HubRefused(ILogger logger, string campaignId, string language, string outcome);
}
