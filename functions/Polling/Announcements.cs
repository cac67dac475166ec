using Relais.Alerts;
using Relais.Notifications;

namespace Relais.Polling;

/// <summary>Raises an alert of every new item for each campaign that announces what is new; an item that was announced is not announced again.</summary>
public sealed class Announcements(AlertDesk desk)
{
    // As far ahead as an organiser's own alert may expire.
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);

    /// <summary>Comes before the answer is written down: a crash between the two has the items asked for, and raised, again, which raises them once.</summary>
    public async Task RaiseAsync(PollDue due, News? news, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var campaign in news is null ? [] : due.Announcing ?? [])
        {
            // What stood there when the campaign's first look was taken is nothing new to it.
            foreach (var item in news!.Since >= campaign.Since ? news.Items : [])
            {
                if (item.At >= campaign.Since && !(item.Ends <= now))
                {
                    await desk.RaiseAsync(ToAlert(campaign.Id, due, item, now), cancellationToken);
                }
            }
        }
    }

    private static Alert ToAlert(string campaignId, PollDue due, NewsItem item, DateTimeOffset now)
    {
        var host = due.Query.Host;
        var title = item.Title.Length > 0 ? new Localized(item.Title, item.Title) : new Localized($"New on {host}", $"Nouveau sur {host}");
        var body = item.Body.Length > 0 ? new Localized(item.Body, item.Body) : new Localized($"Just published on {host}.", $"Vient de paraître sur {host}.");
        var latest = now + LongestLife;
        return AlertConditions.Announcement(
            campaignId, due.Query.Kind, $"{due.Query.Key}\n{item.Id}", new AlertWords(title, body, item.Url), now, item.Ends > latest ? latest : item.Ends) with { IsEcho = item.IsEcho };
    }
}
