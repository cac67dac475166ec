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

    /// <summary>As much as fits, where only the whole message tells: cut between graphemes, with an ellipsis, and nothing of it where not even that fits.</summary>
    /// <param name="fits">Whether the message fits with this in it, escaped as it will be sent; what fits must also fit when it is shorter.</param>
    public static string ToFit(string text, Func<string, bool> fits)
    {
        if (fits(text))
        {
            return text;
        }

        var starts = StringInfo.ParseCombiningCharacters(text);
        string Kept(int graphemes) => text[..starts[graphemes]].TrimEnd() + Ellipsis;
        var (least, most) = (-1, starts.Length - 1);
        while (least < most)
        {
            var middle = least + ((most - least + 1) / 2);
            (least, most) = fits(Kept(middle)) ? (middle, most) : (least, middle - 1);
        }

        return least < 0 ? "" : Kept(least);
    }
}
