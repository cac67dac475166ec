namespace Relais.Notifications;

/// <summary>How many deliveries stand in each state: the states always add up to the audience.</summary>
public sealed record DeliveryCounts(int Planned, int Sent, int Deferred, int Failed, int Expired, int Suppressed)
{
    public static readonly DeliveryCounts None = new(0, 0, 0, 0, 0, 0);

    public int Audience => Planned + Sent + Deferred + Failed + Expired + Suppressed;

    /// <summary>Counts the letters of a ledger page.</summary>
    public static DeliveryCounts Of(ReadOnlySpan<char> states) => new(
        states.Count((char)DeliveryState.Planned),
        states.Count((char)DeliveryState.Sent),
        states.Count((char)DeliveryState.Deferred),
        states.Count((char)DeliveryState.Failed),
        states.Count((char)DeliveryState.Expired),
        states.Count((char)DeliveryState.Suppressed));

    public static DeliveryCounts operator +(DeliveryCounts left, DeliveryCounts right) => new(
        left.Planned + right.Planned,
        left.Sent + right.Sent,
        left.Deferred + right.Deferred,
        left.Failed + right.Failed,
        left.Expired + right.Expired,
        left.Suppressed + right.Suppressed);

    public static DeliveryCounts operator -(DeliveryCounts left, DeliveryCounts right) => new(
        left.Planned - right.Planned,
        left.Sent - right.Sent,
        left.Deferred - right.Deferred,
        left.Failed - right.Failed,
        left.Expired - right.Expired,
        left.Suppressed - right.Suppressed);
}
