namespace Relais.Momentum;

/// <summary>Which of any number of names come most often, in the space of a few: each counted never too low, and too high by its error at most.</summary>
/// <remarks>
/// Space-Saving (Metwally, Agrawal, El Abbadi, 2005): a name that has no place takes that of the rarest, and its count with it. After n names in k places
/// no error is over n/k, and whatever came more than n/k times has a place.
/// </remarks>
/// <param name="places">How many names have one.</param>
public sealed class Sketch(int places)
{
    private readonly Dictionary<string, Sighting> sightings = new(StringComparer.Ordinal);

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<Sighting> Sightings =>
        [.. sightings.Values.OrderByDescending(sighting => sighting.Count).ThenBy(sighting => sighting.Error).ThenBy(sighting => sighting.Key, StringComparer.Ordinal)];

    /// <summary>Counts a name once more.</summary>
    /// <param name="key">What spellings of the same name have in common.</param>
    /// <param name="name">As it is shown; the first that came stays.</param>
    public void Add(string key, string name, string? url = null)
    {
        if (sightings.TryGetValue(key, out var known))
        {
            sightings[key] = known with { Count = known.Count + 1 };
            return;
        }

        var error = 0;
        if (sightings.Count == places)
        {
            var rarest = sightings.Values.MinBy(sighting => (sighting.Count, sighting.Key))!;
            sightings.Remove(rarest.Key);
            error = rarest.Count;
        }

        sightings.Add(key, new Sighting(key, name, url, error + 1, error));
    }

    /// <summary>Puts back what was written down.</summary>
    public void Restore(Sighting sighting) => sightings[sighting.Key] = sighting;
}

/// <summary>How often a name came.</summary>
/// <param name="Count">Never too low.</param>
/// <param name="Error">Too high by this at most.</param>
public sealed record Sighting(string Key, string Name, string? Url, int Count, int Error)
{
    /// <summary>So often it came for certain.</summary>
    public int AtLeast => Count - Error;
}
