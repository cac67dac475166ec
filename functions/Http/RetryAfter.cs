using System.Globalization;
using System.Text.Json;

namespace Relais.Http;

/// <summary>When a server said to come back, in every form that servers say it: in seconds, by the clock, since 1970, in a header or in a body.</summary>
/// <remarks>Parts of a second count as a whole one, and what goes beyond a year and a day is taken for that, so that no sum of dates overflows.
/// A negative number and a text that means nothing are null; an instant that has passed is <c>now</c>.</remarks>
public static class RetryAfter
{
    private const double MaxSeconds = 366 * 86_400.0;

    // Below lies a number of seconds from now, above the seconds since 1970 (from 2001 on), then the milliseconds (from 1973 on).
    private const double LeastEpochSeconds = 1e9;
    private const double LeastEpochMilliseconds = 1e11;

    // Said with every answer, and meant as a pause only by 429: Discord, then Bluesky, then Mastodon, Rocket.Chat and GitHub, then X.
    private static readonly string[] ResetHeaders = ["X-RateLimit-Reset-After", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"];

    private static readonly string[] DateForms =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'", // IMF-fixdate
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'", // RFC 850
        "ddd MMM d HH:mm:ss yyyy", // asctime
    ];

    /// <summary>So many seconds from now.</summary>
    public static DateTimeOffset? FromSeconds(double seconds, DateTimeOffset now) =>
        seconds >= 0 ? now.AddSeconds(Math.Min(Math.Ceiling(seconds), MaxSeconds)) : null;

    /// <summary>So many milliseconds from now, as Matrix counts them.</summary>
    public static DateTimeOffset? FromMilliseconds(double milliseconds, DateTimeOffset now) => FromSeconds(milliseconds / 1_000, now);

    /// <summary>The instant so long after 1970 began, in seconds, or in milliseconds where seconds would lead beyond the year 5138.</summary>
    public static DateTimeOffset? FromEpoch(double sinceEpoch, DateTimeOffset now)
    {
        if (!(sinceEpoch >= 0))
        {
            return null;
        }

        var seconds = sinceEpoch >= LeastEpochMilliseconds ? sinceEpoch / 1_000 : sinceEpoch;
        return Within(DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(Math.Ceiling(seconds), now.ToUnixTimeSeconds() + MaxSeconds)), now);
    }

    /// <summary>Reads the value of the header <c>Retry-After</c>: seconds, also with decimals, or an HTTP date (RFC 9110, section 10.2.3).</summary>
    public static DateTimeOffset? Parse(string? value, DateTimeOffset now)
    {
        var text = value?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        return NumberOf(text) is { } seconds ? FromSeconds(seconds, now)
            : DateTimeOffset.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, Style, out var at) ? Within(at, now)
            : null;
    }

    /// <summary>Reads the value of a header that says when a limit begins anew: seconds from now, seconds or milliseconds since 1970, or an ISO 8601 instant.</summary>
    public static DateTimeOffset? ParseReset(string? value, DateTimeOffset now)
    {
        var text = value?.Trim();
        return string.IsNullOrEmpty(text) ? null
            : NumberOf(text) is { } number ? (number < LeastEpochSeconds ? FromSeconds(number, now) : FromEpoch(number, now))
            : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? Within(at, now)
            : null;
    }

    /// <summary>Reads the JSON body of a refusal: <c>retry_after</c> in seconds, alone (Discord) or within <c>parameters</c> (Telegram), and
    /// <c>retry_after_ms</c> (Matrix).</summary>
    public static DateTimeOffset? FromBody(ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? FromObject(ref reader, now, isWhole: true) : null;
        }
        catch (JsonException)
        {
            return null; // a page of HTML, or JSON that was cut
        }
    }

    /// <summary>What a whole answer says: by its <c>Retry-After</c>; one of 429 also by the headers of its limits, and else by its body.</summary>
    internal static DateTimeOffset? Read(int status, Func<string, string?> header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var at = Parse(header("Retry-After"), now);
        for (var next = 0; at is null && status == StatusCodes.Status429TooManyRequests && next < ResetHeaders.Length; next++)
        {
            at = ParseReset(header(ResetHeaders[next]), now);
        }

        return at ?? (status == StatusCodes.Status429TooManyRequests ? FromBody(body, now) : null);
    }

    private static DateTimeOffset? FromObject(ref Utf8JsonReader reader, DateTimeOffset now, bool isWhole)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (seconds, milliseconds) = (reader.ValueTextEquals("retry_after"u8), isWhole && reader.ValueTextEquals("retry_after_ms"u8));
            var parameters = isWhole && reader.ValueTextEquals("parameters"u8);
            reader.Read();
            var at = (seconds || milliseconds) && reader.TokenType == JsonTokenType.Number
                ? (seconds ? FromSeconds(reader.GetDouble(), now) : FromMilliseconds(reader.GetDouble(), now))
                : parameters && reader.TokenType == JsonTokenType.StartObject ? FromObject(ref reader, now, isWhole: false) : null;
            if (at is not null)
            {
                return at;
            }

            reader.Skip();
        }

        return null;
    }

    // Digits and a point: no sign, no exponent, no separators.
    private static double? NumberOf(string text) =>
        char.IsAsciiDigit(text[0]) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset Within(DateTimeOffset at, DateTimeOffset now)
    {
        var latest = now.AddSeconds(MaxSeconds);
        return at < now ? now : at > latest ? latest : at.ToUniversalTime();
    }
}
