namespace Relais.Notifications;

/// <summary>How one person's delivery stands. A page of the ledger packs it into one letter.</summary>
public enum DeliveryState
{
    Planned = 'p',
    Sent = 's',

    /// <summary>Tried without success; tried again at a known instant.</summary>
    Deferred = 'd',

    /// <summary>Refused for good, or out of tries.</summary>
    Failed = 'f',

    /// <summary>No longer worth saying before it could be said.</summary>
    Expired = 'x',

    /// <summary>Not said on purpose, for a named reason.</summary>
    Suppressed = 'u',
}
