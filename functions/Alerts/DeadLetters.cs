using System.Globalization;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Finds, newest alerts first, the deliveries of a campaign that have ended without being sent.</summary>
public sealed class DeadLetters(AlertStore alerts, DeliveryRecords records)
{
    private const int AlertsAtATime = 50;
    private const int LettersAnAnswer = 100;

    // Alerts without dead letters cost one read of fifty; after so many an answer says where to go on.
    private const int MostAlertsAnAnswer = 500;

    /// <summary>A hundred dead letters or more, and where to go on; fewer at the end, or where many alerts had none.</summary>
    public async Task<DeliveryList> ListAsync(string campaignId, string? reason, DeadLetterPlace place, CancellationToken cancellationToken)
    {
        var (found, looked) = (new List<DeliveryShown>(), 0);

        // Of the alert at which an earlier answer ended, something may be left.
        var page = place.AlertId.Length > 0 && await alerts.FindAsync(campaignId, place.AlertId, cancellationToken) is { } begun ? [begun]
            : await alerts.ListAsync(campaignId, place.AlertId, AlertsAtATime, cancellationToken);
        for (; page.Count > 0; page = await alerts.ListAsync(campaignId, page[^1].Id, AlertsAtATime, cancellationToken))
        {
            foreach (var alert in page)
            {
                if (await AddAsync(found, alert, reason, place.AlertId == alert.Id ? place : place with { Version = 1, Key = "" }, cancellationToken) is { } next)
                {
                    return new DeliveryList(found, next.ToString());
                }
            }

            looked += page.Count;
            if (looked >= MostAlertsAnAnswer)
            {
                return new DeliveryList(found, new DeadLetterPlace(page[^1].Id, int.MaxValue, "").ToString());
            }
        }

        return new DeliveryList(found, null);
    }

    /// <summary>Adds what is behind a place in one alert; answers where to go on once an answer is full.</summary>
    private async Task<DeadLetterPlace?> AddAsync(List<DeliveryShown> found, Alert alert, string? reason, DeadLetterPlace place, CancellationToken cancellationToken)
    {
        foreach (var telling in alert.Tellings.Where(telling => telling.Version >= place.Version && telling.In is null && telling.Deliveries is null or not { Failed: 0, Expired: 0 }))
        {
            var key = telling.Version == place.Version ? place.Key : "";
            do
            {
                var list = await records.ListAsync(alert, telling, new DeliveryFilter(DeliveryFilter.Dead, reason), key, cancellationToken);
                found.AddRange(list.Deliveries);
                key = list.After;
                if (found.Count >= LettersAnAnswer)
                {
                    return key is null ? new DeadLetterPlace(alert.Id, telling.Version + 1, "") : new DeadLetterPlace(alert.Id, telling.Version, key);
                }
            }
            while (key is not null);
        }

        return null;
    }
}

/// <summary>Where a list of dead letters goes on: at a version of an alert, behind a row.</summary>
public sealed record DeadLetterPlace(string AlertId, int Version, string Key)
{
    public static bool TryParse(string text, out DeadLetterPlace place)
    {
        place = new DeadLetterPlace("", 1, "");
        if (text.Length == 0)
        {
            return true;
        }

        if (text.Split('.', 3) is not [{ Length: > 0 } alert, var version, var key] || !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1
            || NameRules.Reject(alert) is not null
            || (key.Length > 0 && !DeliveryRecords.IsCursor(key)))
        {
            return false;
        }

        place = new DeadLetterPlace(alert, number, key);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AlertId}.{Version}.{Key}");
}
