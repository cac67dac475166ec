using System.Globalization;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Intake.Fields;

/// <summary>Instants as sites write them.</summary>
internal static partial class Instants
{
    // Before this no site pushed anything: a clock that stands at its beginning, or a zero.
    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const long FirstMilliseconds = 100_000_000_000; // as seconds the year 5138, as milliseconds 1973

    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    /// <summary>The instant, UTC, from a date after ISO 8601 (without a zone it is UTC), or from seconds or milliseconds since 1970; null when it is neither.</summary>
    public static DateTimeOffset? Read(string? text)
    {
        var plain = text?.Trim() ?? "";
        if (Since1970().IsMatch(plain))
        {
            var number = long.Parse(plain, CultureInfo.InvariantCulture);
            return number < FirstMilliseconds ? DateTimeOffset.FromUnixTimeSeconds(number) : DateTimeOffset.FromUnixTimeMilliseconds(number);
        }

        return DateTimeOffset.TryParseExact(plain, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : null;
    }

    // How far a site's clock may be ahead and still be believed: as far as one that signs.
    private static readonly TimeSpan Ahead = WebhookSignature.Tolerance;

    /// <summary>The first of these that is an instant; one from the far future is from now, and where none is one, the call's own time stands for it.</summary>
    public static DateTimeOffset Of(IncomingCall call, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            // A site whose clock is ahead must not keep later news of the same thing out for as long.
            if (Read(text) is { } at && at >= First)
            {
                return at < call.ReceivedAt + Ahead ? at : call.ReceivedAt;
            }
        }

        return call.ReceivedAt;
    }

    [GeneratedRegex(@"^[0-9]{9,13}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Since1970();
}
