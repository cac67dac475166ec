using System.Text.RegularExpressions;
using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>
/// What a group says by the rules as they are written down, lived through second by second over whole lists: slow, plain, and with nothing shared
/// with <see cref="Grouping"/> but the words.
/// </summary>
internal sealed class GroupingModel(Rhythm rhythm)
{
    private readonly List<Life> lives = [];
    private DateTimeOffset? spokeAt;

    /// <summary>Lives through one second. It must be called for each, in order.</summary>
    public Moment Live(GroupingInputs inputs, DateTimeOffset now)
    {
        foreach (var member in inputs.Members)
        {
            if (lives.Find(life => life.Facts.AlertId == member.AlertId) is { } known)
            {
                known.Facts = member;
            }
            else
            {
                lives.Add(new Life(member));
            }
        }

        // More may be due at once than one look says: after each that says something there is another.
        var moment = new Moment([], []);
        int said;
        do
        {
            said = moment.Sayings.Count;
            Look(inputs, now, moment);
        }
        while (moment.Sayings.Count > said);

        return moment;
    }

    private void Look(GroupingInputs inputs, DateTimeOffset now, Moment moment)
    {
        var heard = lives.Where(life => !life.HasLeft && !IsPassedOver(life, inputs, now, moment)).ToList();
        foreach (var urgent in Oldest(heard.Where(life => life.Facts.IsUrgent && WhyDue(life, now) is not null), Grouping.MostUrgentALook))
        {
            Say([urgent], now, moment);
        }

        var ordinary = heard.Where(life => !life.Facts.IsUrgent).ToList();
        var isDue = ordinary.Any(life => WhyDue(life, now) is not null) && (spokeAt is null || now >= spokeAt + rhythm.Interval);
        if (isDue || ordinary.Any(life => IsFreed(life) && !IsOver(life, now)))
        {
            var coming = ordinary.Where(life => WhyDue(life, now) is not null || life.SaidAt.Count == 0).ToList();
            var (over, firing) = (coming.Where(life => IsOver(life, now)), coming.Where(life => !IsOver(life, now)));

            // Where there is no room for all, what only repeats must not keep out what is new: else some would never be said.
            var news = Oldest(firing.Where(life => WhyDue(life, now) != Grouping.Repeated), Grouping.MostAlertsASaying);
            var repeated = Oldest(firing.Where(life => WhyDue(life, now) == Grouping.Repeated), Grouping.MostAlertsASaying - news.Count);
            Say(Oldest(news.Concat(repeated), Grouping.MostAlertsASaying), now, moment);
            Say(Oldest(over, Grouping.MostAlertsASaying), now, moment);
            spokeAt = now;
        }

        foreach (var waiting in heard.Where(life => !life.HasLeft && (life.SaidAt.Count == 0 || IsOver(life, now))))
        {
            moment.Decisions[waiting.Facts.AlertId] = new(VerdictKind.Waits, []);
        }
    }

    // A muted one is not heard; one that is over leaves, muted or not, unless its beginning was said and its end can be.
    private static bool IsPassedOver(Life life, GroupingInputs inputs, DateTimeOffset now, Moment moment)
    {
        var (isOver, id) = (IsOver(life, now), life.Facts.AlertId);
        var silencing = inputs.Silences
            .Where(silence => silence.StartsAt <= now && now < silence.EndsAt && silence.Matchers.All(matcher => Fits(matcher, life.Facts.Labels)))
            .ToArray();
        if (silencing.Length > 0)
        {
            life.SilencedAt.Add(now);
            var longest = silencing.Where(silence => silencing.All(other => other.EndsAt <= silence.EndsAt)).Select(silence => silence.Id);
            moment.Decisions[id] = new(isOver ? VerdictKind.OverMuted : VerdictKind.Silenced, [.. longest]);
            life.HasLeft = isOver;
            return true;
        }

        var inhibiting = inputs.Firing
            .Where(source => source.AlertId != id && inputs.Inhibitions.Any(inhibition => Inhibits(inhibition, source.Labels, life.Facts.Labels)))
            .Select(source => source.AlertId)
            .ToArray();
        if (inhibiting.Length > 0)
        {
            moment.Decisions[id] = new(isOver ? VerdictKind.OverMuted : VerdictKind.Inhibited, inhibiting);
            life.HasLeft = isOver;
            return true;
        }

        if (isOver && life.SaidAt.Count == 0)
        {
            moment.Decisions[id] = new(VerdictKind.OverUnsaid, []);
            life.HasLeft = true;
            return true;
        }

        return false;
    }

    private string? WhyDue(Life life, DateTimeOffset now)
    {
        if (IsOver(life, now))
        {
            return Grouping.Over;
        }

        if (life.SaidAt.Count == 0)
        {
            return life.Facts.IsUrgent || IsFreed(life) || now >= life.Facts.CameAt + rhythm.Wait ? Grouping.First : null;
        }

        if (IsFreed(life))
        {
            return Grouping.StillTrue;
        }

        return rhythm.Repeat is { } repeat && now >= life.SaidAt[^1] + repeat ? Grouping.Repeated : null;
    }

    private void Say(List<Life> said, DateTimeOffset now, Moment moment)
    {
        if (said.Count == 0)
        {
            return;
        }

        var (ids, leader) = (said.ConvertAll(life => life.Facts.AlertId), said[0].Facts.AlertId);
        var isOver = IsOver(said[0], now);
        moment.Sayings.Add(new Saying(isOver ? "resolved" : "firing", ids, said.ConvertAll(life => WhyDue(life, now) ?? Grouping.First)));
        foreach (var life in said)
        {
            moment.Decisions[life.Facts.AlertId] = life == said[0] ? new(VerdictKind.Told, []) : new(VerdictKind.Grouped, [leader]);
            life.SaidAt.Add(now);
            life.HasLeft = isOver || life.Facts.IsEvent;
        }
    }

    private static bool IsOver(Life life, DateTimeOffset now) => life.Facts.EndsAt is { } end && end <= now;

    // Some silence kept it quiet since it was last said, or since it came; as it is heard, none does any more.
    private static bool IsFreed(Life life) => life.SilencedAt.Any(quiet => life.SaidAt.Count == 0 || quiet > life.SaidAt[^1]);

    private static List<Life> Oldest(IEnumerable<Life> lives, int most) =>
        [.. lives.OrderBy(life => life.Facts.StartsAt).ThenBy(life => life.Facts.AlertId, StringComparer.Ordinal).Take(most)];

    private static bool Inhibits(Inhibition inhibition, IReadOnlyDictionary<string, string> source, IReadOnlyDictionary<string, string> target)
    {
        bool IsSource(IReadOnlyDictionary<string, string> labels) => inhibition.Source.All(matcher => Fits(matcher, labels));
        bool IsTarget(IReadOnlyDictionary<string, string> labels) => inhibition.Target.All(matcher => Fits(matcher, labels));
        var areBoth = IsTarget(source) && IsSource(target);
        return IsSource(source) && IsTarget(target) && !areBoth && inhibition.Equal.All(name => ValueOf(source, name) == ValueOf(target, name));
    }

    private static bool Fits(Matcher matcher, IReadOnlyDictionary<string, string> labels)
    {
        var value = ValueOf(labels, matcher.Name);
        var isSame = matcher.IsRegex ? Regex.IsMatch(value, $"^(?:{matcher.Value})$") : value == matcher.Value;
        return matcher.IsEqual ? isSame : !isSame;
    }

    private static string ValueOf(IReadOnlyDictionary<string, string> labels, string name) => labels.TryGetValue(name, out var value) ? value : "";

    private sealed class Life(GroupMember facts)
    {
        public GroupMember Facts { get; set; } = facts;

        public List<DateTimeOffset> SilencedAt { get; } = [];

        public List<DateTimeOffset> SaidAt { get; } = [];

        public bool HasLeft { get; set; }
    }
}

/// <summary>What is known at an instant: of the members what happened to them, but not what was said.</summary>
internal sealed record GroupingInputs(
    IReadOnlyList<GroupMember> Members, IReadOnlyList<Silence> Silences, IReadOnlyList<Inhibition> Inhibitions, IReadOnlyList<FiringAlert> Firing);

/// <summary>What was said at an instant, and what was decided of each alert.</summary>
internal sealed record Moment(List<Saying> Sayings, Dictionary<string, Decision> Decisions);

/// <param name="By">Any of these may be named as the reason.</param>
internal sealed record Decision(VerdictKind Kind, IReadOnlyList<string> By);
