using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Writes corrections and retractions down: a row that it will be said, then the new version of the alert, then the message.</summary>
public sealed class Corrections(AlertStore alerts, AlertDesk desk, OpenAlerts open, MessageQueue<FanOutDue> fanOuts, TimeProvider time)
{
    // Whoever got all of them has had enough.
    private const int MostCorrections = 20;
    private const string Corrected = "corrected";

    private static readonly Localized Withdrawn = new("What was said before no longer holds.", "Ce qui a été annoncé n'est plus valable.");

    /// <summary>Replaces what an alert says. Where nothing was said yet, the new words are simply what is said; where they stand already, nothing changes.</summary>
    public async Task<Correction> CorrectAsync(string campaignId, string alertId, AlertWords words, CancellationToken cancellationToken)
    {
        while (await alerts.FindAsync(campaignId, alertId, cancellationToken) is { } standing)
        {
            if (Forbid(standing, Corrected) is { } forbidden)
            {
                return new Correction(standing, null, false, forbidden);
            }

            if (standing.Words == words)
            {
                return new Correction(standing, standing.Tellings.LastOrDefault(telling => telling.Status == Telling.Corrected), false, null);
            }

            var changed = await FollowAsync(standing, Telling.Corrected, words, alert => alert with { Words = words }, cancellationToken);
            if (changed is not null)
            {
                return changed;
            }
        }

        return Correction.None;
    }

    /// <summary>Takes an alert back. Where it was taken back before, nothing changes.</summary>
    /// <param name="why">What those who got it are told; null for the house's own words.</param>
    public async Task<Correction> RetractAsync(string campaignId, string alertId, Localized? why, CancellationToken cancellationToken)
    {
        while (await alerts.FindAsync(campaignId, alertId, cancellationToken) is { } standing)
        {
            if (standing.LastTelling is { Status: Telling.Retracted } earlier)
            {
                return new Correction(standing, earlier, false, null);
            }

            if (Forbid(standing, "withdrawn") is { } forbidden)
            {
                return new Correction(standing, null, false, forbidden);
            }

            if (standing.Tellings.Count == 0)
            {
                if (await desk.WithdrawAsync(campaignId, alertId, cancellationToken))
                {
                    return new Correction((await alerts.FindAsync(campaignId, alertId, cancellationToken))!, null, true, null);
                }

                if ((await alerts.FindAsync(campaignId, alertId, cancellationToken))!.Tellings.Count == 0)
                {
                    return new Correction(standing, null, false, null);
                }

                continue;
            }

            var now = time.GetUtcNow();
            var words = new AlertWords(standing.Words!.Title, why ?? Withdrawn);
            var changed = await FollowAsync(standing, Telling.Retracted, words, alert => alert with { EndsAt = alert.EndsAt < now ? alert.EndsAt : now }, cancellationToken);
            if (changed is not null)
            {
                return changed;
            }
        }

        return Correction.None;
    }

    /// <summary>Null when somebody was faster and everything must be looked at anew.</summary>
    private async Task<Correction?> FollowAsync(Alert standing, string status, AlertWords words, Func<Alert, Alert> change, CancellationToken cancellationToken)
    {
        var (now, said) = (time.GetUtcNow(), standing.LastVersion);
        var due = new FanOutDue(standing.CampaignId, standing.Id, said + 1);
        if (said > 0)
        {
            await open.OpenAsync(due, now, cancellationToken);
        }

        var telling = new Telling(due.Version, status, status, now, [])
        {
            Words = words,
            ExpiresAt = standing.ExpiresAt > now + AlertConditions.WorthSaying ? standing.ExpiresAt : now + AlertConditions.WorthSaying,
        };
        var changed = await alerts.ChangeAsync(
            standing.CampaignId,
            standing.Id,
            alert => alert.LastVersion != said ? null : said == 0 ? change(alert) : change(alert).Tell(telling),
            cancellationToken);
        if (changed is null)
        {
            return null;
        }

        if (said > 0)
        {
            await fanOuts.SendAsync(due, cancellationToken: cancellationToken);
        }

        return new Correction(changed, said > 0 ? telling : null, true, null);
    }

    private static string? Forbid(Alert alert, string what) =>
        alert.Words is null ? $"is no call and no announcement: what Relais notices itself is not {what}."
        : alert.LastTelling?.Status == Telling.Retracted ? "was withdrawn."
        : alert.Tellings.Count > MostCorrections && what == Corrected ? $"was corrected {MostCorrections} times: withdraw it, and call anew."
        : null;
}

/// <summary>What came of a correction or retraction.</summary>
/// <param name="Alert">As it stands now; null when there is none.</param>
/// <param name="Telling">The version that says it; null where nothing had been said that it could follow.</param>
/// <param name="IsNew">False when all was so already.</param>
/// <param name="Forbidden">Why it is not done; null when it is.</param>
public sealed record Correction(Alert? Alert, Telling? Telling, bool IsNew, string? Forbidden)
{
    public static readonly Correction None = new(null, null, false, null);
}
