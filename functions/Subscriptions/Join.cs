using System.Globalization;
using Azure;

namespace Relais.Subscriptions;

/// <summary>A wish to be told, from the asking to the welcome: what is still to be said of it to its address stands here before it is a message.</summary>
/// <param name="Id">The subscription that it will be.</param>
/// <param name="ConsentText">The version of the words that were agreed to.</param>
public sealed record Join(string CampaignId, string Id, SubscriptionDraft Draft, DateTimeOffset AskedAt, string ConsentText)
{
    /// <summary>What is not confirmed by then is erased: a link is good for 48 hours, a weekend with its mail unread.</summary>
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromHours(48);

    /// <summary>It has been confirmed: what is still to be said is the welcome.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>The link for a group by which they came, as long as they may still confirm; null for none.</summary>
    public string? Invitation { get; init; }

    /// <summary>How often saying it has failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is said, or tried again; null once it has been said.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>Of an address that is to stand second behind another: after how many minutes it is told. Null of who joins by themselves.</summary>
    public int? After { get; init; }

    /// <summary>Names this asking in its link.</summary>
    public string Asking => AskedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The key that closed it is not on the ring any more: it can only be taken away.</summary>
    public bool IsUnreadable => Draft.Channel is null;

    public ETag ETag { get; init; }

    public DateTimeOffset Until => AskedAt + ConfirmWithin;

    // Records print all that they hold.
    public override string ToString() => $"Join {Id}";
}
