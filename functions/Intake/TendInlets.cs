
namespace Relais.Intake;

/// <summary>Each night, takes away what is known of calls that were refused more than a week ago.</summary>
public sealed class TendInlets(RefusalLog refusals, TimeProvider time)
{
    [Function(nameof(TendInlets))]
    public Task RunAsync([TimerTrigger("40 41 2 * * *")] TimerInfo timer, CancellationToken cancellationToken) => refusals.ForgetOldAsync(time.GetUtcNow(), cancellationToken);
}
