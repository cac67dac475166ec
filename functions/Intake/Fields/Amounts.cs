using System.Collections.Frozen;
using System.Globalization;

namespace Relais.Intake.Fields;

/// <summary>Sums of money as strangers write them, made whole numbers of a currency's smallest unit: exactly, or not at all.</summary>
internal static class Amounts
{
    /// <summary>What a thousand times may be added up before it leaves 64 bits; no gift comes near.</summary>
    public const long LargestMinor = 1_000_000_000_000_000;

    private const int LongestAmountChars = 40;
    private const int UsualDecimals = 2;

    // ISO 4217, list one of 2024, without metals, funds and test codes. What has four decimals (CLF, UYW) is no money that anybody gives.
    private static readonly FrozenSet<string> Currencies = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD
        EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
        LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
        SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> WithoutDecimals =
        FrozenSet.Create(StringComparer.Ordinal, "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF");

    private static readonly FrozenSet<string> WithThreeDecimals = FrozenSet.Create(StringComparer.Ordinal, "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND");

    /// <summary>The code in capitals; null for what is no currency.</summary>
    public static string? Currency(string? text) => text?.Trim().ToUpperInvariant() is { } code && Currencies.Contains(code) ? code : null;

    /// <summary>How many decimals a currency has, by its code in capitals.</summary>
    public static int Decimals(string currency) => WithoutDecimals.Contains(currency) ? 0 : WithThreeDecimals.Contains(currency) ? 3 : UsualDecimals;

    /// <summary>Of a sum in whole units, such as `29.35`; null where sum or currency cannot be read.</summary>
    public static Money? Of(string? amount, string? currency) =>
        Currency(currency) is { } code && Scale(amount, Decimals(code)) is { } minor ? new Money(minor, code) : null;

    /// <summary>Of a sum in the smallest unit already.</summary>
    public static Money? OfMinor(long? minor, string? currency) =>
        minor is >= 0 and <= LargestMinor && Currency(currency) is { } code ? new Money(minor.Value, code) : null;

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
