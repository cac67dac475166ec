using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>A person's wish to hear of a campaign: which kinds of alert, whether also that they are over, by which channel.</summary>
/// <param name="Id">Opaque; names this wish in every delivery.</param>
/// <param name="Resolved">Whether the end of what was announced is wanted too.</param>
/// <param name="Language">`en` or `fr`.</param>
public sealed record Subscription(
    string Id, string CampaignId, string Channel, IReadOnlyList<string> Kinds, bool Resolved, string Language, DateTimeOffset Since)
{
    /// <summary>Topics that are wanted; empty for all.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The group of people that this one belongs to; null for none.</summary>
    public string? Cell { get; init; }

    /// <summary>Where this one is, from the large to the small: `fr-13`; null where nobody said.</summary>
    public string? Area { get; init; }

    /// <summary>How much something must matter to be told of, by the words of <see cref="Severities"/>.</summary>
    public string Floor { get; init; } = Severities.Info;

    /// <summary>How it came about that this person is told: null for an organiser's own address.</summary>
    public Consent? Consent { get; init; }

    /// <summary>Another subscription, which is told when this one's address is switched off.</summary>
    public string? Owner { get; init; }
}
