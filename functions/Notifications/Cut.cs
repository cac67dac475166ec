using System.Globalization;
using System.Text;

namespace Relais.Notifications;

/// <summary>Cuts a text to what a service takes: between graphemes, so that no letter loses its accent and no emoji falls apart, and with an ellipsis.</summary>
public static class Cut
{
    private const string Ellipsis = "…";

    /// <summary>At most so many UTF-16 units, as most services count characters.</summary>
    public static string ToCharacters(string text, int most) => text.Length <= most ? text : To(text, most, static part => part.Length);

    /// <summary>At most so many bytes of UTF-8.</summary>
    public static string ToBytes(string text, int most) => text.Length <= most / 3 ? text : To(text, most, Encoding.UTF8.GetByteCount);

    /// <summary>At most so much as the service counts.</summary>
    /// <param name="sizeOf">The size of one grapheme, as it will be sent: escaped where it is escaped.</param>
    public static string To(string text, int most, Func<string, int> sizeOf)
    {
        var room = most - sizeOf(Ellipsis);
        var (size, kept) = (0, 0);
        var graphemes = StringInfo.GetTextElementEnumerator(text);
        while (graphemes.MoveNext())
        {
            size += sizeOf(graphemes.GetTextElement());
            if (size <= room)
            {
                kept = graphemes.ElementIndex + graphemes.GetTextElement().Length;
            }
            else if (size > most)
            {
                return room < 0 ? "" : text[..kept].TrimEnd() + Ellipsis;
            }
        }

        return text;
    }
}
