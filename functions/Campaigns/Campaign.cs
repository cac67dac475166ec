using System.Text.Json.Serialization;

namespace Relais.Campaigns;

/// <summary>A cause being promoted: its hashtags, the sources followed for it, its window in time, its thresholds and its milestones.</summary>
/// <param name="Id">Chosen from the name, lower-case letters, digits and dashes: it stands in public addresses.</param>
/// <param name="From">Before this instant nothing is followed.</param>
/// <param name="Until">From this instant on nothing is followed any more; null while no end is set.</param>
public sealed record Campaign(
    string Id,
    string Name,
    IReadOnlyList<Hashtag> Hashtags,
    IReadOnlyList<FollowedSource> Sources,
    DateTimeOffset From,
    DateTimeOffset? Until,
    Thresholds Thresholds)
{
    /// <summary>Totals that are worth an alert; null for none.</summary>
    public Milestones? Milestones { get; init; }

    /// <summary>What is hoped for of what sites push, by unit.</summary>
    public IReadOnlyList<Goal> Goals { get; init; } = [];

    /// <summary>What anybody may read of it on its public page; null while it has none.</summary>
    public CampaignPage? Page { get; init; }

    /// <summary>Its own words in place of ours; null while it has none.</summary>
    public IReadOnlyList<CampaignTemplate>? Templates { get; init; }

    /// <summary>Until then its sources are asked each minute, where nothing speaks against it; null, or past, when they are not.</summary>
    public DateTimeOffset? EventUntil { get; init; }

    /// <summary>How often its sources are asked outside of events.</summary>
    public CampaignCadence Cadence { get; init; }

    /// <summary>Until then nothing much is expected of it: found by its momentum, again and again, so that one that is judged no more does not stay idle. Null, or past, when it is not.</summary>
    public DateTimeOffset? IdleUntil { get; init; }

    /// <summary>Questions that were dropped on the way, and when those now asked were added, where that was after the beginning.</summary>
    public IReadOnlyList<AskedQuestion> History { get; init; } = [];

    /// <summary>The first minute whose signals are this campaign's.</summary>
    [JsonIgnore]
    public DateTimeOffset FirstMinute => new(From.UtcTicks - (From.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    /// <summary>Its own words of this kind and status; null where it says it in ours.</summary>
    public CampaignTemplate? TemplateOf(string kind, string status) => Templates?.FirstOrDefault(template => template.Kind == kind && template.Status == status);

    /// <summary>All the characters of its own words together.</summary>
    [JsonIgnore]
    public int TemplateChars => (Templates ?? []).Sum(template => template.Chars);

    /// <summary>The same campaign with other words for what these are for; with ours for it where <paramref name="template"/> is null.</summary>
    public Campaign WithTemplate(string kind, string status, CampaignTemplate? template)
    {
        var others = (Templates ?? []).Where(one => one.Kind != kind || one.Status != status);
        CampaignTemplate[] all = [.. others, .. template is null ? [] : new[] { template }];
        return this with { Templates = all.Length == 0 ? null : all };
    }

    public bool IsEventAt(DateTimeOffset now) => EventUntil > now && StateAt(now) == CampaignState.Live;

    /// <summary>Whether its sources may be asked at the idle pace.</summary>
    public bool IsIdleAt(DateTimeOffset now) =>
        !IsEventAt(now) && (Cadence == CampaignCadence.Idle || (Cadence == CampaignCadence.Auto && IdleUntil > now));

    /// <summary>As <see cref="IsIdleAt"/>, of one question: what is new in a feed that announces is not kept waiting, unless the organiser wants it so.</summary>
    public bool IsIdleFor(TrackedQuery query, DateTimeOffset now) => IsIdleAt(now) && (Cadence == CampaignCadence.Idle || !Announces(query));

    /// <summary>Whether new items that this question brings are announced.</summary>
    public bool Announces(TrackedQuery query) =>
        query.Url is not null && Sources.Any(source => source.Announces && source.Kind == query.Kind && source.Url == query.Url);

    public CampaignState StateAt(DateTimeOffset now) =>
        Until is { } until && now >= until ? CampaignState.Ended
        : now < From ? CampaignState.Planned
        : CampaignState.Live;
}

public enum CampaignState
{
    [JsonStringEnumMemberName("planned")]
    Planned,
    [JsonStringEnumMemberName("live")]
    Live,
    [JsonStringEnumMemberName("ended")]
    Ended,
}

/// <summary>What an organiser wants of the pace at which a campaign's sources are asked. Kept as numbers: a new one comes last.</summary>
public enum CampaignCadence
{
    /// <summary>Seldom while it is idle, else as usual.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Never seldom.</summary>
    [JsonStringEnumMemberName("watch")]
    Watch,

    /// <summary>Always seldom.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,
}

/// <summary>A network that is asked for this campaign, and on which host.</summary>
/// <param name="Url">What is asked for there, where the kind is named by an address; null elsewhere.</param>
/// <param name="Announces">Whether each new item is announced to those who want to hear of announcements.</param>
public sealed record FollowedSource(string Kind, string Host, string? Url = null, bool Announces = false)
{
    /// <summary>Whether it is asked the same, whatever is made of the answers.</summary>
    public bool IsSameAs(FollowedSource other) => this with { Announces = other.Announces } == other;
}

/// <summary>What a campaign says of itself where anybody may read it and join.</summary>
/// <param name="About">In English; null where it is said in French alone.</param>
/// <param name="AboutFr">In French.</param>
/// <param name="Topics">Topics that whoever joins may choose among.</param>
public sealed record CampaignPage(string? About, string? AboutFr, IReadOnlyList<string> Topics)
{
    /// <summary>What it says, in this language where it can.</summary>
    public string AboutIn(string language) => (language == "fr" ? AboutFr ?? About : About ?? AboutFr)!;
}

/// <summary>When this campaign's momentum is worth an alert; null means the default of the detector.</summary>
/// <param name="Floor">Signals in an hour below which nothing is called a surge.</param>
/// <param name="Momentum">Standard units above the baseline from which on it is a surge.</param>
public sealed record Thresholds(int? Floor, double? Momentum)
{
    public static readonly Thresholds Default = new(null, null);
}
