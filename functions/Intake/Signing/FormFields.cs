using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Relais.Intake.Signing;

/// <summary>The fields of a form as they came, in their order: names in another case are other names.</summary>
internal static class FormFields
{
    public const string MediaType = "application/x-www-form-urlencoded";

    // What ASP.NET Core takes of a form (FormOptions.ValueCountLimit).
    private const int MostFields = 1_024;

    /// <summary>The fields; null when there are more than any form has.</summary>
    public static IReadOnlyList<(string Name, string Value)>? Of(ReadOnlyMemory<byte> body) => Of("?" + Encoding.UTF8.GetString(body.Span));

    /// <inheritdoc cref="Of(ReadOnlyMemory{byte})"/>
    /// <param name="query">As in a URL, with its question mark, or empty.</param>
    public static IReadOnlyList<(string Name, string Value)>? Of(string query)
    {
        var fields = new List<(string, string)>();
        foreach (var field in new QueryStringEnumerable(query))
        {
            if (fields.Count == MostFields)
            {
                return null;
            }

            fields.Add((field.DecodeName().ToString(), field.DecodeValue().ToString()));
        }

        return fields;
    }

    /// <summary>What stands under a name; null when it is not there, or more than once, so that two readers might each take another one.</summary>
    public static string? Only(this IReadOnlyList<(string Name, string Value)> fields, string name) =>
        fields.Where(field => field.Name == name).Take(2).ToArray() is [var only] ? only.Value : null;
}
