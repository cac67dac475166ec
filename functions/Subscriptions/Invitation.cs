namespace Relais.Subscriptions;

/// <summary>A link by which a group of people joins together: good for so many of them, and until a day.</summary>
/// <param name="Id">Names it in its link; whoever has it may use it.</param>
/// <param name="Uses">How many people may join by it.</param>
/// <param name="Used">How many have, those included who have been asked and may still confirm.</param>
/// <param name="Cell">The group that they belong to from then on; null for none.</param>
/// <param name="By">The organiser who made it.</param>
public sealed record Invitation(string Id, string CampaignId, int Uses, int Used, DateTimeOffset Until, string? Cell, string By, DateTimeOffset Since)
{
    /// <summary>Whether somebody more may join by it.</summary>
    public bool IsOpenAt(DateTimeOffset now) => now < Until && Used < Uses;
}
