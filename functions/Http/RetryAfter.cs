using System.Globalization;

namespace Relais.Http;

/// <summary>When a server said to come back: seconds, seconds with decimals, or an HTTP date (RFC 9110, section 10.2.3).</summary>
public static class RetryAfter
{
    // Longer than any real pause; what goes beyond is taken for this, so that no sum of dates overflows.
    private const double MaxSeconds = 366 * 86_400.0;

    private static readonly string[] DateForms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", // IMF-fixdate
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'", // RFC 850
        "ddd MMM d HH:mm:ss yyyy", // asctime
    ];

    /// <summary>Reads the header's value; null when it means nothing. An instant that has passed becomes <paramref name="now"/>.</summary>
    public static DateTimeOffset? Parse(string? value, DateTimeOffset now)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (char.IsAsciiDigit(text[0]) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return now.AddSeconds(Math.Min(Math.Ceiling(seconds), MaxSeconds));
        }

        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        if (!DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, Style, out var at))
        {
            return null;
        }

        var latest = now.AddSeconds(MaxSeconds);
        return at < now ? now : at > latest ? latest : at;
    }
}
