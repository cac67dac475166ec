using System.Globalization;
using System.Net;
using System.Text;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>A text of a feed's item as it came: plain, or HTML.</summary>
internal readonly record struct FeedText(string Raw, bool IsHtml)
{
    public static readonly FeedText None = new("", false);

    // Space, markup and marks go before the text is cut.
    private const int RoomForOneChar = 8;

    private static readonly string[] Hidden = ["script", "style", "template", "iframe", "svg", "title"];
    private static readonly string[] Blocks = ["p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "figure", "section", "article"];

    public bool IsEmpty => string.IsNullOrWhiteSpace(Raw);

    /// <summary>As plain text that may be said to people: at most so many characters, cut with an ellipsis; empty when nothing of it can be read.</summary>
    public string Plain(int mostChars, bool lines)
    {
        var text = IsHtml ? WebUtility.HtmlDecode(WithoutTags(Raw, mostChars * RoomForOneChar)) : Raw;
        var plain = Tidy(text.Length > mostChars * RoomForOneChar ? text[..(mostChars * RoomForOneChar)] : text, lines).Normalize();
        var cut = Cut(plain, mostChars);
        return TextRules.Reject(cut, 1, mostChars, out var clean, lines) is null ? clean : "";
    }

    public static bool IsBlock(string element) => Blocks.Contains(element, StringComparer.OrdinalIgnoreCase);

    private static string WithoutTags(string html, int enough)
    {
        var text = new StringBuilder();
        for (var i = 0; i < html.Length && text.Length < enough;)
        {
            if (html[i] != '<' || i + 1 == html.Length || !(char.IsAsciiLetter(html[i + 1]) || html[i + 1] is '/' or '!' or '?'))
            {
                text.Append(html[i] is '\n' or '\r' ? ' ' : html[i]);
                i++;
                continue;
            }

            var isComment = string.CompareOrdinal(html, i, "<!--", 0, 4) == 0;
            var end = isComment ? html.IndexOf("-->", i, StringComparison.Ordinal) : html.IndexOf('>', i);
            var name = NameAt(html, html[i + 1] == '/' ? i + 2 : i + 1);
            var isHidden = html[i + 1] != '/' && Hidden.Contains(name, StringComparer.OrdinalIgnoreCase);
            i = end < 0 ? html.Length : end + (isComment ? 3 : 1);
            if (isHidden)
            {
                var close = html.IndexOf($"</{name}", i, StringComparison.OrdinalIgnoreCase);
                i = close < 0 ? html.Length : close;
            }
            else if (IsBlock(name))
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    private static string NameAt(string html, int start)
    {
        var end = start;
        while (end < html.Length && char.IsAsciiLetterOrDigit(html[end]))
        {
            end++;
        }

        return html[start..end];
    }

    // Runs of space become one, of line breaks two at most; what turns text around or is no character goes.
    private static string Tidy(string text, bool lines)
    {
        var (tidy, breaks, spaced) = (new StringBuilder(text.Length), 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or 0x2028 or 0x2029)
            {
                breaks += rune.Value == '\r' ? 0 : 1;
                spaced = true;
            }
            else if (Rune.IsWhiteSpace(rune))
            {
                spaced = true;
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control && !IsUnsayable(rune.Value))
            {
                if (tidy.Length > 0 && spaced)
                {
                    tidy.Append(lines && breaks > 0 ? (breaks > 1 ? "\n\n" : "\n") : " ");
                }

                (breaks, spaced) = (0, false);
                tidy.Append(rune);
            }
        }

        return tidy.ToString();
    }

    private static bool IsUnsayable(int value) =>
        value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or (>= 0xFDD0 and <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE;

    private static string Cut(string text, int mostChars)
    {
        var (chars, at, cut) = (0, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            cut = chars == mostChars - 1 ? at : cut;
            at += rune.Utf16SequenceLength;
            if (++chars > mostChars)
            {
                return text[..cut].TrimEnd() + "…";
            }
        }

        return text;
    }
}
