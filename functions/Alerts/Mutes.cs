namespace Relais.Alerts;

/// <summary>What keeps alerts quiet: silences, and other alerts by way of inhibitions. Pure.</summary>
internal sealed class Mutes(IReadOnlyList<Silence> silences, IReadOnlyList<Inhibition> inhibitions, IReadOnlyList<FiringAlert> firing)
{
    // What fires is looked through once an inhibition, not once a member: groups are large where much fires.
    private readonly (Inhibition Rule, FiringAlert[] Sources)[] inhibiting =
        [.. inhibitions.Select(rule => (rule, firing.Where(alert => Matcher.AllMatch(rule.Source, alert.Labels)).ToArray())).Where(one => one.Item2.Length > 0)];

    /// <summary>What keeps a member quiet now; null when nothing does. Of several silences the one that lasts longest is the reason.</summary>
    public Verdict? Of(GroupMember member, DateTimeOffset now)
    {
        var silencing = silences.Where(silence => silence.IsActiveAt(now) && silence.Matches(member.Labels))
            .OrderByDescending(silence => silence.EndsAt).ThenBy(silence => silence.Id, StringComparer.Ordinal).FirstOrDefault();
        if (silencing is not null)
        {
            return new Verdict(VerdictKind.Silenced, now, silencing.Id, silencing.EndsAt);
        }

        var by = inhibiting
            .SelectMany(one => one.Sources.Where(source => source.AlertId != member.AlertId && one.Rule.Inhibits(source.Labels, member.Labels)))
            .MinBy(source => source.AlertId, StringComparer.Ordinal);
        return by is null ? null : new Verdict(VerdictKind.Inhibited, now, by.AlertId);
    }

    /// <summary>Whether a silence that is over kept a member quiet since it was last said, or since it came; also where nobody looked while it lasted.</summary>
    public bool HaveSilenced(GroupMember member, DateTimeOffset now) =>
        member.WasSilenced || silences.Any(silence => silence.EndsAt <= now && silence.EndsAt > (member.SaidAt ?? member.CameAt) && silence.StartsAt < silence.EndsAt && silence.Matches(member.Labels));

    /// <summary>When a silence of a member next begins or ends; null for never.</summary>
    public DateTimeOffset? NextChange(GroupMember member, DateTimeOffset now) => silences
        .Where(silence => silence.EndsAt > now && silence.Matches(member.Labels))
        .Min(silence => (DateTimeOffset?)(silence.StartsAt > now ? silence.StartsAt : silence.EndsAt));
}
