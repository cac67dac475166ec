namespace Relais.Intake;

/// <summary>Each night, takes away what is known of calls that were refused more than a week ago and what people said more than three months ago, and closes anew what an older key closed.</summary>
public sealed class TendInlets(RefusalLog refusals, PrivateWords words, InletStore inlets, TimeProvider time)
{
    [Function(nameof(TendInlets))]
    public async Task RunAsync([TimerTrigger("40 41 2 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await refusals.ForgetOldAsync(now, cancellationToken);
        await words.ForgetOldAsync(now, cancellationToken);
        await words.TurnAsync(cancellationToken);
        await inlets.TurnAsync(cancellationToken);
    }
}
