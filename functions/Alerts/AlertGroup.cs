using System.Text.Json.Serialization;

namespace Relais.Alerts;

/// <summary>Alerts of one kind for the same people, which speak together: those that are not said to the end, and when the group last spoke.</summary>
/// <param name="SpokeAt">When it last said something that was not urgent; null when it never has.</param>
public sealed record AlertGroup(string Key, IReadOnlyList<GroupMember> Members, DateTimeOffset? SpokeAt);

/// <summary>One alert as its group knows it.</summary>
/// <param name="IsEvent">It happens once: its end is not said, and it is never said again.</param>
/// <param name="CameAt">When the group heard of it.</param>
/// <param name="EndsAt">From this instant on it is over; null while nobody knows when.</param>
/// <param name="SaidAt">When it was last said that it fires; null when never.</param>
/// <param name="WasSilenced">A silence has kept it quiet since it was last said, or since it came.</param>
/// <param name="Verdict">What was decided last, where that was not to say it.</param>
public sealed record GroupMember(
    string AlertId,
    IReadOnlyDictionary<string, string> Labels,
    bool IsUrgent,
    bool IsEvent,
    DateTimeOffset StartsAt,
    DateTimeOffset CameAt,
    DateTimeOffset? EndsAt,
    DateTimeOffset? SaidAt = null,
    bool WasSilenced = false,
    Verdict? Verdict = null)
{
    /// <summary>No more characters than these when it is written down: of its labels, JSON may spell each character with six.</summary>
    [JsonIgnore]
    public int LargestChars => 600 + Labels.Sum(label => 6 * (label.Key.Length + label.Value.Length));

    public bool IsOverAt(DateTimeOffset now) => EndsAt <= now;

    public static GroupMember Of(Alert alert, DateTimeOffset now) =>
        new(alert.Id, alert.Labels, alert.IsUrgent, alert.Once is not null, alert.StartsAt, now, alert.EndsAt);
}

/// <summary>An alert that fires, as inhibitions look at it.</summary>
public sealed record FiringAlert(string AlertId, IReadOnlyDictionary<string, string> Labels);

/// <summary>How often a group speaks: Alertmanager's three times.</summary>
/// <param name="Wait">How long the first alert waits for others.</param>
/// <param name="Interval">The least time between two notifications of the group.</param>
/// <param name="Repeat">After so long it is said again that a condition still fires; null for never.</param>
public sealed record Rhythm(TimeSpan Wait, TimeSpan Interval, TimeSpan? Repeat);

/// <summary>What a look at a group came to.</summary>
/// <param name="Group">As it stands afterwards.</param>
/// <param name="Sayings">The notifications that are to be made now.</param>
/// <param name="Verdicts">What was decided of each alert of which something was decided, by its id; those that left the group included.</param>
/// <param name="Next">When it must be looked at again although nothing happens; null for never.</param>
public sealed record GroupLook(AlertGroup Group, IReadOnlyList<Saying> Sayings, IReadOnlyDictionary<string, Verdict> Verdicts, DateTimeOffset? Next)
{
    /// <summary>Nothing is left of the group that would have to be remembered.</summary>
    public bool Ends => Group.Members.Count == 0 && Next is null;
}

/// <summary>One notification: the alerts that it says, the oldest first, which speaks for the others.</summary>
/// <param name="Why">For each alert, why it is said now.</param>
public sealed record Saying(string Status, IReadOnlyList<string> AlertIds, IReadOnlyList<string> Why);
