using System.Globalization;
using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Text;
using Relais.Http;

namespace Relais.Polling;

/// <summary>What strangers wrote, as plain text that may be said to people.</summary>
internal static class PlainText
{
    // Space, markup and marks go before the text is cut.
    private const int RoomForOneChar = 8;

    private static readonly Dictionary<string, HtmlParseMode> Hidden = new(StringComparer.Ordinal)
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["title"] = HtmlParseMode.RCData,
        ["template"] = HtmlParseMode.PCData,
        ["svg"] = HtmlParseMode.PCData,
    };

    private static readonly string[] Blocks = ["p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "figure", "section", "article"];

    /// <summary>At most so many characters, cut with an ellipsis; empty when nothing of it can be read.</summary>
    public static string Of(string text, int mostChars, bool lines)
    {
        var plain = Tidy(text.Length > mostChars * RoomForOneChar ? text[..(mostChars * RoomForOneChar)] : text, lines).Normalize();
        return TextRules.Reject(Cut(plain, mostChars), 1, mostChars, out var clean, lines) is null ? clean : "";
    }

    /// <summary>The same of HTML. It is read only as far as its text is wanted, and no tree is made of it: whoever wrote it may have meant harm.</summary>
    public static string OfHtml(string html, int mostChars, bool lines) => Of(WithoutTags(html, mostChars * RoomForOneChar), mostChars, lines);

    /// <summary>Whether what stands in such an element stands on lines of its own.</summary>
    public static bool IsBlock(string element) => Blocks.Contains(element, StringComparer.OrdinalIgnoreCase);

    private static string WithoutTags(string html, int enough)
    {
        using var source = new TextSource(html);
        var tokenizer = new HtmlTokenizer(source, HtmlEntityProvider.Resolver) { SkipComments = true };
        var (text, hidden) = (new StringBuilder(), (string?)null);
        while (text.Length < enough && tokenizer.Get() is { Type: not HtmlTokenType.EndOfFile } token)
        {
            if (hidden is not null)
            {
                hidden = token.Type == HtmlTokenType.EndTag && token.Name == hidden ? null : hidden;
            }
            else if (token.Type == HtmlTokenType.Character)
            {
                text.Append(token.Data.Replace('\n', ' '));
            }
            else if (token.Type == HtmlTokenType.StartTag && Hidden.TryGetValue(token.Name, out var mode))
            {
                (hidden, tokenizer.State) = (token.Name, mode);
            }
            else if (token.Type is HtmlTokenType.StartTag or HtmlTokenType.EndTag && IsBlock(token.Name))
            {
                text.Append('\n');
            }
        }

        return text.ToString();
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
