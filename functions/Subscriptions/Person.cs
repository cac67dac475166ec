using System.Globalization;
using System.Security.Cryptography;

namespace Relais.Subscriptions;

/// <summary>Who is behind an address.</summary>
/// <param name="Key">The keyed hash of the address.</param>
/// <param name="Pseudonym">The same in every campaign, and told to none: it counts what one person is sent in a day.</param>
/// <param name="At">Their subscription in each campaign that they are told of, or have asked to be.</param>
/// <param name="Stopped">Campaigns of which they want nothing.</param>
public sealed record Person(string Key, string Pseudonym, IReadOnlyDictionary<string, string> At, IReadOnlySet<string> Stopped)
{
    /// <summary>The last day on which the address was asked to confirm, and how often.</summary>
    public string? AskedOn { get; init; }

    /// <inheritdoc cref="AskedOn"/>
    public int Asked { get; init; }

    // 112 bits: no two subscriptions by chance.
    private const int IdBytes = 14;

    /// <summary>The id of a new subscription. The bucket first: people stand in the same order in every campaign, so that what counts for one person over all of them is found by ranges.</summary>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"m_{Pseudonym.AsSpan(0, 2)}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}");

    // Records print all that they hold.
    public override string ToString() => "Person";
}
