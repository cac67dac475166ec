namespace Relais.Notifications;

/// <summary>Takes away, each hour, what was counted of people on days that are over everywhere.</summary>
public sealed class ForgetCounts(DailyCounts counts, TimeProvider time)
{
    // No zone is a whole day behind UTC; a page that was taken before midnight may still be counting.
    private const int DaysKept = 2;

    [Function(nameof(ForgetCounts))]
    public Task RunAsync([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        counts.ForgetAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-DaysKept), cancellationToken);
}
