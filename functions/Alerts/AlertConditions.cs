using System.Globalization;
using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>The alerts that Relais notices itself, each with the labels that make it the same one when it is noticed again.</summary>
public static class AlertConditions
{
    // After a day a surge is history, told by the dashboard and not by a message.
    public static readonly TimeSpan WorthSaying = TimeSpan.FromHours(24);

    /// <summary>A surge of a campaign that began at this instant.</summary>
    public static Alert Surge(string campaignId, DateTimeOffset startsAt, Observation seen) => Condition(AlertKinds.Surge, campaignId, startsAt, seen);

    /// <summary>A lull of a campaign that began at this instant.</summary>
    public static Alert Lull(string campaignId, DateTimeOffset startsAt, Observation seen) => Condition(AlertKinds.Lull, campaignId, startsAt, seen);

    /// <summary>A source that has not answered a question since this instant, in the words of whoever asks it: the same for as long as it lasts, whatever the reasons.</summary>
    public static Alert Source(string campaignId, StoppedSource source, DateTimeOffset startsAt, AlertWords words) => Condition(Labels(campaignId, source), startsAt) with { Words = words };

    /// <summary>The fingerprint of the alert of a source that has stopped, firing or not.</summary>
    public static string SourceFingerprint(string campaignId, StoppedSource source) => Alert.FingerprintOf(Labels(campaignId, source));

    /// <summary>The fingerprint of a campaign's surge, firing or not.</summary>
    public static string SurgeFingerprint(string campaignId) => Alert.FingerprintOf(Labels(AlertKinds.Surge, campaignId, Severities.Normal));

    /// <summary>The fingerprint of a campaign's lull, firing or not.</summary>
    public static string LullFingerprint(string campaignId) => Alert.FingerprintOf(Labels(AlertKinds.Lull, campaignId, Severities.Normal));

    /// <summary>A threshold that was crossed; the same one is raised once for ever.</summary>
    /// <param name="milestone">`1000`, or `50%` of the goal.</param>
    public static Alert Milestone(string campaignId, string milestone, DateTimeOffset at, long count, long? goal) =>
        Event(AlertKinds.Milestone, campaignId, $"milestone\n{milestone}", at, new() { ["milestone"] = milestone }) with
        {
            AtStart = new Observation(count, goal ?? 0, 0, 0),
        };

    /// <summary>A share of a goal of what sites push that was reached; of one goal and target the same one is raised once for ever.</summary>
    /// <param name="reached">In whole units, with their cents.</param>
    public static Alert Milestone(string campaignId, Goal goal, int percent, decimal reached, DateTimeOffset at)
    {
        var milestone = string.Create(CultureInfo.InvariantCulture, $"{percent}%");
        var once = string.Create(CultureInfo.InvariantCulture, $"goal\n{goal.Name}\n{goal.Target}\n{percent}");
        return Event(AlertKinds.Milestone, campaignId, once, at, new() { ["milestone"] = milestone, ["goal"] = goal.Name }) with
        {
            Goal = new GoalReached(goal.Unit, goal.Of == Goal.Pledge, goal.Target, reached),
        };
    }

    /// <summary>Something new on a site, in its own words; the same item is raised once for ever.</summary>
    /// <param name="item">Names the item, and where it stands.</param>
    /// <param name="expiresAt">A day from now where it is null.</param>
    public static Alert Announcement(string campaignId, string source, string item, AlertWords words, DateTimeOffset now, DateTimeOffset? expiresAt) =>
        Event(AlertKinds.Announcement, campaignId, $"announcement\n{item}", now, new() { ["source"] = source }, expiresAt: expiresAt) with { Words = words };

    /// <summary>An address was switched off, at this instant and for this reason: once each time that it happens, and worth saying for a day from now.</summary>
    public static Alert Endpoint(string campaignId, string subscriptionId, string reason, string? owner, DateTimeOffset at, DateTimeOffset now) =>
        Event(
            AlertKinds.Endpoint,
            campaignId,
            string.Create(CultureInfo.InvariantCulture, $"endpoint\n{subscriptionId}\n{at.ToUnixTimeSeconds()}"),
            at,
            new() { ["subscription"] = subscriptionId, ["reason"] = reason },
            expiresAt: now + WorthSaying) with
        {
            Audience = owner is null ? Audience.Everybody : new Audience(Only: owner),
        };

    /// <summary>Something that happens once, and is worth saying for a day unless it says otherwise.</summary>
    /// <param name="once">What makes it the same one.</param>
    public static Alert Event(
        string kind, string campaignId, string once, DateTimeOffset at, Dictionary<string, string> labels, string severity = Severities.Normal, DateTimeOffset? expiresAt = null)
    {
        var all = Labels(kind, campaignId, severity);
        foreach (var (name, value) in labels)
        {
            all[name] = value;
        }

        var expires = expiresAt ?? at + WorthSaying;

        // The ledger goes by the id alone: what happens to two campaigns in one second is two.
        return new Alert(Alert.IdOf(Digest.Of($"{campaignId}\n{once}"), at), campaignId, kind, all, at, expires, expires) { Once = Digest.Of(once) };
    }

    private static Alert Condition(string kind, string campaignId, DateTimeOffset startsAt, Observation seen) =>
        Condition(Labels(kind, campaignId, Severities.Normal), startsAt) with { AtStart = seen };

    private static Alert Condition(SortedDictionary<string, string> labels, DateTimeOffset startsAt) =>
        new(Alert.IdOf(Alert.FingerprintOf(labels), startsAt), labels["campaign"], labels["kind"], labels, startsAt, null, startsAt + WorthSaying);

    private static SortedDictionary<string, string> Labels(string campaignId, StoppedSource source)
    {
        var labels = Labels(AlertKinds.Source, campaignId, Severities.Normal);
        (labels["source"], labels["where"], labels["question"]) = (source.Kind, source.Where, source.Question);
        return labels;
    }

    private static SortedDictionary<string, string> Labels(string kind, string campaignId, string severity) =>
        new(StringComparer.Ordinal) { ["campaign"] = campaignId, ["kind"] = kind, [Alert.SeverityLabel] = severity };
}

/// <summary>A source that has stopped answering one question.</summary>
/// <param name="Where">As people read it, without anything secret.</param>
/// <param name="Question">Tells it apart from others that are asked there.</param>
public sealed record StoppedSource(string Kind, string Where, string Question);
