namespace Relais.Notifications;

/// <summary>Where one subscription's notifications go: the channel, and the address, which is a secret by nature.</summary>
/// <param name="Secret">What the channel signs with, where it signs; null elsewhere.</param>
/// <param name="Language">`en` or `fr`.</param>
public sealed record Recipient(string Id, string Channel, string Address, string? Secret, string Language)
{
    /// <summary>How the address has fared so far.</summary>
    public Health Health { get; init; } = Health.Well;

    /// <summary>Another subscription, which is told when this one is switched off; null for the organisers alone.</summary>
    public string? Owner { get; init; }

    /// <summary>Why nothing is sent to it; null while it is on.</summary>
    public string? Off => Health.Off;

    // Records print all that they hold; an address must not reach a log by accident.
    public override string ToString() => $"Recipient {Id} by {Channel}";
}
