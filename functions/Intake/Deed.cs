using System.Security.Cryptography;
using System.Text;

namespace Relais.Intake;

/// <summary>All that is known of one thing at a provider: the state that was true last, by the provider's clock, and how much was given back in all.</summary>
/// <param name="Seal">Names the content of <paramref name="Last"/>: of two states of the same instant the same one stands, whichever comes first.</param>
public sealed record Deed(Submission Last, long Refunded, string Seal)
{
    /// <summary>What is known once this was told, too. In whatever order calls come, and however often, it ends in the same.</summary>
    public static Deed After(Deed? before, Submission told)
    {
        var seal = SealOf(told);
        var refunded = Math.Max(before?.Refunded ?? 0, told.Refunded ?? 0);
        return before is not null && (before.Last.At > told.At || (before.Last.At == told.At && string.CompareOrdinal(before.Seal, seal) >= 0))
            ? before with { Refunded = refunded }
            : new Deed(told, refunded, seal);
    }

    /// <summary>What it adds to the counts.</summary>
    public Sums Counts()
    {
        if (Last.Standing != SubmissionStanding.Counts)
        {
            return Sums.Zero;
        }

        var mark = Last.IsTest ? Sums.TestPrefix : "";
        var sums = Sums.Zero.Plus(mark + Sums.Deeds(Last.Kind), 1);
        if (Last.Money is { } money)
        {
            sums = sums.Plus(mark + Sums.MoneyOf(Last.Kind, money.Currency), Math.Max(0, money.Minor - Refunded));
        }

        return Last.Amounts.Aggregate(sums, (sum, amount) => sum.Plus(mark + Sums.AmountOf(amount.Key), amount.Value));
    }

    // Ordinal and of fixed length: only that two instances come to the same matters.
    private static string SealOf(Submission told)
    {
        var text = string.Join('\n', [
            $"{told.Kind} {told.Standing} {told.IsTest} {told.Money?.Minor} {told.Money?.Currency}", told.Contact?.Email, told.Contact?.Name, told.Contact?.Phone, told.Title, told.Text, told.Url,
            .. told.Amounts.OrderBy(amount => amount.Key, StringComparer.Ordinal).Select(amount => $"{amount.Key}={amount.Value}")]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
    }
}
