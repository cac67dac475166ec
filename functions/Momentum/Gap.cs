namespace Relais.Momentum;

/// <summary>A stretch of time in which a source was blind for us; a curve shows it and fills nothing in.</summary>
/// <param name="Until">Null while it lasts.</param>
/// <param name="Recovered">Whether what was published meanwhile could be read afterwards.</param>
public sealed record Gap(DateTimeOffset From, DateTimeOffset? Until, string Reason, bool Recovered);
