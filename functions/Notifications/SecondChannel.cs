using System.Security.Cryptography;

namespace Relais.Notifications;

/// <summary>Where somebody is told too when they have not seen something urgent in time: an address beside theirs, which no audience holds.</summary>
/// <param name="Minutes">How long it is waited for them; one of <see cref="Waits"/>.</param>
/// <param name="Since">When whoever reads there agreed to it.</param>
/// <param name="ConsentText">To which words, by their version.</param>
public sealed record SecondChannel(int Minutes, DateTimeOffset Since, string ConsentText)
{
    // Behind an id, so that both stand side by side and whoever reads the one range of addresses has read the other. No id of a subscription holds a dash.
    private const string Between = "-2";

    // 32 bits: no two askings of one person by chance. What keeps strangers from guessing a link is its signature.
    private const int AskingBytes = 4;

    /// <summary>The minutes among which people choose: shorter tells twice those who have only put the phone down, longer is no help.</summary>
    public static readonly IReadOnlyList<int> Waits = [10, 30, 60];

    /// <summary>An id for an address that is asked to stand second behind one: each asking has its own, so that its links end with it.</summary>
    public static string NewId(string firstId) => firstId + Between + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(AskingBytes));

    /// <summary>Between which two all ids lie that stand second behind one, and nothing else.</summary>
    public static (string From, string To) RangeOf(string firstId) => (firstId + Between, LastOf(firstId));

    /// <summary>Comes after an id and all that stand second behind it, and before the next one.</summary>
    public static string LastOf(string firstId) => firstId + Between + "~";

    /// <summary>Behind which one an address stands; null for one that stands by itself.</summary>
    public static string? FirstOf(string id) => id.IndexOf(Between, StringComparison.Ordinal) is var at and > 0 ? id[..at] : null;
}
