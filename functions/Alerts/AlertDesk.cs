using Relais.Hosting;
using Relais.Hosting.Telemetry;

namespace Relais.Alerts;

/// <summary>Takes in that something fires, has ended, or is taken back, and has its group look what is to be said now.</summary>
public sealed partial class AlertDesk(
    AlertStore alerts, AlertDecisions decisions, OpenAlerts open, MessageQueue<GroupDue> groups, TimeProvider time, ILogger<AlertDesk> logger)
{
    /// <summary>Raises an alert. What fires already, or has happened already, is not raised again: then the earlier one is answered, and that it is not new.</summary>
    public async Task<(Alert Alert, bool IsNew)> RaiseAsync(Alert alert, CancellationToken cancellationToken)
    {
        using var span = AlertMeter.StartRaise(alert);
        alert = alert with { Trace = (span ?? Spans.Current)?.Id };
        while (true)
        {
            var reading = alerts.ReadBoardAsync(alert.CampaignId, cancellationToken);
            var finding = alert.Once is { } once ? alerts.FindEventAsync(alert.CampaignId, once, cancellationToken) : FindConditionAsync(reading, alert, cancellationToken);
            await Task.WhenAll(reading, finding);
            var board = await reading;
            if (await finding is { } earlier)
            {
                return (earlier, false);
            }

            var now = time.GetUtcNow();
            var standing = board.GroupWithRoom(alert.GroupKey);
            var look = board.Look(standing with { Members = [.. standing.Members, GroupMember.Of(alert, now)] }, now, board.FiringWith(alert));
            if (await decisions.CarryOutAsync(board, look, [new StoredAlert(alert, null)], change => change with { Began = alert }, cancellationToken) is { } written)
            {
                AlertMeter.Fired(alert);
                AlertFired(logger, alert.Id, alert.CampaignId, alert.Kind);
                return (written[alert.Id].Alert, true);
            }
        }
    }

    /// <summary>Ends the condition that fires with this fingerprint, if one does.</summary>
    /// <param name="atEnd">What was seen then; null where nobody looks any more.</param>
    public async Task ResolveAsync(string campaignId, string fingerprint, DateTimeOffset endsAt, Observation? atEnd, CancellationToken cancellationToken)
    {
        while (true)
        {
            var board = await alerts.ReadBoardAsync(campaignId, cancellationToken);
            if (board.Firing(fingerprint) is not { } firing || await alerts.ReadAsync(campaignId, firing.AlertId, cancellationToken) is not { } stored)
            {
                return;
            }

            var now = time.GetUtcNow();
            using var span = AlertMeter.StartResolve(stored.Alert);
            var resolved = stored.Alert with { EndsAt = endsAt, AtEnd = atEnd, ExpiresAt = endsAt + AlertConditions.WorthSaying, Trace = (span ?? Spans.Current)?.Id };
            var (group, member) = board.FindMember(firing.AlertId) ?? throw new InvalidOperationException($"{firing.AlertId} fires and is in no group.");
            var ended = group with { Members = [.. group.Members.Where(one => one.AlertId != member.AlertId), member with { EndsAt = Earlier(endsAt, now) }] };
            var look = board.Look(ended, now, [.. board.FiringRows.Values.Select(row => row.Alert).Where(one => one.AlertId != firing.AlertId)]);
            var freed = InhibitedBy(board, firing.AlertId);
            foreach (var due in freed)
            {
                await open.PutGroupAsync(due, now, cancellationToken);
            }

            if (await decisions.CarryOutAsync(board, look, [stored with { Alert = resolved }], change => change with { Ended = fingerprint }, cancellationToken) is not null)
            {
                AlertMeter.Resolved(resolved);
                AlertResolved(logger, firing.AlertId, campaignId);
                await groups.SendAllAsync(freed, cancellationToken);

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
            var isSame = look.Sayings.Count == 0 && look.Group.SpokeAt == group.SpokeAt && look.Group.Members.SequenceEqual(group.Members) && !look.Ends;
            if (isSame)
            {
                // Written again, so that whoever decided something meanwhile is noticed.
                await open.PutGroupAsync(due, look.Next, cancellationToken);
                if (!await alerts.CommitAsync(board, new AlertChange([]) { Group = group }, cancellationToken))
                {
                    continue;
                }
            }
            else if (await decisions.CarryOutAsync(board, look, [], change => change, cancellationToken) is null)
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
            if (await decisions.CarryOutAsync(board, look, [stored with { Alert = stored.Alert with { EndsAt = now } }], change => change, cancellationToken) is not null)
            {
                return true;
            }
        }
    }

    // It may be over by now, and all said of it: raising it again would tell it to those who came since.
    private async Task<Alert?> FindConditionAsync(Task<AlertBoard> reading, Alert alert, CancellationToken cancellationToken) =>
        await alerts.FindAsync(alert.CampaignId, (await reading).Firing(alert.Fingerprint)?.AlertId ?? alert.Id, cancellationToken);

    private static GroupDue[] InhibitedBy(AlertBoard board, string alertId) =>
    [
        .. board.Groups
            .Where(group => group.Members.Any(member => member.Verdict is { Kind: VerdictKind.Inhibited } verdict && verdict.By == alertId))
            .Select(group => new GroupDue(board.CampaignId, group.Key)),
    ];

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(EventId = 420, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} fired: {Kind}.")]
    private static partial void AlertFired(ILogger logger, string alertId, string campaignId, string kind);

    [LoggerMessage(EventId = 421, Level = LogLevel.Information, Message = "{AlertId} of {CampaignId} was resolved.")]
    private static partial void AlertResolved(ILogger logger, string alertId, string campaignId);
}
