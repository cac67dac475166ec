using System.Globalization;

namespace Relais.Notifications.Smtp;

/// <summary>What a mail server answered to one command: its code, and the finer one of RFC 3463 where the text begins with it.</summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Lines">The text, line by line; it may hold addresses and is never logged.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public const int Ready = 220;
    public const int Closing = 221;
    public const int SignedIn = 235;
    public const int Done = 250;
    public const int Challenge = 334;
    public const int GoOn = 354;
    public const int ClosesNow = 421;

    /// <summary>Such as `5.1.1`; null where the server gives none.</summary>
    public string? Status { get; } = StatusOf(Lines.Count > 0 ? Lines[0] : "");

    public bool IsDone => Code is >= 200 and < 300;

    public bool IsRefusal => Code >= 400;

    /// <summary>Whether somebody's own server has whom it does not know yet wait; no code is its own, so servers say it by the word (RFC 6647, 5).</summary>
    public bool IsGreylisting => Code is 450 or 451 && Lines.Any(line => line.Contains("greylist", StringComparison.OrdinalIgnoreCase) || line.Contains("graylist", StringComparison.OrdinalIgnoreCase));

    /// <summary>The finer code, else the plain one: a short word for lists and counts.</summary>
    public string Reason => Status ?? Code.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="SmtpFailure">It is another one.</exception>
    public void Expect(int code)
    {
        if (Code != code)
        {
            throw new SmtpFailure(SmtpFault.Reply, this);
        }
    }

    // Records print all that they hold.
    public override string ToString() => Reason;

    private static string? StatusOf(string text)
    {
        var word = text.Split(' ', '\t')[0];
        var parts = word.Split('.');
        return parts.Length == 3 && parts[0] is "2" or "4" or "5" && parts[1..].All(part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit)) ? word : null;
    }
}
