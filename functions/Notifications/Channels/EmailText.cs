using System.Text;

namespace Relais.Notifications.Channels;

/// <summary>Texts in the forms that mail has for them: words of a header (RFC 2047), bodies in seven bits (RFC 2045).</summary>
internal static class EmailText
{
    // RFC 2047, 2: an encoded word is at most 75 characters; 45 bytes make 60 of base64 and 12 stand around them.
    private const int WordBytes = 45;

    // A line of a header should not be longer than 78 characters (RFC 5322, 2.1.1); the header's own name takes some.
    private const int PlainChars = 60;

    private const int LineChars = 76; // RFC 2045, 6.7 and 6.8

    /// <summary>One line without anything that steers: no line break can begin a header, no mark can turn what follows around.</summary>
    public static string OneLine(string text) => string.Join(' ', Clean(text).Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Lines, with one kind of break between them, and without anything else that steers.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim().EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '\n' or '\t':
                    clean.Append((char)rune.Value);
                    break;
                case '\r' or 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029:
                    clean.Append('\n');
                    break;
                case (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069):
                case var _ when Rune.IsControl(rune):
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        return clean.ToString();
    }

    /// <summary>A header's value that is one line: as it is where every reader takes it so, else in encoded words.</summary>
    public static string Header(string line) =>
        line.Length <= PlainChars && line.All(character => character is >= ' ' and <= '~') && !line.Contains("=?", StringComparison.Ordinal) ? line : Words(line);

    /// <summary>A name before an address.</summary>
    public static string Name(string line) =>
        line.Length <= PlainChars && line.All(character => char.IsAsciiLetterOrDigit(character) || character is ' ' or '-' or '\'' or '.') ? $"\"{line}\"" : Words(line);

    /// <summary>A body in seven bits, in lines of 76, whichever way is shorter; and the name of that way.</summary>
    public static (string Encoding, string Text) Body(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal));
        var odd = bytes.Count(MustBeQuoted);
        return odd * 6 > bytes.Length ? ("base64", Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\r\n") : ("quoted-printable", Quote(bytes) + "\r\n");
    }

    private static string Words(string line)
    {
        var words = new List<string>();
        var word = new List<byte>(WordBytes);
        foreach (var rune in line.EnumerateRunes())
        {
            // A letter is never torn in two: each word is read by itself.
            if (word.Count + rune.Utf8SequenceLength > WordBytes)
            {
                words.Add(Word(word));
                word.Clear();
            }

            word.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        return string.Join("\r\n ", words.Append(Word(word)));
    }

    private static string Word(List<byte> bytes) => $"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=";

    private static string Quote(byte[] bytes)
    {
        var quoted = new StringBuilder(bytes.Length + (bytes.Length / 8));
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\r')
            {
                quoted.Append("\r\n");
                (column, i) = (0, i + 1);
                continue;
            }

            // What blank ends a line is lost on the way.
            var endsLine = i + 1 == bytes.Length || bytes[i + 1] == '\r';
            var piece = MustBeQuoted(bytes[i]) || (endsLine && bytes[i] is (byte)' ' or (byte)'\t') ? $"={bytes[i]:X2}" : ((char)bytes[i]).ToString();
            if (column + piece.Length > (endsLine ? LineChars : LineChars - 1))
            {
                quoted.Append("=\r\n");
                column = 0;
            }

            quoted.Append(piece);
            column += piece.Length;
        }

        return quoted.ToString();
    }

    private static bool MustBeQuoted(byte one) => one is (byte)'=' or > (byte)'~' or (< (byte)' ' and not ((byte)'\r' or (byte)'\n' or (byte)'\t'));
}
