namespace Relais.Campaigns;

/// <summary>A kind of source that campaigns of this app may follow; each source declares its own.</summary>
/// <param name="MostHashtagsAQuery">How many hashtags the network takes in one request.</param>
public sealed record SourceKind(string Name, int MostHashtagsAQuery);
