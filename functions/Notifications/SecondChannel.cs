namespace Relais.Notifications;

/// <summary>Where somebody is told too when they have not seen something urgent in time: an address beside theirs, which no audience holds.</summary>
/// <param name="Minutes">How long it is waited for them; one of <see cref="Waits"/>.</param>
/// <param name="Since">When whoever reads there agreed to it.</param>
/// <param name="ConsentText">To which words, by their version.</param>
public sealed record SecondChannel(int Minutes, DateTimeOffset Since, string ConsentText)
{
    // Behind an id, so that both stand side by side and whoever reads the one range of addresses has read the other. No id of a subscription holds a dash.
    private const string Suffix = "-2";

    /// <summary>The minutes among which people choose: shorter tells twice those who have only put the phone down, longer is no help.</summary>
    public static readonly IReadOnlyList<int> Waits = [10, 30, 60];

    /// <summary>The id of the address that stands second behind one.</summary>
    public static string IdOf(string firstId) => firstId + Suffix;

    /// <summary>Behind which one an address stands; null for one that stands by itself.</summary>
    public static string? FirstOf(string id) => id.EndsWith(Suffix, StringComparison.Ordinal) ? id[..^Suffix.Length] : null;
}
