namespace Relais.Polling;

/// <summary>How often sources are asked; configuration section `Polling`.</summary>
public sealed class PollingOptions
{
    // Sight waits for the sources of an idle campaign for little longer.
    public const int MostIdleMinutes = 120;

    /// <summary>Minutes between two polls of one question; 1 to 60, 5 by default (watch).</summary>
    public int EveryMinutes { get; set; } = 5;

    /// <summary>Minutes between two polls of a question that only idle campaigns ask; <see cref="EveryMinutes"/> to 120, 60 by default (idle).</summary>
    public int IdleMinutes { get; set; } = 60;
}
