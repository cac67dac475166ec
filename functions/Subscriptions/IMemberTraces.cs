namespace Relais.Subscriptions;

/// <summary>What is kept elsewhere of whoever is behind an e-mail address: by a room above, which this one does not know.</summary>
public interface IMemberTraces
{
    /// <summary>All of it in one campaign, oldest first.</summary>
    Task<IReadOnlyList<MemberTrace>> ListAsync(string campaignId, string address, CancellationToken cancellationToken);

    /// <summary>Takes it away; a second time changes nothing.</summary>
    Task EraseAsync(string campaignId, string address, CancellationToken cancellationToken);
}

/// <summary>Something that a person sent by a form, a shop or another site.</summary>
/// <param name="From">Which site, as its organiser calls it.</param>
/// <param name="Kind">`sign-up`, `pledge`, `donation`, `report`, `announcement` or `rsvp`.</param>
public sealed record MemberTrace(string From, string Kind, DateTimeOffset At, string? Name, string? Phone, string? Title, string? Text, string? Url)
{
    /// <summary>The channel whose addresses such sites know.</summary>
    public const string Channel = "email";
}
