namespace Relais.Polling;

/// <summary>How often sources are asked; configuration section `Polling`.</summary>
public sealed class PollingOptions
{
    /// <summary>Minutes between two polls of one question; 1 to 60, 5 by default (watch).</summary>
    public int EveryMinutes { get; set; } = 5;
}
