namespace Relais.Tests.Architecture;

/// <summary>C# told apart into code, comments and literals; what is left out becomes spaces, so that every line stays where it was.</summary>
internal static class CSharpText
{
    /// <summary>The source without its comments: what the compiler reads.</summary>
    public static string WithoutComments(string source) => new Reader(source).Keep(Kind.Code, Kind.Literal);

    /// <summary>The source without comments and without the text of literals; the holes of interpolated ones stay.</summary>
    public static string CodeAlone(string source) => new Reader(source).Keep(Kind.Code);

    /// <summary>The line, from 1, on which a position lies.</summary>
    public static int LineOf(string source, int position) => source.AsSpan(0, position).Count('\n') + 1;

    private enum Kind
    {
        Code,
        Comment,
        Literal,
    }

    private sealed class Reader
    {
        private readonly string text;
        private readonly Kind[] kinds;
        private int at;

        public Reader(string text)
        {
            this.text = text;
            kinds = new Kind[text.Length];
            ReadCode(inHole: false);
        }

        public string Keep(params Kind[] kept) =>
            string.Create(text.Length, (text, kinds, kept), static (kept, from) =>
            {
                for (var i = 0; i < kept.Length; i++)
                {
                    kept[i] = from.text[i] == '\n' || from.kept.Contains(from.kinds[i]) ? from.text[i] : ' ';
                }
            });

        // The code of a hole ends before the brace that closes it.
        private void ReadCode(bool inHole)
        {
            for (var depth = 0; at < text.Length;)
            {
                if (Sees("//"))
                {
                    Take(Kind.Comment, UpTo("\n", from: at));
                }
                else if (Sees("/*"))
                {
                    Take(Kind.Comment, UpTo("*/", from: at + 2) + 2);
                }
                else if (text[at] == '\'')
                {
                    ReadChar();
                }
                else if (StartOfString() is var start and >= 0)
                {
                    ReadString(start);
                }
                else if (inHole && text[at] == '}' && depth == 0)
                {
                    return;
                }
                else
                {
                    depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
                    at++;
                }
            }
        }

        private void ReadChar()
        {
            var end = at + 1;
            while (end < text.Length && text[end] != '\'' && text[end] != '\n')
            {
                end += text[end] == '\\' ? 2 : 1;
            }

            Take(Kind.Literal, end + 1);
        }

        // The position of the first quote, behind the signs $ and @, or -1.
        private int StartOfString()
        {
            var quote = at;
            while (quote < text.Length && text[quote] is '$' or '@')
            {
                quote++;
            }

            return quote < text.Length && text[quote] == '"' ? quote : -1;
        }

        private void ReadString(int quote)
        {
            var signs = text.AsSpan(at, quote - at);
            var (holes, verbatim) = (signs.Count('$'), signs.Contains('@'));
            Take(Kind.Literal, quote);
            var quotes = Run('"');
            var raw = !verbatim && quotes >= 3;
            if (!verbatim && quotes == 2)
            {
                Take(Kind.Literal, at + 2);
                return;
            }

            Take(Kind.Literal, at + (raw ? quotes : 1));
            while (at < text.Length && !ReadEnd(raw ? quotes : 1, verbatim))
            {
                ReadText(raw, verbatim, holes);
            }
        }

        private bool ReadEnd(int quotes, bool verbatim)
        {
            var run = Run('"');
            if (run < quotes || (verbatim && run >= 2))
            {
                return false;
            }

            Take(Kind.Literal, at + (quotes == 1 ? 1 : run));
            return true;
        }

        private void ReadText(bool raw, bool verbatim, int holes)
        {
            var braces = holes > 0 ? Run('{') : 0;
            if (braces > 0 && (raw ? braces >= holes : braces % 2 == 1))
            {
                Take(Kind.Literal, at + braces);
                ReadCode(inHole: true);
            }
            else
            {
                Take(Kind.Literal, at + Math.Max(1, braces > 0 ? braces : StepOver(raw, verbatim)));
            }
        }

        private int StepOver(bool raw, bool verbatim) =>
            raw ? Math.Max(1, Run('"')) : verbatim ? (Sees("\"\"") ? 2 : 1) : text[at] == '\\' ? 2 : 1;

        private bool Sees(string start) => text.AsSpan(at).StartsWith(start, StringComparison.Ordinal);

        private int Run(char character)
        {
            var end = at;
            while (end < text.Length && text[end] == character)
            {
                end++;
            }

            return end - at;
        }

        private int UpTo(string end, int from) => text.IndexOf(end, Math.Min(from, text.Length), StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;

        private void Take(Kind kind, int until)
        {
            for (; at < Math.Min(until, text.Length); at++)
            {
                kinds[at] = kind;
            }
        }
    }
}
