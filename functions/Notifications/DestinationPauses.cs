namespace Relais.Notifications;

/// <summary>Tells every instance when a destination asked for a pause, has failed too often in a row, or is well again.</summary>
internal sealed class DestinationPauses(Brakes brakes, TimeProvider time)
{
    private const string Circuit = "circuit";
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Notes what came of an attempt.</summary>
    /// <param name="isBroken">The destination has failed too often in a row.</param>
    public async ValueTask NoteAsync(string destination, bool isBroken, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var known = (await brakes.GetAsync(cancellationToken)).Pauses.GetValueOrDefault(destination);
        var isProbe = known?.Until <= time.GetUtcNow();
        if (outcome.Kind == OutcomeKind.Sent && isProbe)
        {
            await brakes.LiftAsync(destination, cancellationToken);
        }
        else if (outcome.Kind == OutcomeKind.RetryAt && (isBroken || isProbe || outcome.IsLimit))
        {
            await PauseAsync(destination, known, outcome, cancellationToken);
        }
    }

    private async Task PauseAsync(string destination, Pause? known, DeliveryOutcome outcome, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stands = known?.Until > now;
        if (stands && !outcome.IsLimit)
        {
            return;
        }

        var times = known is null ? 0 : stands ? known.Times : known.Times + 1;
        var until = (outcome.IsLimit ? outcome.At : null) ?? (now + PauseSchedule.After(outcome.IsLimit, times));
        await brakes.PauseAsync(
            new Pause(destination, until < now + Longest ? until : now + Longest, outcome.IsLimit ? outcome.Reason : Circuit, times), cancellationToken);
    }
}
