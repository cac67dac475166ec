namespace Relais.Intake;

/// <summary>All that is known of one thing at a provider: of each part what was said last of it, by the provider's clock. In whatever order calls come, and however often, it ends in the same.</summary>
/// <param name="Key">The provider's name for it; empty where it was erased.</param>
/// <param name="Refunded">What of the money was given back in all.</param>
/// <param name="Email">Apart from the other words: a call that does not say it must not hide whose it was.</param>
public sealed record Deed(string Key, Said<DeedState> State, Said<Money>? Money, Said<DeedAmounts>? Amounts, Said<DeedRefund>? Refunded, Said<DeedEmail>? Email, Said<DeedWords>? Words)
{
    /// <summary>Who did it and what was said was erased: what is told of it afterwards is not kept either, and nobody is asked.</summary>
    public bool IsErased { get; init; }

    /// <summary>An organiser took it out of what counts, whatever is told of it afterwards.</summary>
    public bool IsStruck { get; init; }

    /// <summary>When somebody said something private of it last; null where nobody has.</summary>
    public DateTimeOffset? SpokenAt => Email?.At > Words?.At ? Email.At : Words?.At ?? Email?.At;

    /// <summary>What is known once this was told, too: what a call does not say stays as it was.</summary>
    public static Deed After(Deed? before, Submission told)
    {
        var state = new Said<DeedState>(new DeedState(told.Kind, told.Standing, told.IsTest), told.At);
        var isErased = before?.IsErased == true;
        return new Deed(
            isErased ? "" : told.Key,
            Said.Later(before?.State, state)!,
            Said.Later(before?.Money, told.Money is { } money ? new(money, told.At) : null),
            Said.Later(before?.Amounts, told.Amounts.Count > 0 ? new(new DeedAmounts(told.Amounts), told.At) : null),
            Said.Later(before?.Refunded, told.Refunded is { } refunded ? new(new DeedRefund(refunded), told.At) : null),
            isErased ? null : Said.Later(before?.Email, told.Contact?.Email is { } email ? new(new DeedEmail(email), told.At) : null),
            isErased ? null : Said.Later(before?.Words, DeedWords.Of(told) is { } words ? new(words, told.At) : null))
        {
            IsErased = isErased,
            IsStruck = before?.IsStruck == true,
        };
    }

    /// <summary>The same thing with nothing of who did it and what was said.</summary>
    public Deed Erase() => this with { Key = "", Email = null, Words = null, IsErased = true };

    /// <summary>What it adds to the sums.</summary>
    public Sums Counts()
    {
        var (kind, standing, isTest) = State.What;
        var byUnit = Amounts?.What.ByUnit ?? new Dictionary<string, long>();

        // A gift that has become nothing is none.
        if (IsStruck || standing != SubmissionStanding.Counts || (kind == SubmissionKind.Donation && Money is { What.Minor: 0 } && byUnit.Count == 0))
        {
            return Sums.Zero;
        }

        var mark = isTest ? Sums.TestPrefix : Sums.NoPrefix;
        var sums = Sums.Zero.Plus(mark + Sums.Deeds(kind), 1);
        if (Money is { What: var money })
        {
            sums = sums.Plus(mark + Sums.MoneyOf(kind, money.Currency), Math.Max(0, money.Minor - (Refunded?.What.Minor ?? 0)));
        }

        return byUnit.Aggregate(sums, (sum, amount) => sum.Plus(mark + Sums.AmountOf(amount.Key), amount.Value));
    }
}
