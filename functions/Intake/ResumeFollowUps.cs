namespace Relais.Intake;

/// <summary>Each hour, has done what a lost message left undone of what was pushed.</summary>
public sealed class ResumeFollowUps(FollowUps followUps)
{
    [Function(nameof(ResumeFollowUps))]
    public Task RunAsync([TimerTrigger("25 53 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => followUps.RecallAsync(cancellationToken);
}
