namespace Relais.Campaigns;

/// <summary>A kind of source that campaigns of this app may follow; each source declares its own.</summary>
/// <param name="MostHashtagsAQuery">How many hashtags the network takes in one request; 0 where it is not asked by hashtag.</param>
/// <param name="Spell">The spellings in which the network keeps one hashtag apart, so that all of them are asked for; null where the folded one is enough.</param>
/// <param name="OnlyHost">The one host that is asked, because the operator's account is there; null where organisers name hosts of their own.</param>
/// <param name="ByUrl">Whether it is named by an address, all of which is the campaign's, and not by a host that is asked for hashtags.</param>
public sealed record SourceKind(string Name, int MostHashtagsAQuery, Func<Hashtag, IReadOnlyList<string>>? Spell = null, string? OnlyHost = null, bool ByUrl = false)
{
    /// <summary>What the network makes of a text after a `#`, for those who choose a hashtag; null where nobody writes hashtags, or the house knows it already.</summary>
    public Func<string, NetworkReading>? Read { get; init; }

    /// <summary>Which of the questions go into one request, as few requests as may be; null where each has its own.</summary>
    public Func<IEnumerable<TrackedQuery>, IEnumerable<IReadOnlyList<TrackedQuery>>>? Together { get; init; }

    /// <summary>Whether its hosts pass posts on to each other, each under one name: a campaign that follows two of them meets the same post twice.</summary>
    public bool IsFederated { get; init; }

    /// <summary>Why nobody learns what its posts have about them, as people are told; null where that is read.</summary>
    public string? NoTopics { get; init; }

    /// <summary>Which addresses it takes; null where any public one may be named, or a host is.</summary>
    public AddressRule? Address { get; init; }

    /// <summary>Whether what stands at its address is looked through for the campaign's hashtags, all of them in one question.</summary>
    public bool LooksForHashtags { get; init; }

    /// <summary>Whether it brings signals; where it brings none, no judgement of a campaign waits for it, and nobody is blind without it.</summary>
    public bool BringsSignals { get; init; } = true;

    /// <summary>Minutes between two polls, whatever the campaign is doing; null where the app's own pace is kept.</summary>
    public int? EveryMinutes { get; init; }
}

/// <summary>The addresses that a kind of source takes.</summary>
/// <param name="Read">The one spelling of an address; null of one that is not taken.</param>
/// <param name="Rejection">What is said of that one.</param>
public sealed record AddressRule(Func<string, string?> Read, string Rejection);
