using Relais.Alerts;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Snapshots;

/// <summary>Gathers what a campaign has told everybody: its newest announcements and milestones, in the words that they have now, without what was withdrawn.</summary>
internal sealed class PublicFeeds(AlertStore alerts, PublicAddress address)
{
    private const int MostEntries = 50;

    // Among them are calls, surges and all else that no feed shows. What lies behind so many is no news, and anybody may have them read.
    private const int MostAlertsLookedAt = 500;

    private static readonly string[] Kinds = [AlertKinds.Announcement, AlertKinds.Milestone];

    private readonly string host = new Uri(address.Root).IdnHost;

    public async Task<PublicFeed> ReadAsync(Campaign campaign, string language, CancellationToken cancellationToken)
    {
        var told = (await alerts.ListAsync(campaign.Id, "", MostAlertsLookedAt, cancellationToken)).Where(IsForEverybody).ToArray();
        var page = $"{address.Root}/c/{campaign.Id}?lang={language}";
        return new PublicFeed(
            language,
            Line(campaign.Name),
            InertText.Plain(campaign.Page!.AboutIn(language)),
            page,
            told.Length == 0 ? campaign.From : told.Max(alert => alert.LastTelling!.At),
            [
                .. told.Where(alert => alert.LastTelling!.Status != Telling.Retracted)
                    .OrderByDescending(alert => alert.Tellings[0].At).ThenBy(alert => alert.Id, StringComparer.Ordinal)
                    .Take(MostEntries).Select(alert => ToEntry(alert, campaign, language, page)),
            ]);
    }

    // What is for some alone is nobody else's business, and what nobody was told yet is not told here first.
    private static bool IsForEverybody(Alert alert) => Kinds.Contains(alert.Kind) && alert is { Audience.IsEverybody: true, IsEcho: false, Tellings.Count: > 0 };

    private PublicEntry ToEntry(Alert alert, Campaign campaign, string language, string page) => new(
        FeedName.Of(alert, host),
        alert.Kind,
        Line(AlertText.Title(alert, campaign).In(language)),
        InertText.Plain(AlertText.Why(alert, campaign).In(language)),
        alert.Words?.Url is { } url ? new Uri(url).AbsoluteUri : page,
        alert.Tellings[0].At,
        (alert.Tellings.LastOrDefault(telling => telling.Status == Telling.Corrected) ?? alert.Tellings[0]).At,
        alert.ExpiresAt);

    private static string Line(string text) => InertText.Plain(text).Replace('\n', ' ');
}
