using System.Net;
using System.Text;

namespace Relais.Intake.Bodies;

/// <summary>What a form sent, field by field in its order, whether URL-encoded or in parts; files are left out.</summary>
internal sealed class FormBody
{
    public const string UrlEncoded = "application/x-www-form-urlencoded";
    public const string InParts = "multipart/form-data";

    // ASP.NET Core allows 1,024 fields of 4 MB each: more than any form of people has.
    private const int MostFields = 256;
    private const int LongestNameBytes = 2 * 1024;
    private const int LongestValueBytes = 64 * 1024;

    private FormBody(IReadOnlyList<(string Name, string Value)> fields) => Fields = fields;

    public IReadOnlyList<(string Name, string Value)> Fields { get; }

    /// <summary>The field's value; those of a field that was sent several times behind each other; null where there is none, or nothing in it.</summary>
    public string? this[string name] =>
        string.Join(", ", Fields.Where(field => field.Name == name && field.Value.Length > 0).Select(field => field.Value)) is { Length: > 0 } value ? value : null;

    /// <summary>Whether the call says of itself that it is a form.</summary>
    public static bool IsForm(IncomingCall call) => call.MediaType is UrlEncoded or InParts;

    /// <summary>Null where it is no form, or one of more and longer fields than people fill in.</summary>
    public static FormBody? Read(IncomingCall call)
    {
        var fields = call.MediaType switch
        {
            UrlEncoded => ReadEncoded(call.Body.Span),
            InParts => MultipartBody.Read(call.Headers.ContentType.ToString(), call.Body.Span, MostFields),
            _ => null,
        };
        return fields?.All(field => field.Name.Length <= LongestNameBytes && Encoding.UTF8.GetByteCount(field.Value) <= LongestValueBytes) == true ? new FormBody(fields) : null;
    }

    private static List<(string Name, string Value)>? ReadEncoded(ReadOnlySpan<byte> body)
    {
        var fields = new List<(string Name, string Value)>();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
            {
                continue;
            }

            if (fields.Count == MostFields)
            {
                return null;
            }

            var equals = pair.IndexOf((byte)'=');
            fields.Add(equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }

        return fields;
    }

    // What is no percent sign's pair stays as it is, what is no UTF-8 becomes the sign for that: neither throws.
    private static string Decode(ReadOnlySpan<byte> text) => WebUtility.UrlDecode(Encoding.UTF8.GetString(text));
}
