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

    /// <summary>How and when this one wants to be told.</summary>
    public Wishes Wishes { get; init; } = Wishes.None;

    /// <summary>Names the person behind the address, the same in every campaign and known to nobody else; null for an organiser's own address.</summary>
    public string? Person { get; init; }

    /// <summary>Where this one is told too of what is urgent and unseen; null for nowhere, and known only where a range of addresses was read.</summary>
    public Recipient? Second { get; init; }

    /// <summary>Of an address that stands second behind another: what was wished of it; null for one that stands by itself.</summary>
    public SecondChannel? Behind { get; init; }

    /// <summary>Why nothing is sent to it; null while it is on.</summary>
    public string? Off => IsUnreadable ? "key missing" : Health.Off;

    /// <summary>The key that closed its address is not on this installation's ring: nothing can be sent until it is.</summary>
    public bool IsUnreadable { get; init; }

    // Records print all that they hold; an address must not reach a log by accident.
    public override string ToString() => $"Recipient {Id} by {Channel}";
}
