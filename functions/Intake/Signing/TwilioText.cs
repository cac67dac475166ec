using System.Security.Cryptography;
using System.Text;

namespace Relais.Intake.Signing;

/// <summary>What Twilio signs: the address with its query, and each field of the form, by name; of any other body its hash stands in the query.</summary>
internal static class TwilioText
{
    private const string BodyHash = "bodySHA256";

    /// <summary>The texts that Twilio may have signed, which does not always keep the port (twilio-node, webhooks.ts); none when the body is not covered.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(IncomingCall call) => FieldsOf(call) is { } fields
        ? [.. Spellings(call.Url).Distinct().Select(url => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(url + fields)))]
        : [];

    private static string? FieldsOf(IncomingCall call)
    {
        var hashes = FormFields.Of(call.Url.Query)?.Where(field => field.Name == BodyHash).ToArray() ?? [];
        if (hashes.Length > 0)
        {
            return hashes.Length == 1 && hashes[0].Value == Convert.ToHexStringLower(SHA256.HashData(call.Body.Span)) ? "" : null;
        }

        if (call.Body.IsEmpty)
        {
            return "";
        }

        // A name that comes several times stands once for each of its values, in their order.
        return call.MediaType != FormFields.MediaType || FormFields.Of(call.Body) is not { } fields ? null : string.Concat(fields.Distinct()
            .OrderBy(field => field.Name, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal)
            .Select(field => field.Name + field.Value));
    }

    private static IEnumerable<string> Spellings(Uri url)
    {
        var text = url.OriginalString;
        yield return text;

        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var length = text.AsSpan(start).IndexOfAny('/', '?', '#');
        var end = length < 0 ? text.Length : start + length;
        var port = text.LastIndexOf(':', end - 1, end - start);
        var bare = port > text.LastIndexOf('@', end - 1, end - start) && port > text.LastIndexOf(']', end - 1, end - start) ? port : end;
        yield return text[..bare] + text[end..];
        yield return $"{text[..bare]}:{url.Port}{text[end..]}";
    }
}
