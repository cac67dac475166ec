namespace Relais.Hosting.Worker;

/// <summary>What a timer function is told of its schedule.</summary>
public sealed class TimerInfo
{
    /// <summary>The schedule as it stood before this run; absent when the timer is not monitored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run makes up for an occurrence that was missed.</summary>
    public bool IsPastDue { get; set; }
}
