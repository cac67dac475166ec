namespace Relais.Campaigns;

/// <summary>A hashtag found in a text, and where.</summary>
/// <param name="Hashtag">The tag, without its sign.</param>
/// <param name="Start">Where the sign stands, counted in code points.</param>
/// <param name="End">Where the tag has ended, counted in code points.</param>
public sealed record HashtagSpan(Hashtag Hashtag, int Start, int End);
