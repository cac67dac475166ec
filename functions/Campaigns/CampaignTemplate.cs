namespace Relais.Campaigns;

/// <summary>What a campaign says in one situation in its own words; where one is null, ours are said.</summary>
/// <param name="Kind">With <paramref name="Status"/>, what it is said of.</param>
/// <param name="ChangedBy">The name of the key with which it was written.</param>
public sealed record CampaignTemplate(
    string Kind, string Status, string? TitleEn, string? TitleFr, string? BodyEn, string? BodyFr, string ChangedBy, DateTimeOffset ChangedAt)
{
    /// <summary>All the characters of its words together.</summary>
    internal int Chars => (TitleEn?.Length ?? 0) + (TitleFr?.Length ?? 0) + (BodyEn?.Length ?? 0) + (BodyFr?.Length ?? 0);
}
