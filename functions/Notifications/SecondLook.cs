namespace Relais.Notifications;

/// <summary>Asks that at an instant it be looked who on a page of the ledger has not seen something urgent, and is told by their second channel.</summary>
/// <param name="From">When the page began to be delivered: from then on people's minutes count, or from the end of their quiet hours.</param>
public sealed record SecondLook(string CampaignId, string AlertId, int Version, int Page, DateTimeOffset From, DateTimeOffset At);

/// <summary>Remembers second looks until they are due: the room that plans what is told knows how.</summary>
public interface ISecondLooks
{
    /// <summary>Remembers looks at one page, however many; those that are remembered already stay.</summary>
    Task KeepAsync(IReadOnlyList<SecondLook> looks, CancellationToken cancellationToken);
}
