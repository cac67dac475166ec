namespace Relais.Intake;

/// <summary>Something that a call said, and when it was so.</summary>
public sealed record Said<T>(T What, DateTimeOffset At)
    where T : IRanked;

/// <summary>What has a place in an order: which one hardly matters, as long as all instances know the same.</summary>
public interface IRanked
{
    /// <summary>Compared letter by letter.</summary>
    string Rank { get; }
}

/// <summary>Which of two things that were said stands.</summary>
public static class Said
{
    /// <summary>The later one; of the same instant the one of the higher rank, whichever came first.</summary>
    public static Said<T>? Later<T>(Said<T>? one, Said<T>? other)
        where T : IRanked =>
        one is null ? other
        : other is null || one.At > other.At || (one.At == other.At && string.CompareOrdinal(one.What.Rank, other.What.Rank) >= 0) ? one
        : other;
}
