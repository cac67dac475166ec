namespace Relais.Alerts;

/// <summary>Looks at one group of alerts whose time has come: says what is to be said now, and works out when to look again.</summary>
public sealed class GroupAlerts(AlertDesk desk)
{
    [Function(nameof(GroupAlerts))]
    public Task RunAsync([QueueTrigger("group-alerts")] GroupDue due, CancellationToken cancellationToken) => desk.LookAsync(due, cancellationToken);
}
