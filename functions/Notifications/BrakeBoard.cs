namespace Relais.Notifications;

/// <summary>What holds deliveries back at one moment.</summary>
/// <param name="Pauses">By destination.</param>
/// <param name="Rates">What organisers set, by destination.</param>
public sealed record BrakeBoard(IReadOnlyList<Halt> Halts, IReadOnlyDictionary<string, Pause> Pauses, IReadOnlyDictionary<string, SendRate> Rates)
{
    public static readonly BrakeBoard None = new([], new Dictionary<string, Pause>(), new Dictionary<string, SendRate>());

    /// <summary>The halt that stops a campaign's deliveries, or those of one alert; null when none does.</summary>
    public Halt? HaltOf(string campaignId, string? alertId = null) => Halts.Count == 0 ? null : FindHalt(campaignId, alertId);

    /// <summary>Before when a destination wants nothing; null when it may be called.</summary>
    public DateTimeOffset? PausedUntil(string destination, DateTimeOffset now) => Pauses.TryGetValue(destination, out var pause) && pause.Until > now ? pause.Until : null;

    /// <summary>What a destination may be sent: as an organiser set it, else as its channel says; null for no limit.</summary>
    public SendRate? RateOf(Destination destination) => Rates.GetValueOrDefault(destination.Key, destination.Rate!);

    public BrakeBoard With(Pause pause) => this with { Pauses = new Dictionary<string, Pause>(Pauses, StringComparer.Ordinal) { [pause.Destination] = pause } };

    public BrakeBoard Without(string destination)
    {
        var pauses = new Dictionary<string, Pause>(Pauses, StringComparer.Ordinal);
        pauses.Remove(destination);
        return this with { Pauses = pauses };
    }

    // Apart, so that asking costs nothing as long as nobody halts: it is asked for every delivery.
    private Halt? FindHalt(string campaignId, string? alertId) =>
        Halts.FirstOrDefault(halt => halt.Scope == Brakes.Everything || halt.Scope == campaignId || (alertId is not null && halt.Scope == Brakes.OneAlert(alertId)));
}

/// <summary>An order that nothing be sent: of one campaign, or at all.</summary>
/// <param name="Scope">A campaign's id, <see cref="Brakes.Everything"/>, or <see cref="Brakes.OneAlert"/>.</param>
public sealed record Halt(string Scope, string By, string Reason, DateTimeOffset Since);

/// <summary>A destination that wants nothing for a while.</summary>
/// <param name="Reason">A short word such as `429`, or `circuit` after several failures in a row.</param>
/// <param name="Times">How many pauses came one after the other without a success in between.</param>
public sealed record Pause(string Destination, DateTimeOffset Until, string Reason, int Times);
