using System.Text;

namespace Relais.Campaigns;

/// <summary>Finds where web addresses stand in a post: a sign in one begins a fragment and no hashtag.</summary>
/// <remarks>
/// The rule is twitter-text's but for its list of top-level domains, which ages: any last label of two letters or more is taken for one.
/// </remarks>
internal static class UrlSpans
{
    private const string PathSigns = "!*';:=+,.$/%#[]-_~@|&";
    private const string PathEndingSigns = "+-=_#/)";
    private const string QuerySigns = "!?*'@();:&=+$/%#[]-_.,~|";

    /// <summary>Every address that has a path or a protocol, in order, counted in code points.</summary>
    public static IReadOnlyList<Range> Find(ReadOnlySpan<Rune> runes)
    {
        var found = new List<Range>();
        for (var start = 0; start < runes.Length; start++)
        {
            if (End(runes, start) is { } end)
            {
                found.Add(start..end);
                start = end - 1;
            }
        }

        return found;
    }

    // Null when no address begins at `start`.
    private static int? End(ReadOnlySpan<Rune> runes, int start)
    {
        var before = start == 0 ? ' ' : runes[start - 1].Value;
        var protocol = Begins(runes[start..], "https://") ? "https://".Length : Begins(runes[start..], "http://") ? "http://".Length : 0;
        if (before is '@' or 0xFF20 or '$' or '#' or 0xFF03
            || (before < 128 && char.IsAsciiLetterOrDigit((char)before))
            || (protocol == 0 && (before is '-' or '_' or '.' or '/' || !IsHost(runes[start]) || (start > 0 && IsHost(runes[start - 1])))))
        {
            return null;
        }

        if (HostEnd(runes, start + protocol, protocol > 0) is not { } end)
        {
            return null;
        }

        end = PortEnd(runes, end);
        var path = PathEnd(runes, end);
        return protocol == 0 && path == end ? null : QueryEnd(runes, path);
    }

    // Without a protocol only a name in Latin letters is an address; with one, any script is.
    private static int? HostEnd(ReadOnlySpan<Rune> runes, int start, bool anyScript)
    {
        var end = start;
        var dot = -1;
        for (; end < runes.Length && (IsHost(runes[end]) || runes[end].Value is '-' or '_' or '.'); end++)
        {
            dot = runes[end].Value == '.' ? end : dot;
        }

        if (dot <= start || !IsHost(runes[dot - 1]) || !IsHost(runes[start]))
        {
            return null;
        }

        var top = runes[(dot + 1)..end];
        var latin = All(top, rune => rune.IsAscii && Rune.IsLetter(rune)) && top.Length >= 2 && (anyScript || IsPath(runes[dot - 1]));
        return latin || Begins(top, "xn--") || (anyScript && top.Length > 0 && All(top, rune => !rune.IsAscii)) ? end : null;
    }

    private static int PortEnd(ReadOnlySpan<Rune> runes, int start)
    {
        var end = start + 1;
        while (end < runes.Length && runes[end].Value is >= '0' and <= '9')
        {
            end++;
        }

        return start < runes.Length && runes[start].Value == ':' && end > start + 1 ? end : start;
    }

    private static int PathEnd(ReadOnlySpan<Rune> runes, int start)
    {
        var end = start;
        if (start < runes.Length && runes[start].Value == '/')
        {
            while (end < runes.Length && (IsPath(runes[end]) ? end + 1 : ParenthesisEnd(runes, end, depth: 2)) is { } next)
            {
                end = next;
            }
        }

        return end;
    }

    // A parenthesis belongs to an address only as a pair with something in it, and one pair may hold another.
    private static int? ParenthesisEnd(ReadOnlySpan<Rune> runes, int start, int depth)
    {
        if (depth == 0 || runes[start].Value != '(')
        {
            return null;
        }

        var end = start + 1;
        while (end < runes.Length && runes[end].Value != ')')
        {
            if ((IsPath(runes[end]) ? end + 1 : ParenthesisEnd(runes, end, depth - 1)) is not { } next)
            {
                return null;
            }

            end = next;
        }

        return end < runes.Length && end > start + 1 ? end + 1 : null;
    }

    private static int QueryEnd(ReadOnlySpan<Rune> runes, int start)
    {
        var end = start;
        if (start < runes.Length && runes[start].Value == '?' && (IsHost(runes[start - 1]) || PathEndingSigns.Contains((char)runes[start - 1].Value)))
        {
            while (end < runes.Length && runes[end].IsAscii && (Rune.IsLetterOrDigit(runes[end]) || QuerySigns.Contains((char)runes[end].Value)))
            {
                end++;
            }
        }

        return end;
    }

    private static bool Begins(ReadOnlySpan<Rune> runes, string prefix)
    {
        var length = 0;
        while (length < prefix.Length && length < runes.Length && Rune.ToLowerInvariant(runes[length]).Value == prefix[length])
        {
            length++;
        }

        return length == prefix.Length;
    }

    private static bool All(ReadOnlySpan<Rune> runes, Predicate<Rune> holds)
    {
        foreach (var rune in runes)
        {
            if (!holds(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHost(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune)
        : !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && rune.Value is not (0xFF03 or 0xFEFF or 0x061C or 0x200E or 0x200F)
            && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)) && rune != Rune.ReplacementChar;

    private static bool IsPath(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || PathSigns.Contains((char)rune.Value)
        : rune.Value is (>= 0x00C0 and <= 0x024F and not (0x00D7 or 0x00F7)) or (>= 0x0300 and <= 0x036F)
            or (>= 0x0400 and <= 0x04FF) or (>= 0x1E00 and <= 0x1EFF) or 0x2013;
}
