namespace Relais.Snapshots;

/// <summary>What a campaign has told everybody, in one language, before a format gives it its form.</summary>
/// <param name="Language">`en` or `fr`.</param>
/// <param name="Page">The campaign's public page.</param>
/// <param name="Updated">When anything of it was last told, corrected or withdrawn; of an empty one, when the campaign began.</param>
internal sealed record PublicFeed(string Language, string Title, string About, string Page, DateTimeOffset Updated, IReadOnlyList<PublicEntry> Entries)
{
    /// <summary>Where the feed is in another format, in the same language.</summary>
    public string AddressOf(string format) => $"{Page[..Page.IndexOf('?', StringComparison.Ordinal)]}/feed.{format}?lang={Language}";
}

/// <summary>One announcement or milestone.</summary>
/// <param name="Id">The same for ever, in every language and format.</param>
/// <param name="Url">Where more is to be read: the campaign's page where it says nothing else.</param>
/// <param name="Published">When it was first told.</param>
/// <param name="Updated">When it was last corrected, or as <paramref name="Published"/>.</param>
/// <param name="Expires">From then on it is worth saying to nobody any more.</param>
internal sealed record PublicEntry(
    string Id, string Kind, string Title, string Body, string Url, DateTimeOffset Published, DateTimeOffset Updated, DateTimeOffset Expires);
