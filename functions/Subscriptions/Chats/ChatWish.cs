using Azure;

namespace Relais.Subscriptions.Chats;

/// <summary>A wish to be told in a chat that is not known yet: it waits for whoever sends its code to the bot.</summary>
/// <param name="Key">The keyed hash of its code.</param>
/// <param name="Draft">Without an address.</param>
/// <param name="ConsentText">The version of the words that were agreed to.</param>
public sealed record ChatWish(string Key, string CampaignId, SubscriptionDraft Draft, DateTimeOffset AskedAt, string ConsentText)
{
    /// <summary>The keyed hash of the chat that has sent the code; null while none has.</summary>
    public string? Chat { get; init; }

    /// <summary>The link for a group by which they come; null for none. Its place is taken when the code comes.</summary>
    public string? Invitation { get; init; }

    public ETag ETag { get; init; }

    // Records print all that they hold.
    public override string ToString() => $"ChatWish of {CampaignId}";
}
