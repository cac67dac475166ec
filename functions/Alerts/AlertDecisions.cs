using System.Globalization;
using Relais.Hosting;

namespace Relais.Alerts;

/// <summary>
/// Carries out what a look at a group came to: rows that it will be said, then the decision in one transaction, then the messages; a crash between any
/// two loses nothing.
/// </summary>
public sealed class AlertDecisions(AlertStore alerts, OpenAlerts open, MessageQueue<FanOutDue> fanOuts, MessageQueue<GroupDue> groups, TimeProvider time)
{
    // Longer waits are the timer's: it looks each minute at what is due.
    private static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(2);

    /// <summary>Commits what a look came to, with what else changes, and sends the messages; null when what it rests on has changed.</summary>
    public async Task<IReadOnlyDictionary<string, StoredAlert>?> CarryOutAsync(
        AlertBoard board, GroupLook look, IReadOnlyList<StoredAlert> known, Func<AlertChange, AlertChange> complete, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var group = new GroupDue(board.CampaignId, look.Group.Key);
        var stored = known.ToDictionary(one => one.Alert.Id, StringComparer.Ordinal);
        var leaving = look.Verdicts.Keys.Where(id => look.Group.Members.All(member => member.AlertId != id));
        foreach (var id in look.Sayings.SelectMany(saying => saying.AlertIds).Concat(leaving).Where(id => !stored.ContainsKey(id)).Distinct().ToArray())
        {
            stored[id] = await alerts.ReadAsync(board.CampaignId, id, cancellationToken) ?? throw new InvalidOperationException($"The group {look.Group.Key} names {id}, which is no alert.");
        }

        var dues = new List<FanOutDue>();
        foreach (var saying in look.Sayings)
        {
            dues.Add(Tell(saying, stored, board.CampaignId, now));
        }

        foreach (var (id, verdict) in look.Verdicts.Where(verdict => stored.ContainsKey(verdict.Key)))
        {
            var alert = stored[id].Alert;
            stored[id] = stored[id] with { Alert = alert with { Verdict = verdict.Kind == VerdictKind.Told ? verdict with { By = Version(alert) } : verdict } };
        }

        // Before the decision: a crash must not leave it without anybody who carries it out.
        await Task.WhenAll([open.PutGroupAsync(group, look.Next, cancellationToken), .. dues.Select(due => open.OpenAsync(due, now, cancellationToken, trace: stored[due.AlertId].Alert.Trace))]);

        var change = complete(new AlertChange([.. stored.Values]) { Group = look.Group, GroupEnds = look.Ends });
        if (!await alerts.CommitAsync(board, change.GroupEnds && board.Group(look.Group.Key) is null ? change with { Group = null } : change, cancellationToken))
        {
            return null;
        }

        foreach (var due in dues)
        {
            using var span = AlertMeter.StartTell(due, stored[due.AlertId].Alert.Trace);
            await fanOuts.SendAsync(due, cancellationToken: cancellationToken);
        }

        if (board.Group(look.Group.Key) is null)
        {
            // Whoever looked between the row and the decision saw no group and may have taken the row away.
            await open.PutGroupAsync(group, look.Next, cancellationToken);
        }

        if (look.Next is { } next && next - now is var wait && wait < ShortWait)
        {
            await groups.SendAsync(group, wait, cancellationToken);
        }

        return stored;
    }

    /// <summary>Writes into the alerts of one notification that they are said by it; the oldest speaks for the others.</summary>
    private static FanOutDue Tell(Saying saying, Dictionary<string, StoredAlert> stored, string campaignId, DateTimeOffset now)
    {
        var leadId = saying.AlertIds[0];
        var version = stored[leadId].Alert.LastVersion + 1;
        for (var i = 0; i < saying.AlertIds.Count; i++)
        {
            var one = stored[saying.AlertIds[i]];
            var telling = new Telling(
                one.Alert.LastVersion + 1, saying.Status, saying.Why[i], now, i == 0 ? [.. saying.AlertIds.Skip(1)] : [], i == 0 ? null : new ToldIn(leadId, version));

            // A condition that goes on is worth saying for a day from now, whenever it began.
            var expires = one.Alert.EndsAt is null && one.Alert.ExpiresAt < now + AlertConditions.WorthSaying ? now + AlertConditions.WorthSaying : one.Alert.ExpiresAt;
            stored[one.Alert.Id] = one with { Alert = one.Alert.Tell(telling) with { ExpiresAt = expires } };
        }

        return new FanOutDue(campaignId, leadId, version);
    }

    private static string Version(Alert alert) => alert.LastVersion.ToString(CultureInfo.InvariantCulture);
}
