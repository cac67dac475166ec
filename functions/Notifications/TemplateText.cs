using System.Text;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Notifications;

/// <summary>Reads texts with placeholders: `{name}` is filled in, `{{` and `}}` are braces. What is filled in is never read again.</summary>
public static partial class TemplateText
{
    // So that what is filled in cannot make a message of any length of a short text.
    private const int MostPlaceholders = 10;

    /// <summary>Null when a text can be filled in whenever it is needed, else why not.</summary>
    /// <param name="needs">Placeholders that it must hold.</param>
    /// <param name="isTitle">Whether it is one line, with each placeholder once.</param>
    /// <param name="clean">The text as it is kept; empty when refused.</param>
    internal static string? Reject(string text, IReadOnlyList<string> names, IReadOnlyList<string> needs, int mostChars, bool isTitle, out string clean)
    {
        if (TextRules.Reject(text, 1, mostChars, out clean, lines: !isTitle) is { } reason)
        {
            return reason;
        }

        var (parts, fault) = Read(clean);
        var held = parts.Where(part => part.IsName).Select(part => part.Text).ToArray();
        fault ??= held.Any(name => !names.Contains(name)) ? $"may hold only these placeholders: {Say(names)}."
            : needs.Any(need => !held.Contains(need)) ? $"must hold {Say(needs)}."
            : held.Length > MostPlaceholders ? $"must not hold more than {MostPlaceholders} placeholders."
            : isTitle && held.Distinct().Count() < held.Length ? "must not hold a placeholder twice."
            : null;
        clean = fault is null ? clean : "";
        return fault;
    }

    /// <summary>A text that was taken, with values in the place of names; a name without a value leaves nothing.</summary>
    public static string Fill(string text, Func<string, string?> valueOf)
    {
        var filled = new StringBuilder(text.Length + 64);
        foreach (var (part, isName) in Read(text).Parts)
        {
            filled.Append(isName ? valueOf(part) : part);
        }

        return filled.ToString().Trim();
    }

    /// <summary>The same in both languages, each with its own values.</summary>
    public static Localized Fill(Localized text, IReadOnlyDictionary<string, Localized> values) => new(
        Fill(text.En, name => values.GetValueOrDefault(name)?.En),
        Fill(text.Fr, name => values.GetValueOrDefault(name)?.Fr));

    /// <summary>How many characters a text has beside its placeholders.</summary>
    internal static int FreeChars(string text) => Read(text).Parts.Where(part => !part.IsName).Sum(part => part.Text.EnumerateRunes().Count());

    /// <summary>Whether mail programs and chats would make a link of something in it.</summary>
    internal static bool HoldsLink(string text) => Link().IsMatch(text);

    private static string Say(IReadOnlyList<string> names) => string.Join(", ", names.Select(name => $"{{{name}}}"));

    private static (IReadOnlyList<(string Text, bool IsName)> Parts, string? Fault) Read(string text)
    {
        var (parts, plain) = (new List<(string Text, bool IsName)>(), new StringBuilder());
        for (var at = 0; at < text.Length; at++)
        {
            var brace = text[at];
            if (brace is not ('{' or '}'))
            {
                plain.Append(brace);
            }
            else if (at + 1 < text.Length && text[at + 1] == brace)
            {
                plain.Append(brace);
                at++;
            }
            else if (brace == '{' && text.AsSpan(at + 1).IndexOfAny('{', '}') is var length and > 0 && text[at + 1 + length] == '}')
            {
                parts.Add((plain.ToString(), false));
                parts.Add((text.Substring(at + 1, length), true));
                plain.Clear();
                at += length + 1;
            }
            else
            {
                return (parts, "must close each brace that it opens; a brace that is meant as one is written twice.");
            }
        }

        parts.Add((plain.ToString(), false));
        return (parts, null);
    }

    // They find names of hosts too that stand there alone; a full stop without a space behind it is taken for one, by them and here.
    [GeneratedRegex(@"://|[^\s.]\.\p{L}{2}")]
    private static partial Regex Link();
}
