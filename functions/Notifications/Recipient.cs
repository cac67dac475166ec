namespace Relais.Notifications;

/// <summary>Where one subscription's notifications go: the channel, and the address, which is a secret by nature.</summary>
/// <param name="Secret">What the channel signs with, where it signs; null elsewhere.</param>
/// <param name="Language">`en` or `fr`.</param>
public sealed record Recipient(string Id, string Channel, string Address, string? Secret, string Language)
{
    // Records print all that they hold; an address must not reach a log by accident.
    public override string ToString() => $"Recipient {Id} by {Channel}";
}
