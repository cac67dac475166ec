using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Relais.Intake.Fields;

/// <summary>Names of things that are the same however often they are told: as the provider names them, or a digest.</summary>
internal static partial class SubmissionKey
{
    /// <summary>Kind and id, such as `order:727`; null where the provider gave no id. An id that no key can hold is put as its digest.</summary>
    public static string? Of(string kind, string? id) =>
        string.IsNullOrWhiteSpace(id) ? null : Plain().IsMatch(id) ? $"{kind}:{id}" : $"{kind}:{Digest(Encoding.UTF8.GetBytes(id))}";

    /// <summary>Of a call whose provider names nothing: the same bytes are the same thing.</summary>
    public static string OfBody(ReadOnlySpan<byte> body) => $"body:{Digest(body)}";

    /// <summary>Of a form that names nothing: the same fields are the same thing, however a browser packs them.</summary>
    public static string OfForm(IReadOnlyList<(string Name, string Value)> fields) =>
        $"body:{Digest(Encoding.UTF8.GetBytes(string.Concat(fields.Select(field => $"{field.Name.Length} {field.Name}{field.Value.Length} {field.Value}"))))}";

    /// <summary>Of a row of a table that names nothing: by what stands in it, and by how many such rows stand before it, so that equal ones are not the same.</summary>
    public static string OfRow(IReadOnlyDictionary<string, string> fields, int before)
    {
        // No column's name and no field can end another: each is told with its length.
        var text = string.Concat(fields.OrderBy(field => field.Key.ToLowerInvariant(), StringComparer.Ordinal).Select(field => $"{field.Key.Length} {field.Key.ToLowerInvariant()}{field.Value.Length} {field.Value}"));
        return string.Create(CultureInfo.InvariantCulture, $"row:{Digest(Encoding.UTF8.GetBytes(text))}:{before}");
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => $"sha256-{Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    [GeneratedRegex(@"^[A-Za-z0-9._:=@+-]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
