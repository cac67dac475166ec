using System.Globalization;
using System.Text;

namespace Relais.Intake.Signing;

/// <summary>What WPForms signs: the body; of a form the fields, as PHP writes them in JSON, which is not what is sent.</summary>
internal static class WpFormsText
{
    /// <summary>The text; none for a form that holds more than plain fields, whose types nobody can tell any more.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(IncomingCall call)
    {
        if (call.MediaType != FormFields.MediaType)
        {
            return [call.Body];
        }

        var fields = FormFields.Of(call.Body) ?? [];
        var arePlain = fields.Count > 0 && fields.All(field => !field.Name.Contains('[', StringComparison.Ordinal)) && fields.DistinctBy(field => field.Name).Count() == fields.Count;
        return arePlain ? [Encoding.ASCII.GetBytes("{" + string.Join(',', fields.Select(field => $"{Quoted(field.Name)}:{Quoted(field.Value)}")) + "}")] : [];
    }

    // json_encode without options: a backslash before each slash, and nothing but ASCII.
    private static string Quoted(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var character in text)
        {
            json.Append(character switch
            {
                '"' or '\\' or '/' => $"\\{character}",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or > '~' and not '\x7F' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return json.Append('"').ToString();
    }
}
