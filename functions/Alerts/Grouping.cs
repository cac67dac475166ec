namespace Relais.Alerts;

/// <summary>
/// Decides what a group says now: grouping, silences, inhibitions and repeats after Alertmanager, with two differences. What is still true when a
/// silence ends is said at once, and a look at which everything was muted does not count as having spoken. Pure: the same values, the same answer.
/// </summary>
public static class Grouping
{
    // More would make a message that nobody reads, and a transaction that storage does not take.
    public const int MostAlertsASaying = 30;
    public const int MostUrgentALook = 10;
    public const int MostLeavingALook = 20;

    private static readonly TimeSpan LookAtMuted = TimeSpan.FromMinutes(5);

    public const string First = "first";
    public const string StillTrue = "still true";
    public const string Repeated = "repeated";
    public const string Over = "over";

    public static GroupLook Look(
        AlertGroup group, Rhythm rhythm, IReadOnlyList<Silence> silences, IReadOnlyList<Inhibition> inhibitions, IReadOnlyList<FiringAlert> firing, DateTimeOffset now)
    {
        var (mutes, verdicts) = (new Mutes(silences, inhibitions, firing), new Dictionary<string, Verdict>(StringComparer.Ordinal));
        var (members, dues, left) = (new Dictionary<string, GroupMember>(StringComparer.Ordinal), new List<Due>(), 0);
        foreach (var standing in group.Members)
        {
            var mute = mutes.Of(standing, now);
            var member = standing with { WasSilenced = mute?.Kind == VerdictKind.Silenced || mutes.HaveSilenced(standing, now) };
            if (LeavesUnsaid(member, mute, now) is { } leaving)
            {
                // Whoever does not fit leaves at the next look.
                if (++left <= MostLeavingALook)
                {
                    verdicts[member.AlertId] = leaving;
                }
                else
                {
                    members[member.AlertId] = member;
                }

                continue;
            }

            members[member.AlertId] = member;
            if (mute is not null)
            {
                verdicts[member.AlertId] = mute;
            }
            else if (DueOf(member, rhythm, now) is { } due)
            {
                dues.Add(due);
            }
        }

        var (sayings, waiting) = (new List<Saying>(), default(DateTimeOffset?));
        var spokeAt = group.SpokeAt;
        var urgent = OldestFirst(dues.Where(due => due.Member.IsUrgent && due.At <= now)).Take(MostUrgentALook).ToArray();
        foreach (var due in urgent)
        {
            sayings.Add(SayingOf([due]));
        }

        var ordinary = dues.Where(due => !due.Member.IsUrgent).ToArray();
        if (ordinary.Length > 0)
        {
            var earliest = ordinary.Min(due => due.At);
            var turn = ordinary.Any(due => due.AtOnce) ? now : Later(earliest, group.SpokeAt + rhythm.Interval);
            if (turn <= now)
            {
                // Whoever is not yet due but waits for its first time comes along.
                var speaking = ordinary.Where(due => due.At <= now || due.Why == First).ToArray();
                foreach (var status in new[] { Telling.Firing, Telling.Resolved })
                {
                    // Where there is no room for all, what is only said again must not keep out what was never said.
                    var room = OldestFirst(speaking.Where(due => due.Status == status)).OrderBy(due => due.Why == Repeated).Take(MostAlertsASaying);
                    var said = OldestFirst(room).ToArray();
                    if (said.Length > 0)
                    {
                        sayings.Add(SayingOf(said));
                        spokeAt = now;
                    }
                }
            }
            else
            {
                waiting = turn;
            }
        }

        Settle(sayings, dues, members, verdicts, now);
        foreach (var due in dues.Where(due => !verdicts.ContainsKey(due.Member.AlertId) && due.Why is First or Over))
        {
            verdicts[due.Member.AlertId] = new Verdict(VerdictKind.Waits, now, Until: due.AtOnce || due.Member.IsUrgent ? now : waiting ?? Later(now, spokeAt + rhythm.Interval));
        }

        var stay = group.Members.Select(member => members.GetValueOrDefault(member.AlertId)).OfType<GroupMember>();
        var after = new AlertGroup(group.Key, [.. stay.Select(member => member with { Verdict = Verdict.Latest(member.Verdict, verdicts.GetValueOrDefault(member.AlertId)) })], spokeAt);
        return new GroupLook(after, sayings, verdicts, NextLook(after, rhythm, mutes, now));
    }

    /// <summary>Why a member leaves the group without anything being said; null when it stays, or has its end to say.</summary>
    private static Verdict? LeavesUnsaid(GroupMember member, Verdict? mute, DateTimeOffset now) =>
        !member.IsOverAt(now) ? null
        : mute is not null ? new Verdict(VerdictKind.OverMuted, now, mute.By)
        : member.SaidAt is null ? new Verdict(VerdictKind.OverUnsaid, now)
        : null;

    private static Due? DueOf(GroupMember member, Rhythm rhythm, DateTimeOffset now) =>
        member.IsOverAt(now) ? new Due(member, Over, Telling.Resolved, member.EndsAt!.Value, AtOnce: false)
        : member.SaidAt is null ? new Due(member, First, Telling.Firing, member.IsUrgent || member.WasSilenced ? now : member.CameAt + rhythm.Wait, AtOnce: member.WasSilenced)
        : member.WasSilenced ? new Due(member, StillTrue, Telling.Firing, now, AtOnce: true)
        : rhythm.Repeat is { } repeat ? new Due(member, Repeated, Telling.Firing, member.SaidAt.Value + repeat, AtOnce: false)
        : null;

    /// <summary>Writes down in members and verdicts what is being said.</summary>
    private static void Settle(
        IEnumerable<Saying> sayings, List<Due> dues, Dictionary<string, GroupMember> members, Dictionary<string, Verdict> verdicts, DateTimeOffset now)
    {
        foreach (var saying in sayings)
        {
            foreach (var alertId in saying.AlertIds)
            {
                var due = dues.Find(due => due.Member.AlertId == alertId)!;
                verdicts[alertId] = alertId == saying.AlertIds[0] ? new Verdict(VerdictKind.Told, now) : new Verdict(VerdictKind.Grouped, now, saying.AlertIds[0]);
                if (due.Why == Over || due.Member.IsEvent)
                {
                    members.Remove(alertId);
                }
                else
                {
                    members[alertId] = due.Member with { SaidAt = now, WasSilenced = false };
                }
            }
        }
    }

    private static DateTimeOffset? NextLook(AlertGroup group, Rhythm rhythm, Mutes mutes, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        void Consider(DateTimeOffset? at) => next = at is { } later && (next is null || later < next) ? later : next;
        if (group.Members.Count == 0)
        {
            // Remembered for as long as a new alert would have to wait.
            Consider(group.SpokeAt + rhythm.Interval > now ? group.SpokeAt + rhythm.Interval : null);
        }

        var dues = new List<Due>();
        foreach (var member in group.Members)
        {
            Consider(member.EndsAt > now ? member.EndsAt : null);
            Consider(mutes.NextChange(member, now));

            var mute = mutes.Of(member, now);
            if (LeavesUnsaid(member, mute, now) is not null)
            {
                Consider(now);
            }
            else if (mute is not null)
            {
                // Whatever mutes it may be taken away by somebody who dies before anyone is told.
                Consider(now + LookAtMuted);
            }
            else if (DueOf(member, rhythm, now) is { } due)
            {
                dues.Add(due);
            }
        }

        // What did not fit into this look is said at the next one, which is at once where the group's interval does not matter.
        foreach (var due in dues)
        {
            Consider(Later(now, due.Member.IsUrgent || due.AtOnce ? due.At : Later(due.At, group.SpokeAt + rhythm.Interval)));
        }

        return next;
    }

    private static IOrderedEnumerable<Due> OldestFirst(IEnumerable<Due> dues) => dues.OrderBy(due => due.Member.StartsAt).ThenBy(due => due.Member.AlertId, StringComparer.Ordinal);

    private static Saying SayingOf(IReadOnlyList<Due> dues) => new(dues[0].Status, [.. dues.Select(due => due.Member.AlertId)], [.. dues.Select(due => due.Why)]);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;

    /// <summary>Something that a member has to say.</summary>
    /// <param name="AtOnce">It does not wait for the group's interval either.</param>
    private sealed record Due(GroupMember Member, string Why, string Status, DateTimeOffset At, bool AtOnce);
}
