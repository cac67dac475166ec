namespace Relais.Notifications;

/// <summary>How much one person is told on one of their days, all campaigns together; what is urgent is not counted, and what goes beyond comes with a digest.</summary>
public sealed record DayCap(int MostPerDay)
{
    public const string Setting = "Subscriptions:MostPerDay";

    private const int Usual = 3;
    private const int Largest = 50;

    /// <exception cref="InvalidOperationException">The setting is no such number; the message says so.</exception>
    public static DayCap FromConfiguration(IConfiguration configuration) => configuration.GetValue(Setting, Usual) is var most and >= 1 and <= Largest
        ? new DayCap(most)
        : throw new InvalidOperationException($"{Setting} must be 1 to {Largest}.");
}
