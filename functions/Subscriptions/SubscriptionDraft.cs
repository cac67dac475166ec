using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Subscriptions;

/// <summary>A subscription as it is asked for: what is left out takes its default.</summary>
/// <param name="Topics">Topics that are wanted; none for all.</param>
/// <param name="Cell">The group of people that this one belongs to.</param>
/// <param name="Area">Where this one is, from the large to the small: `fr-13`.</param>
/// <param name="Owner">Another subscription of the campaign, which is told when this one's address is switched off.</param>
/// <param name="Floor">How much something must matter to be told: `info` (all, when left out), `normal` or `urgent`.</param>
/// <param name="Wishes">When and how often; at once and at any hour when left out.</param>
/// <param name="Secret">What the channel needs beside the address: the receiver's own signing secret (one is made when it is left out), or a token.</param>
public sealed record SubscriptionDraft(
    string? Channel = null,
    string? Address = null,
    string? Secret = null,
    IReadOnlyList<string>? Kinds = null,
    bool? Resolved = null,
    string? Language = null,
    IReadOnlyList<string>? Topics = null,
    string? Cell = null,
    string? Area = null,
    string? Owner = null,
    string? Floor = null,
    WishDraft? Wishes = null)
{
    private const int LongestAddressChars = 2048;
    private const int MostTopics = 20;

    /// <summary>The field at fault and why, or null and the channel that was named.</summary>
    public FieldError? Check(IEnumerable<IChannel> channels, out IChannel channel)
    {
        channel = null!;
        if (channels.Find(Channel) is not { } named)
        {
            return new FieldError("channel", $"must be one of: {string.Join(", ", channels.Select(one => one.Name).Order(StringComparer.Ordinal))}.");
        }

        channel = named;
        return TextRules.Check("address", Address, 1, LongestAddressChars)
            ?? (named.RejectAddress(Address!) is { } reason ? new FieldError("address", reason) : null)
            ?? (named.RejectSecret(Secret) is { } secret ? new FieldError("secret", secret) : null)
            ?? CheckWish();
    }

    /// <summary>The field at fault and why of all that says of what, when and in which language; where it goes is not looked at.</summary>
    public FieldError? CheckWish() =>
        (Kinds is { Count: 0 } || Kinds?.Any(kind => !AlertKinds.All.Contains(kind)) == true ? new FieldError("kinds", $"must name one or more of: {string.Join(", ", AlertKinds.All)}.") : null)
            ?? (Language is not (null or "en" or "fr") ? new FieldError("language", "must be en or fr.") : null)
            ?? (Floor is not null && !Severities.All.Contains(Floor) ? new FieldError("floor", $"must be one of: {string.Join(", ", Severities.All)}.") : null)
            ?? (Wishes ?? new()).Check().Select(fault => fault with { Field = "wishes." + fault.Field }).FirstOrDefault()
            ?? CheckPlace();

    /// <summary>The subscription that this draft, free of faults, asks for.</summary>
    public Subscription ToSubscription(string id, string campaignId, DateTimeOffset now) =>
        new(id, campaignId, Channel!, Kinds ?? AlertKinds.Usual, Resolved ?? true, Language ?? "en", now) { Topics = Topics ?? [], Cell = Cell, Area = Area, Owner = Owner, Floor = Floor ?? Severities.Info };

    /// <summary>Where it goes, and how and when.</summary>
    /// <param name="person">Who is behind the address; null for an organiser's own, which no cap counts for.</param>
    public Recipient ToRecipient(string id, string? person) => new(id, Channel!, Address!, Secret, Language ?? "en")
    {
        Owner = Owner,
        Person = person,
        Wishes = Wishes is null && person is null ? Notifications.Wishes.None : (Wishes ?? new()).ToWishes(isCapped: person is not null),
    };

    private FieldError? CheckPlace()
    {
        if (Topics?.Count > MostTopics)
        {
            return new FieldError("topics", $"must not name more than {MostTopics}.");
        }

        foreach (var (i, topic) in (Topics ?? []).Index())
        {
            if (NameRules.RejectSlug(topic ?? "") is { } reason)
            {
                return new FieldError($"topics[{i}]", reason);
            }
        }

        return (Cell is not null && NameRules.RejectSlug(Cell) is { } cell ? new FieldError("cell", cell) : null)
            ?? (Area is not null && NameRules.RejectSlug(Area) is { } area ? new FieldError("area", area) : null)
            ?? (Owner is not null && NameRules.Reject(Owner) is { } owner ? new FieldError("owner", owner) : null);
    }
}
