using System.Text;
using Microsoft.Net.Http.Headers;

namespace Relais.Intake.Bodies;

/// <summary>The text fields of a form that was sent in parts (RFC 7578).</summary>
internal static class MultipartBody
{
    private const int LongestBoundaryChars = 70; // RFC 2046, section 5.1.1
    private const int LongestHeadBytes = 8 * 1024;

    /// <summary>Name and value of each part that is no file, in their order; null where it is cut, has too many parts, or no boundary.</summary>
    public static List<(string Name, string Value)>? Read(string contentType, ReadOnlySpan<byte> body, int mostParts)
    {
        if (BoundaryOf(contentType) is not { } boundary)
        {
            return null;
        }

        // The first boundary may stand at the very beginning, without the line break that belongs to all others.
        var first = Encoding.ASCII.GetBytes($"--{boundary}");
        var next = Encoding.ASCII.GetBytes($"\r\n--{boundary}");
        var start = body.StartsWith(first) ? first.Length : body.IndexOf(next) is >= 0 and var found ? found + next.Length : -1;
        var fields = new List<(string Name, string Value)>();
        for (var parts = 0; start >= 0; parts++)
        {
            var rest = body[start..];
            if (rest.StartsWith("--"u8))
            {
                return fields;
            }

            var end = rest.IndexOf(next);
            if (end < 0 || parts == mostParts)
            {
                return null;
            }

            if (ReadPart(rest[..end]) is { } field)
            {
                fields.Add(field);
            }

            start += end + next.Length;
        }

        return null;
    }

    // Behind the boundary: perhaps spaces, a line break, the head, an empty line, and the value.
    private static (string Name, string Value)? ReadPart(ReadOnlySpan<byte> part)
    {
        var headEnd = part.IndexOf("\r\n\r\n"u8);
        if (headEnd is < 0 or > LongestHeadBytes)
        {
            return null;
        }

        foreach (var line in Encoding.UTF8.GetString(part[..headEnd]).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line[(colon + 1)..].Trim(), out var disposition))
            {
                var isFile = disposition.FileName.HasValue || disposition.FileNameStar.HasValue;
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                return isFile || name.Length == 0 ? null : (name, Encoding.UTF8.GetString(part[(headEnd + 4)..]));
            }
        }

        return null;
    }

    private static string? BoundaryOf(string contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is { Length: > 0 and <= LongestBoundaryChars } boundary && Ascii.IsValid(boundary) ? boundary : null;
}
