using System.Globalization;
using Relais.Campaigns;

namespace Relais.Intake.Fields;

/// <summary>Sums of money as strangers write them, made whole numbers of a currency's smallest unit: exactly, or not at all.</summary>
internal static class Amounts
{
    /// <summary>What a thousand times may be added up before it leaves 64 bits; no gift comes near.</summary>
    public const long LargestMinor = 1_000_000_000_000_000;

    private const int LongestAmountChars = 40;

    /// <summary>Of a sum in whole units, such as `29.35`; null where sum or currency cannot be read.</summary>
    public static Money? Of(string? amount, string? currency) =>
        Currencies.Find(currency) is { } code && Scale(amount, Currencies.DecimalsOf(code)) is { } minor ? new Money(minor, code) : null;

    /// <summary>Of a sum in the smallest unit already.</summary>
    public static Money? OfMinor(long? minor, string? currency) =>
        minor is >= 0 and <= LargestMinor && Currencies.Find(currency) is { } code ? new Money(minor.Value, code) : null;

    /// <summary>A decimal number times ten to this power, as a whole number; null where it is none, is below nought or too large, or where something would be rounded away.</summary>
    /// <remarks>A comma is a decimal one. Three digits behind it, or behind a point where there should be two, may as well be thousands: nobody guesses.</remarks>
    public static long? Scale(string? text, int decimals)
    {
        var plain = (text ?? "").Trim();
        if (plain.Length is 0 or > LongestAmountChars)
        {
            return null;
        }

        var point = plain.IndexOfAny(['.', ',']);
        var whole = point < 0 ? plain : plain[..point];
        var broken = point < 0 ? "" : plain[(point + 1)..];
        if (whole.Length == 0 || (point >= 0 && broken.Length == 0) || !IsDigits(whole) || !IsDigits(broken))
        {
            return null;
        }

        if (broken.Length == 3 && (decimals != 3 || plain[point] == ','))
        {
            return null;
        }

        // Programs print more decimals than they have.
        var kept = broken.TrimEnd('0');
        if (kept.Length > decimals)
        {
            return null;
        }

        return long.TryParse($"{whole}{kept.PadRight(decimals, '0')}", NumberStyles.None, CultureInfo.InvariantCulture, out var scaled) && scaled <= LargestMinor ? scaled : null;
    }

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
