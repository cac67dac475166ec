using System.Globalization;
using Relais.Hosting;

namespace Relais.Alerts;

/// <summary>
/// Takes in that something fires or has ended and has its group decide what is said of it: rows that it will be said, then the decision in one
/// transaction, then the messages; a crash between any two loses nothing.
/// </summary>
public sealed partial class AlertDesk(
    AlertStore alerts, OpenAlerts open, MessageQueue<FanOutDue> fanOuts, MessageQueue<GroupDue> groups, TimeProvider time, ILogger<AlertDesk> logger)
{
    /// <summary>Raises an alert. What fires already, or has happened already, is not raised again: then the earlier one is answered, and that it is not new.</summary>
    public async Task<(Alert Alert, bool IsNew)> RaiseAsync(Alert alert, CancellationToken cancellationToken)
    {
        while (true)
        {
            var board = await alerts.ReadBoardAsync(alert.CampaignId, cancellationToken);
            if (await FindEarlierAsync(board, alert, cancellationToken) is { } earlier)
            {
                return (earlier, false);
            }

            var now = time.GetUtcNow();
            var standing = board.GroupWithRoom(alert.GroupKey);
            var look = board.Look(standing with { Members = [.. standing.Members, GroupMember.Of(alert, now)] }, now);
            if (await SayAsync(board, look, [new StoredAlert(alert, null)], change => change with { Began = alert }, cancellationToken) is { } written)
            {
                AlertFired(logger, alert.Id, alert.CampaignId, alert.Kind);
                return (written[alert.Id].Alert, true);
            }
        }
    }

    /// <summary>Ends the condition that fires with this fingerprint, if one does.</summary>
    public async Task ResolveAsync(string campaignId, string fingerprint, DateTimeOffset endsAt, Observation atEnd, CancellationToken cancellationToken)
    {
        while (true)
        {
            var board = await alerts.ReadBoardAsync(campaignId, cancellationToken);
            if (board.Firing(fingerprint) is not { } firing || await alerts.ReadAsync(campaignId, firing.AlertId, cancellationToken) is not { } stored)
            {
                return;
            }

            var now = time.GetUtcNow();
            var resolved = stored.Alert with { EndsAt = endsAt, AtEnd = atEnd, ExpiresAt = endsAt + AlertConditions.WorthSaying };
            var (group, member) = board.FindMember(firing.AlertId) ?? throw new InvalidOperationException($"{firing.AlertId} fires and is in no group.");
            var ended = group with { Members = [.. group.Members.Where(one => one.AlertId != member.AlertId), member with { EndsAt = Earlier(endsAt, now) }] };
            var look = board.Look(ended, now, [.. board.FiringRows.Values.Select(row => row.Alert).Where(one => one.AlertId != firing.AlertId)]);
            var freed = InhibitedBy(board, firing.AlertId);
            foreach (var due in freed)
            {
                await open.PutGroupAsync(due, now, cancellationToken);
            }

            if (await SayAsync(board, look, [stored with { Alert = resolved }], change => change with { Ended = fingerprint }, cancellationToken) is not null)
            {
                AlertResolved(logger, firing.AlertId, campaignId);
                foreach (var due in freed)
                {
                    await groups.SendAsync(due, cancellationToken: cancellationToken);
                }

                return;
            }
        }
    }

    /// <summary>Looks at a group again: its time has come, or what mutes it has changed.</summary>
    public async Task LookAsync(GroupDue due, CancellationToken cancellationToken)
    {
        while (true)
        {
            var waiting = await open.FindGroupAsync(due, cancellationToken);
            var board = await alerts.ReadBoardAsync(due.CampaignId, cancellationToken);
            if (board.Group(due.Key) is not { } group)
            {
                await open.CloseGroupAsync(due, waiting, cancellationToken);
                return;
            }

            var look = board.Look(group, time.GetUtcNow());
            var isSame = look.Sayings.Count == 0 && look.Group.SpokeAt == group.SpokeAt && look.Group.Members.SequenceEqual(group.Members) && !Ends(look);
            if (isSame)
            {
                // Written again, so that whoever decided something meanwhile is noticed.
                await open.PutGroupAsync(due, look.Next, cancellationToken);
                if (!await alerts.CommitAsync(board, new AlertChange([]) { Group = group }, cancellationToken))
                {
                    continue;
                }
            }
            else if (await SayAsync(board, look, [], change => change, cancellationToken) is null)
            {
                continue;
            }

            await (look.Next is null ? open.CloseGroupAsync(due, waiting, cancellationToken) : Task.CompletedTask);
            return;
        }
    }

    /// <summary>Has every group of a campaign looked at: what mutes them has changed.</summary>
    public async Task LookAtAllAsync(string campaignId, CancellationToken cancellationToken)
    {
        foreach (var group in (await alerts.ReadBoardAsync(campaignId, cancellationToken)).Groups)
        {
            await LookAsync(new GroupDue(campaignId, group.Key), cancellationToken);
        }
    }

    /// <summary>Takes back an alert of which nothing was said yet; false when something was, or is not to be said any more.</summary>
    public async Task<bool> WithdrawAsync(string campaignId, string alertId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var board = await alerts.ReadBoardAsync(campaignId, cancellationToken);
            if (board.FindMember(alertId) is not var (group, member)
                || await alerts.ReadAsync(campaignId, alertId, cancellationToken) is not { Alert.Tellings.Count: 0 } stored)
            {
                return false;
            }

            var now = time.GetUtcNow();
            var look = board.Look(group with { Members = [.. group.Members.Where(one => one.AlertId != alertId), member with { EndsAt = now }] }, now);
            if (await SayAsync(board, look, [stored with { Alert = stored.Alert with { EndsAt = now } }], change => change, cancellationToken) is not null)
            {
                return true;
            }
        }
    }

    private async Task<Alert?> FindEarlierAsync(AlertBoard board, Alert alert, CancellationToken cancellationToken) =>
        alert.Once is { } once ? await alerts.FindEventAsync(alert.CampaignId, once, cancellationToken)
        : board.Firing(alert.Fingerprint) is { } firing ? await alerts.FindAsync(alert.CampaignId, firing.AlertId, cancellationToken)
        // It may be over by now, and all said of it: raising it again would tell it to those who came since.
        : await alerts.FindAsync(alert.CampaignId, alert.Id, cancellationToken);

    /// <summary>Commits what a look came to, with what else changes, and sends the messages; null when what it rests on has changed.</summary>
    private async Task<IReadOnlyDictionary<string, StoredAlert>?> SayAsync(
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
        await open.PutGroupAsync(group, look.Next, cancellationToken);
        foreach (var due in dues)
        {
            await open.OpenAsync(due, now, cancellationToken);
        }

        var change = complete(new AlertChange([.. stored.Values]) { Group = look.Group, GroupEnds = Ends(look) });
        if (!await alerts.CommitAsync(board, change.GroupEnds && board.Group(look.Group.Key) is null ? change with { Group = null } : change, cancellationToken))
        {
            return null;
        }

        foreach (var due in dues)
        {
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

    private static GroupDue[] InhibitedBy(AlertBoard board, string alertId) =>
    [
        .. board.Groups
            .Where(group => group.Members.Any(member => member.Verdict is { Kind: VerdictKind.Inhibited } verdict && verdict.By == alertId))
            .Select(group => new GroupDue(board.CampaignId, group.Key)),
    ];

    // Longer waits are the timer's: it looks each minute at what is due.
    private static readonly TimeSpan ShortWait = TimeSpan.FromMinutes(2);

    private static bool Ends(GroupLook look) => look.Group.Members.Count == 0 && look.Next is null;

    private static string Version(Alert alert) => alert.LastVersion.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(EventId = 420, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} fired: {Kind}.")]
    private static partial void AlertFired(ILogger logger, string alertId, string campaignId, string kind);

    [LoggerMessage(EventId = 421, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} was resolved.")]
    private static partial void AlertResolved(ILogger logger, string alertId, string campaignId);
}
