using System.Text.Json.Serialization;

namespace Relais.Intake;

/// <summary>All that is known of one thing at a provider: of each part what was said last of it, by the provider's clock, and how much was given back in all. In whatever order calls come, and however often, it ends in the same.</summary>
/// <param name="Key">The provider's name for it.</param>
/// <param name="Refunded">The most that any call said, in the smallest unit.</param>
public sealed record Deed(string Key, Said<DeedState> State, Said<Money>? Money, Said<DeedAmounts>? Amounts, Said<DeedWords>? Words, long Refunded)
{
    /// <summary>What is known once this was told, too: what a call does not say stays as it was.</summary>
    public static Deed After(Deed? before, Submission told)
    {
        var state = new Said<DeedState>(new DeedState(told.Kind, told.Standing, told.IsTest), told.At);
        return new Deed(
            told.Key,
            Said.Later(before?.State, state)!,
            Said.Later(before?.Money, told.Money is { } money ? new(money, told.At) : null),
            Said.Later(before?.Amounts, told.Amounts.Count > 0 ? new(new DeedAmounts(told.Amounts), told.At) : null),
            Said.Later(before?.Words, DeedWords.Of(told) is { } words ? new(words, told.At) : null),
            Math.Max(before?.Refunded ?? 0, told.Refunded ?? 0));
    }

    /// <summary>What it adds to the sums.</summary>
    public Sums Counts()
    {
        var (kind, standing, isTest) = State.What;
        if (standing != SubmissionStanding.Counts)
        {
            return Sums.Zero;
        }

        var mark = isTest ? Sums.TestPrefix : Sums.NoPrefix;
        var sums = Sums.Zero.Plus(mark + Sums.Deeds(kind), 1);
        if (Money is { What: var money })
        {
            sums = sums.Plus(mark + Sums.MoneyOf(kind, money.Currency), Math.Max(0, money.Minor - Refunded));
        }

        return (Amounts?.What.ByUnit ?? new Dictionary<string, long>()).Aggregate(sums, (sum, amount) => sum.Plus(mark + Sums.AmountOf(amount.Key), amount.Value));
    }
}

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

/// <summary>What a thing is, and whether it counts.</summary>
public sealed record DeedState(SubmissionKind Kind, SubmissionStanding Standing, bool IsTest) : IRanked
{
    // Told in the same second that it came through and that it failed, it came through: providers' clocks have no finer one.
    public string Rank => $"{(Standing switch { SubmissionStanding.Counts => 2, SubmissionStanding.Cancelled => 1, _ => 0 })} {(int)Kind} {IsTest}";
}

/// <summary>What is counted beside money, by unit, in thousandths.</summary>
public sealed record DeedAmounts(IReadOnlyDictionary<string, long> ByUnit) : IRanked
{
    public string Rank => string.Join('\n', ByUnit.OrderBy(amount => amount.Key, StringComparer.Ordinal).Select(amount => $"{amount.Key}={amount.Value}"));
}

/// <summary>Who did it, and what was said; private.</summary>
public sealed record DeedWords(Contact? Contact, string? Title, string? Text, string? Url) : IRanked
{
    [JsonIgnore]
    public string Rank => string.Join('\n', Contact?.Email, Contact?.Name, Contact?.Phone, Contact?.Language, Title, Text, Url);

    /// <summary>Null where a call says nothing of the kind.</summary>
    public static DeedWords? Of(Submission told) =>
        told is { Contact: null, Title: null, Text: null, Url: null } ? null : new DeedWords(told.Contact, told.Title, told.Text, told.Url);

    // Records print all that they hold.
    public override string ToString() => nameof(DeedWords);
}
