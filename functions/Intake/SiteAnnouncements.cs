using Relais.Alerts;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>Raises one alert of what a site announces, which is worth saying for a day.</summary>
public sealed class SiteAnnouncements(AlertDesk desk, TimeProvider time)
{
    public async Task RaiseAsync(Campaign campaign, Inlet inlet, Deed deed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expires = deed.State.At + AlertConditions.WorthSaying;
        if (deed.IsErased || deed.IsStruck || deed.State.What is not { Standing: SubmissionStanding.Counts, IsTest: false } || expires <= now || campaign.StateAt(now) == CampaignState.Ended)
        {
            return;
        }

        // A clock that runs ahead does not make it last.
        var latest = now + AlertConditions.WorthSaying;
        var words = deed.Words?.What;
        var said = new AlertWords(
            words?.Title is { } title ? new Localized(title, title) : new Localized($"News: {inlet.Name}", $"Du nouveau\u00a0: {inlet.Name}"),
            words?.Text is { } text ? new Localized(text, text) : new Localized("Just announced.", "Vient d'être annoncé."),
            words?.Url is { } url && UrlRules.Reject(url, allowLoopback: false) is null ? url : null);
        await desk.RaiseAsync(AlertConditions.Announcement(campaign.Id, inlet.Provider, $"{inlet.Id}\n{deed.Key}", said, now, expires < latest ? expires : latest), cancellationToken);
    }
}
