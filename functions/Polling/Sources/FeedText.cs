namespace Relais.Polling.Sources;

/// <summary>A text of a feed's item as it came: plain, or HTML.</summary>
internal readonly record struct FeedText(string Raw, bool IsHtml)
{
    public static readonly FeedText None = new("", false);

    public bool IsEmpty => string.IsNullOrWhiteSpace(Raw);

    /// <summary>As plain text that may be said to people: at most so many characters, cut with an ellipsis; empty when nothing of it can be read.</summary>
    public string Plain(int mostChars, bool lines) => IsHtml ? PlainText.OfHtml(Raw, mostChars, lines) : PlainText.Of(Raw, mostChars, lines);
}
