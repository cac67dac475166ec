using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Finds, each minute, what should have been said and was not, has it said, and closes what has been said to the end.</summary>
public sealed partial class ResumeAlerts(
    AlertStore alerts,
    AlertDesk desk,
    OpenAlerts open,
    UnfinishedPages pages,
    LedgerReader reader,
    AddressBook addresses,
    Brakes brakes,
    TellSeconds seconds,
    MessageQueue<FanOutDue> fanOuts,
    MessageQueue<GroupDue> groups,
    TimeProvider time,
    ILogger<ResumeAlerts> logger)
{
    // An open row whose alert never came about: a crash fell between the two. A day later nobody can be about to write it.
    private static readonly TimeSpan OrphanAfter = TimeSpan.FromDays(1);

    // What has just been planned has its own message on the way: only what that message should have brought by now is said again.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly List<Exception> failures = [];

    [Function(nameof(ResumeAlerts))]
    public async Task RunAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var (versions, waiting, looks) = await open.ListAllAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = looks.Where(look => look.At <= now).ToArray();
        await groups.SendAllAsync([.. waiting.Where(one => one.At <= now).Select(one => one.Group)], cancellationToken);

        if (versions.Count == 0 && due.Length == 0)
        {
            return;
        }

        var board = await brakes.ReadAsync(cancellationToken);
        foreach (var version in versions)
        {
            await AttemptAsync(version.Due.AlertId, () => !version.FannedOut ? ResumeFanOutAsync(version, cancellationToken)
                : board.HaltOf(version.Due.CampaignId) is null ? ResumeDeliveriesAsync(version, cancellationToken)
                : Task.CompletedTask);
        }

        foreach (var look in due.Where(look => board.HaltOf(look.CampaignId) is null))
        {
            await AttemptAsync(look.AlertId, () => seconds.LookAsync(look, cancellationToken));
        }

        foreach (var off in await addresses.ListOffAsync(cancellationToken))
        {
            await AttemptAsync(off.RecipientId, () => TellOwnerAsync(off, cancellationToken));
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    /// <summary>What fails for one must not keep the others waiting; the timer fails with it once all have had their turn.</summary>
    private async Task AttemptAsync(string id, Func<Task> resume)
    {
        try
        {
            await resume();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            ResumeFailed(logger, failure, id);
            failures.Add(failure);
        }
    }

    private async Task ResumeFanOutAsync(OpenAlert version, CancellationToken cancellationToken)
    {
        if (version.Since + OrphanAfter < time.GetUtcNow()
            && (await alerts.FindAsync(version.Due.CampaignId, version.Due.AlertId, cancellationToken))?.Told(version.Due.Version) is null or { In: not null })
        {
            await open.CloseAsync(version, cancellationToken);
            return;
        }

        if (version.Since + Grace <= time.GetUtcNow())
        {
            using var span = AlertMeter.StartResume(version.Due, version.Trace);
            await fanOuts.SendAsync(version.Due, cancellationToken: cancellationToken);
        }
    }

    private async Task ResumeDeliveriesAsync(OpenAlert version, CancellationToken cancellationToken)
    {
        if (await pages.ResumeAsync(version.Due, Grace, cancellationToken, version.Trace))
        {
            return;
        }

        // It may be about to be tried again: what was opened a moment ago is left for the next tick.
        if (version.Since + Grace > time.GetUtcNow())
        {
            return;
        }

        var counts = await reader.CountAsync(version.Due.AlertId, version.Due.Version, cancellationToken);
        if (await alerts.CloseAsync(version.Due.CampaignId, version.Due.AlertId, version.Due.Version, counts, cancellationToken))
        {
            await open.CloseAsync(version, cancellationToken);
            AlertClosed(logger, version.Due.AlertId, version.Due.Version, counts.Audience);
        }
    }

    /// <summary>An address is switched off while something is delivered, so that is when there may be somebody to tell.</summary>
    private async Task TellOwnerAsync(SwitchedOff off, CancellationToken cancellationToken)
    {
        await desk.RaiseAsync(AlertConditions.Endpoint(off.CampaignId, off.RecipientId, off.Reason, off.Owner, off.At, time.GetUtcNow()), cancellationToken);
        await addresses.ForgetOffAsync(off, cancellationToken);
    }

    [LoggerMessage(EventId = 411, Level = LogLevel.Error, Message = "Resuming {Id} failed.")]
    private static partial void ResumeFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(EventId = 410, Level = LogLevel.Information, Message = "Closed {AlertId} version {Version} after {Audience} deliveries.")]
    private static partial void AlertClosed(ILogger logger, string alertId, int version, int audience);
}
