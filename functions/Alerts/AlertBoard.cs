using Azure;

namespace Relais.Alerts;

/// <summary>All that decides over a campaign's alerts now: what fires, the groups, what mutes them, and how often they speak. One request reads it.</summary>
public sealed class AlertBoard(string campaignId)
{
    internal Dictionary<string, (FiringAlert Alert, ETag ETag)> FiringRows { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, (AlertGroup Group, ETag ETag)> GroupRows { get; } = new(StringComparer.Ordinal);

    internal List<Silence> SilenceRows { get; } = [];

    internal List<Inhibition> InhibitionRows { get; } = [];

    internal ETag? TotalsETag { get; set; }

    public string CampaignId => campaignId;

    public AlertTotals Totals { get; internal set; } = AlertTotals.None;

    public RhythmWish Rhythm { get; internal set; } = RhythmWish.None;

    public IReadOnlyList<Silence> Silences => SilenceRows;

    public IReadOnlyList<Inhibition> Inhibitions => InhibitionRows;

    public IEnumerable<AlertGroup> Groups => GroupRows.Values.Select(row => row.Group);

    public FiringAlert? Firing(string fingerprint) => FiringRows.TryGetValue(fingerprint, out var row) ? row.Alert : null;

    /// <summary>The fingerprints of the alerts of this kind that fire.</summary>
    public IReadOnlyList<string> FiringOf(string kind) => [.. FiringRows.Where(row => row.Value.Alert.Labels["kind"] == kind).Select(row => row.Key)];

    public AlertGroup? Group(string key) => GroupRows.TryGetValue(key, out var row) ? row.Group : null;

    /// <summary>The group of this key in which there is room for one more; a full one is followed by another.</summary>
    public AlertGroup GroupWithRoom(string key)
    {
        for (var number = 1; ; number++)
        {
            var numbered = number == 1 ? key : $"{key}+{number}";
            if (Group(numbered) is not { } group)
            {
                return new AlertGroup(numbered, [], null);
            }

            if (group.Members.Count < MostMembers && group.Members.Sum(member => member.LargestChars) < MostChars)
            {
                return group;
            }
        }
    }

    /// <summary>The group that an alert is in, and the alert as its group knows it; null when it is in none any more.</summary>
    public (AlertGroup Group, GroupMember Member)? FindMember(string alertId) => Groups
        .SelectMany(group => group.Members.Where(member => member.AlertId == alertId).Select(member => ((AlertGroup, GroupMember)?)(group, member)))
        .FirstOrDefault();

    /// <summary>What fires once this alert does.</summary>
    public IReadOnlyList<FiringAlert> FiringWith(Alert alert)
    {
        var firing = FiringRows.Values.Select(row => row.Alert);
        return alert.Once is null ? [.. firing, new FiringAlert(alert.Id, alert.Labels)] : [.. firing];
    }

    /// <summary>Looks at a group of this campaign.</summary>
    /// <param name="firing">What fires, where that is about to change; null for what stands.</param>
    public GroupLook Look(AlertGroup group, DateTimeOffset now, IReadOnlyList<FiringAlert>? firing = null) => Grouping.Look(
        group,
        Rhythms.Of(KindOf(group.Key), Rhythm),
        Silences,
        Inhibitions,
        firing ?? [.. FiringRows.Values.Select(row => row.Alert)],
        now);

    // A row holds 1 MiB, two bytes a character (Table Storage data model).
    private const int MostMembers = 500;
    private const int MostChars = 400_000;

    private static string KindOf(string key) => key.Split('~', '+')[0];
}

/// <summary>A campaign's alerts so far, those that fire, and the deliveries of those versions whose deliveries have all ended.</summary>
public sealed record AlertTotals(int Alerts, int Firing, Notifications.DeliveryCounts Closed)
{
    public static readonly AlertTotals None = new(0, 0, Notifications.DeliveryCounts.None);
}
