using System.Globalization;
using System.Text.Json.Serialization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>A condition that holds, or held (firing from its start, resolved from its end), or an event, which happens once.</summary>
/// <param name="Id">Worked out from campaign, labels and start, so that raising it twice is raising it once; newer ids sort first.</param>
/// <param name="Labels">What it is about; the same labels are the same alert, whatever its numbers.</param>
/// <param name="EndsAt">When it ended. Of an event it is known at the start: when it is no longer worth saying.</param>
/// <param name="ExpiresAt">After this instant nothing of it is said any more, nor tried again.</param>
public sealed record Alert(
    string Id,
    string CampaignId,
    string Kind,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>What was seen when a condition began; of a milestone, what was counted.</summary>
    public Observation? AtStart { get; init; }

    public Observation? AtEnd { get; init; }

    /// <summary>Of a milestone on the way to a goal of what sites push: the goal, and what was reached.</summary>
    public GoalReached? Goal { get; init; }

    /// <summary>What is said, where somebody wrote it; null where it follows from what was seen.</summary>
    public AlertWords? Words { get; init; }

    /// <summary>Which of the campaign's people are meant.</summary>
    public Audience Audience { get; init; } = Audience.Everybody;

    /// <summary>The name of the key that raised it; null for what Relais noticed itself.</summary>
    public string? RaisedBy { get; init; }

    /// <summary>Of a call: stands for all that was asked, so that another request under the same key is told apart.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>Of an event: what makes it the same one when it is raised again. Null for a condition, which its fingerprint names while it fires.</summary>
    public string? Once { get; init; }

    /// <summary>Whether it was taken from a feed that a Relais publishes: it is told, and stands in no such feed again, where it would go round for ever.</summary>
    public bool IsEcho { get; init; }

    /// <summary>The traceparent of what raised or resolved it last, where telemetry was on: what is said of it, perhaps much later, is a part of that.</summary>
    public string? Trace { get; init; }

    /// <summary>What was said of it so far: version 1 first.</summary>
    public IReadOnlyList<Telling> Tellings { get; init; } = [];

    /// <summary>What was decided last, and why.</summary>
    public Verdict? Verdict { get; init; }

    [JsonIgnore]
    public string Fingerprint => FingerprintOf(Labels);

    [JsonIgnore]
    public bool IsUrgent => Labels.GetValueOrDefault(SeverityLabel) == Severities.Urgent;

    [JsonIgnore]
    public string Severity => Labels.GetValueOrDefault(SeverityLabel, Severities.Normal);

    /// <summary>What it is grouped with: alerts of one kind for the same people.</summary>
    [JsonIgnore]
    public string GroupKey => Audience.IsEverybody ? Kind : $"{Kind}~{Digest.Of(Audience.ToText())[..12]}";

    public const string SeverityLabel = "severity";

    private const int MostTellings = 60;

    public string StatusAt(DateTimeOffset now) => EndsAt <= now ? "resolved" : "firing";

    /// <summary>What was said last; null before anything was.</summary>
    [JsonIgnore]
    public Telling? LastTelling => Tellings.Count == 0 ? null : Tellings[^1];

    /// <summary>The version that was said last; 0 before anything was.</summary>
    [JsonIgnore]
    public int LastVersion => LastTelling?.Version ?? 0;

    /// <summary>What was said as this version; null when nothing was, or when it was one of many repeats long ago.</summary>
    public Telling? Told(int version) => Tellings.FirstOrDefault(telling => telling.Version == version);

    /// <summary>The same alert with one telling more. Of a condition that is repeated for weeks, old repeats are forgotten.</summary>
    public Alert Tell(Telling telling)
    {
        var old = Tellings.Count < MostTellings ? null : Tellings.FirstOrDefault(one => one.Why == Grouping.Repeated && (one.Deliveries is not null || one.In is not null));
        return this with { Tellings = [.. Tellings.Where(one => one != old), telling] };
    }

    /// <summary>The same alert with one telling changed.</summary>
    public Alert With(Telling telling) => this with { Tellings = [.. Tellings.Select(one => one.Version == telling.Version ? telling : one)] };

    public static string FingerprintOf(IReadOnlyDictionary<string, string> labels) =>
        Digest.Of(string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")));

    public static string IdOf(string fingerprint, DateTimeOffset startsAt)
    {
        // Counted down from the year 9999, so that a plain range read begins with the newest.
        var left = DateTimeOffset.MaxValue.ToUnixTimeSeconds() - startsAt.ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"al_{left:x10}{fingerprint[..12]}");
    }

    /// <summary>The least id that an alert begun at this instant or before can have: whoever lists from it lists what is not newer.</summary>
    public static string FirstIdAt(DateTimeOffset startsAt) =>
        string.Create(CultureInfo.InvariantCulture, $"al_{DateTimeOffset.MaxValue.ToUnixTimeSeconds() - startsAt.ToUnixTimeSeconds():x10}");
}

/// <summary>What was seen when an alert began or ended.</summary>
/// <param name="Trailing">Signals in the hour before; of a milestone, all that were counted.</param>
/// <param name="Expected">Signals an hour by the campaign's own baseline; of a milestone, the goal.</param>
/// <param name="Momentum">How far above the baseline, in standard units.</param>
/// <param name="Threshold">From which momentum on it is a surge.</param>
public sealed record Observation(long Trailing, double Expected, double Momentum, double Threshold);

/// <summary>How far it was to a goal when a share of it was reached.</summary>
/// <param name="Unit">A currency in capitals, or another unit.</param>
/// <param name="IsPledged">Of money: promised, not given.</param>
/// <param name="Target">In whole units.</param>
public sealed record GoalReached(string Unit, bool IsPledged, long Target, decimal Reached);

/// <summary>What somebody wrote to be said.</summary>
/// <param name="Url">Where more is to be read; null for nowhere.</param>
public sealed record AlertWords(Localized Title, Localized Body, string? Url = null);
