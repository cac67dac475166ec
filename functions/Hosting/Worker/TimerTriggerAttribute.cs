namespace Relais.Hosting.Worker;

/// <summary>Says when a function runs: an NCRONTAB expression, a time span, or <c>%SETTING%</c> holding one of them.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Whether the last run is remembered, so that a missed occurrence is made up for at the next start.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs at every start.</summary>
    public bool RunOnStartup { get; set; }
}
