namespace Relais.Subscriptions;

/// <summary>A person's wish to hear of a campaign: which kinds of alert, whether also that they are over, by which channel.</summary>
/// <param name="Id">Opaque; names this wish in every delivery.</param>
/// <param name="Resolved">Whether the end of what was announced is wanted too.</param>
/// <param name="Language">`en` or `fr`.</param>
public sealed record Subscription(
    string Id, string CampaignId, string Channel, IReadOnlyList<string> Kinds, bool Resolved, string Language, DateTimeOffset Since);
