namespace Relais.Tests.Polling;

/// <summary>What each source makes of each failure: the whole of it in one table.</summary>
internal static class SourceMatrix
{
    private const int AnHour = 60;
    private const int ADay = 24 * 60;

    private static readonly Dictionary<string, Dictionary<string, SourceCell>> Columns = new(StringComparer.Ordinal)
    {
        ["mastodon"] = Usual(new()
        {
            ["401"] = Stops(AnHour, "the instance does not show hashtags to strangers (401)"),
            ["403"] = Stops(AnHour, "the instance does not show hashtags to strangers (403)"),
            ["404"] = Answers(), // a hashtag that nobody on the instance has used yet
            ["410"] = Stops(AnHour, "the instance does not show hashtags to strangers (410)"),
        }),
        ["bluesky"] = Usual(new()
        {
            ["400"] = Stops(AnHour, "the hashtag is not accepted (400)"),
            ["401"] = Stops(AnHour, "the account's handle or app password is not accepted (401)"),
            ["403"] = Stops(AnHour, "the search is closed to the account (403)"),
        }),
        ["x"] = OfX(),
        ["x-search"] = OfX(),
        ["x-list"] = OfX(notFound: Stops(ADay, "X shows no such list")),
        ["feed"] = Usual(new()
        {
            ["401"] = Stops(AnHour, "the site does not show it to strangers (401)"),
            ["403"] = Stops(AnHour, "the site does not show it to strangers (403)"),
            ["404"] = Stops(AnHour, "nothing stands at this address (404)"),
            ["410"] = Stops(AnHour, "nothing stands at this address (410)"),
            ["broken halfway"] = Waits("broken XML, line 1"),
            ["a web page"] = Waits("a web page, not a feed"),
            ["nothing in it"] = Waits("an empty answer"),
            ["too large"] = Waits("larger than 4 MB"),
        }),
    };

    public static IEnumerable<(string Source, string Fault)> Cells => Columns.SelectMany(column => column.Value.Keys.Select(fault => (column.Key, fault)));

    public static SourceCell Cell(string source, string fault) => Columns[source][fault];

    /// <summary>What every source makes of a failure that means nothing of its own to it.</summary>
    /// <param name="own">The failures that do.</param>
    private static Dictionary<string, SourceCell> Usual(Dictionary<string, SourceCell> own)
    {
        var column = new Dictionary<string, SourceCell>(StringComparer.Ordinal)
        {
            ["400"] = Waits("answered 400"),
            ["401"] = Waits("answered 401"),
            ["402"] = Waits("answered 402"),
            ["403"] = Waits("answered 403"),
            ["404"] = Waits("answered 404"),
            ["410"] = Waits("answered 410"),
            ["429, Retry-After"] = Waits("asked too often (429)", SourceFault.RetryAfterMinutes),
            ["429, its own reset"] = Waits("asked too often (429)", SourceFault.ResetMinutes),
            ["429, usage-capped"] = Waits("asked too often (429)", 5),
            ["429"] = Waits("asked too often (429)", 5),
            ["500"] = Waits("answered 500"),
            ["503, Retry-After"] = Waits("answered 503", SourceFault.RetryAfterMinutes),
            ["hangs"] = Waits("timeout"),
            ["nobody there"] = Waits("refused"),
            ["broken halfway"] = Waits("unreadable answer"),
            ["a web page"] = Waits("unreadable answer"),
            ["nothing in it"] = Waits("unreadable answer"),
            ["an empty page"] = Answers(),
            ["too large"] = Waits("toolarge"),
        };
        foreach (var (fault, cell) in own)
        {
            column[fault] = cell;
        }

        return column;
    }

    /// <summary>X refuses alike, however it is asked.</summary>
    /// <param name="notFound">What it means that there is nothing at an address, where it means something.</param>
    private static Dictionary<string, SourceCell> OfX(SourceCell? notFound = null) => Usual(new()
    {
        ["400"] = Stops(ADay, "X does not understand the question (400)"),
        ["401"] = Stops(ADay, "X does not accept the token (401)"),
        ["402"] = Stops(ADay, "there is no credit left at X (402)"),
        ["403"] = Stops(ADay, "X does not let this app ask (403)"),
        ["404"] = notFound ?? Waits("answered 404"),
        ["429, usage-capped"] = Stops(ADay, "X's own cap of the month is reached (429)"),
        ["429"] = Waits("asked too often (429)", 15),
        ["an empty page"] = Answers(isBelieved: true), // a number is final, a day is read once, and a search goes back a minute and a half
    });

    /// <summary>Refused for good as far as anybody can tell: the gap opens at once.</summary>
    private static SourceCell Stops(int quietMinutes, string reason) => new(reason, GapOpens.AtOnce, quietMinutes);

    /// <summary>May pass by itself: the gap opens with the second failure. Asked again as the network wishes, or as the app does where it says nothing.</summary>
    private static SourceCell Waits(string reason, int? quietMinutes = null) => new(reason, GapOpens.WithTheSecond, quietMinutes);

    /// <summary>An answer like any other, and no failure.</summary>
    /// <param name="isBelieved">What was published meanwhile is not looked for again.</param>
    private static SourceCell Answers(bool isBelieved = false) => new(null, GapOpens.Never, null, isBelieved);
}

/// <summary>What a source makes of a failure. What more is promised of every failure is one more value here, and one more assertion in the test.</summary>
/// <param name="Reason">As a person reads it; null for what is an answer.</param>
/// <param name="QuietMinutes">So long it is not asked; null where the app itself decides.</param>
/// <param name="IsBelieved">Said to be empty, and not asked again for that time.</param>
internal sealed record SourceCell(string? Reason, GapOpens Gap, int? QuietMinutes, bool IsBelieved = false);

/// <summary>When a gap opens.</summary>
internal enum GapOpens
{
    Never,
    AtOnce,
    WithTheSecond,
}
