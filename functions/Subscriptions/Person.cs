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

    // Records print all that they hold.
    public override string ToString() => "Person";
}
