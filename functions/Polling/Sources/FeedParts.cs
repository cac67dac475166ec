namespace Relais.Polling.Sources;

/// <summary>What has been found of one item so far.</summary>
internal sealed class FeedParts
{
    public string? Id { get; set; }

    public Uri? Link { get; set; }

    public FeedText Title { get; set; } = FeedText.None;

    public FeedText Summary { get; set; } = FeedText.None;

    public FeedText Content { get; set; } = FeedText.None;

    public DateTimeOffset? Published { get; set; }

    public DateTimeOffset? Updated { get; set; }

    public DateTimeOffset? Ends { get; set; }

    /// <summary>A link that can be followed, as a whole address; null for anything else.</summary>
    /// <param name="site">What it starts from where it is not whole.</param>
    public static Uri? LinkOf(string? text, Uri site) =>
        text?.Trim() is { Length: > 0 } link && Uri.TryCreate(site, link, out var whole)
        && (whole.Scheme == Uri.UriSchemeHttps || whole.Scheme == Uri.UriSchemeHttp)
            ? whole
            : null;

    /// <summary>The item; null when nothing was found.</summary>
    public FeedItem? ToItem() => FeedItem.Of(Id, Published ?? Updated, Link, Title, Summary.IsEmpty ? Content : Summary, Ends);
}
