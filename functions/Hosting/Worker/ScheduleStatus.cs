namespace Relais.Hosting.Worker;

/// <summary>When a timer last ran and when it is due (UTC).</summary>
public sealed class ScheduleStatus
{
    /// <summary>When the timer last ran; the default value when it never did.</summary>
    public DateTime Last { get; set; }

    /// <summary>The occurrence that is expected next: inside a run, the one being executed.</summary>
    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
