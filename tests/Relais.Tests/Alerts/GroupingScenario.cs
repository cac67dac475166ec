using System.Globalization;
using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>What happens to one group within five minutes, drawn from a seed: what comes and ends when, what is silenced, and what is inhibited.</summary>
internal sealed class GroupingScenario
{
    public const int Seconds = 300;
    private const int LastChange = 180;

    public static readonly DateTimeOffset Start = new(2026, 3, 2, 16, 0, 0, TimeSpan.Zero);

    private static readonly string[] Areas = ["nord", "sud", "est"];
    private static readonly Matcher[] Matchers =
    [
        new("area", "nord"), new("area", "n.*|est", IsRegex: true), new("area", "s.d", IsRegex: true, IsEqual: false), new("area", "", IsEqual: false),
        new("topic", ""), new("topic", "climat", IsEqual: false), new("topic", ".+", IsRegex: true), new("level", "high"), new("level", "high", IsEqual: false),
    ];

    private readonly Random random;
    private readonly List<(int At, int EndKnownAt, GroupMember Ended)> alerts = [];
    private readonly List<(int At, int Until, FiringAlert Alert)> elsewhere = [];
    private readonly List<(int At, Silence Silence)> silences = [];
    private readonly List<(int At, int Until, Inhibition Inhibition)> inhibitions = [];

    private readonly GroupingInputs[] inputs = new GroupingInputs[Seconds + 1];

    public GroupingScenario(int seed)
    {
        random = new Random(seed);
        Rhythm = new Rhythm(Span(0, 5, 10, 30), Span(0, 10, 25, 60), random.Next(2) == 0 ? null : Span(7, 20, 45, 90));
        IsCrowded = seed % 10 == 0;
        foreach (var number in Enumerable.Range(0, IsCrowded ? random.Next(50, 100) : random.Next(1, 8)))
        {
            AddAlert($"al_{random.Next(100):00}_{number:00}");
        }

        foreach (var number in Enumerable.Range(0, random.Next(4)))
        {
            AddSilence($"si_{number}");
        }

        if (seed % 20 == 0)
        {
            silences.Add((0, new Silence("si_all", [Matchers[3]], At(random.Next(40)), At(random.Next(80, 120)), "key", "", Start)));
        }

        foreach (var number in Enumerable.Range(0, IsCrowded ? random.Next(2) : random.Next(3)))
        {
            var (from, until) = Period();
            var equal = random.Next(2) == 0 ? Array.Empty<string>() : ["area"];
            inhibitions.Add((from, until, new Inhibition($"in_{number}", DrawMatchers(), DrawMatchers(), equal, "key", At(from))));
            (from, until) = Period();
            elsewhere.Add((from, until, new FiringAlert($"al_elsewhere_{number}", Labels())));
        }

        Changes =
        [
            .. alerts.SelectMany(one => new[] { one.At, one.EndKnownAt }),
            .. elsewhere.SelectMany(one => new[] { one.At, one.Until }),
            .. silences.Select(one => one.At),
            .. inhibitions.SelectMany(one => new[] { one.At, one.Until }),
        ];
        for (var second = 0; second <= Seconds; second++)
        {
            inputs[second] = second == 0 || Changes.Contains(second) ? Read(second) : inputs[second - 1];
        }
    }

    public Rhythm Rhythm { get; }

    public bool IsCrowded { get; }

    public int Alerts => alerts.Count;

    /// <summary>The seconds at which something happens that a group is looked at for.</summary>
    public HashSet<int> Changes { get; }

    public static DateTimeOffset At(int second) => Start.AddSeconds(second);

    /// <summary>All that is known at a second.</summary>
    public GroupingInputs InputsAt(int second) => inputs[second];

    private GroupingInputs Read(int second) => new(
        [.. alerts.Where(one => one.At <= second).Select(one => second < one.EndKnownAt ? one.Ended with { EndsAt = null } : one.Ended)],
        [.. silences.Where(one => one.At <= second).GroupBy(one => one.Silence.Id).Select(versions => versions.MaxBy(one => one.At).Silence)],
        [.. inhibitions.Where(one => one.At <= second && second < one.Until).Select(one => one.Inhibition)],
        [
            .. alerts.Where(one => one.At <= second && second < one.EndKnownAt).Select(one => new FiringAlert(one.Ended.AlertId, one.Ended.Labels)),
            .. elsewhere.Where(one => one.At <= second && second < one.Until).Select(one => one.Alert),
        ]);

    public bool IsSilenced(string alertId, int second) => MemberAt(alertId, second) is { } member
        && inputs[second].Silences.Any(silence => silence.IsActiveAt(At(second)) && silence.Matches(member.Labels));

    public bool IsMuted(string alertId, int second) => IsSilenced(alertId, second) || (MemberAt(alertId, second) is { } member
        && inputs[second].Inhibitions.Any(inhibition => inputs[second].Firing.Any(source => inhibition.Inhibits(source.Labels, member.Labels))));

    /// <summary>Whether it fires and nothing mutes it.</summary>
    public bool IsHeard(string alertId, int second) => MemberAt(alertId, second)?.IsOverAt(At(second)) == false && !IsMuted(alertId, second);

    private GroupMember? MemberAt(string alertId, int second) => inputs[second].Members.FirstOrDefault(member => member.AlertId == alertId);

    public override string ToString() => string.Join('\n', [
        string.Create(CultureInfo.InvariantCulture, $"{alerts.Count} alerts, wait {Rhythm.Wait}, interval {Rhythm.Interval}, repeat {Rhythm.Repeat}"),
        .. alerts.Take(20).Select(one => $"{one.At}: {Text(one.Ended)}, known at {one.EndKnownAt}"),
        .. elsewhere.Select(one => $"{one.At}-{one.Until}: {one.Alert.AlertId} {Text(one.Alert.Labels)}"),
        .. silences.Select(one => $"{one.At}: {Text(one.Silence)}"),
        .. inhibitions.Select(one => $"{one.At}-{one.Until}: {Text(one.Inhibition)}"),
    ]);

    // An end is known when it happens or a little later, or, of an event and sometimes of a condition, from the beginning.
    private void AddAlert(string id)
    {
        var (from, until) = Period();
        from = IsCrowded ? from / 80 * 80 : from;
        var (isEvent, isForeseen) = (random.Next(4) == 0, random.Next(6) == 0);
        var endsAt = isEvent || isForeseen ? until : Math.Max(from, until - random.Next(4));
        var ends = isEvent || isForeseen || random.Next(5) > 0;
        var startsAt = IsCrowded && random.Next(2) == 0 ? from / 80 * 80 : from - random.Next(3);
        var member = new GroupMember(id, Labels(), random.Next(5) == 0, isEvent, At(startsAt), At(from), ends ? At(endsAt) : null);
        alerts.Add((from, isEvent || isForeseen ? from : ends ? until : Seconds + 1, member));
    }

    // Made before it begins; then sometimes ended early (or before it began), made longer, or taken up again.
    private void AddSilence(string id)
    {
        var (from, until) = Period();
        var silence = new Silence(id, DrawMatchers(), At(from), At(until), "key", "", At(from));
        var madeAt = Math.Max(0, from - (random.Next(2) * random.Next(60)));
        silences.Add((madeAt, silence));
        if (random.Next(2) == 0)
        {
            var changedAt = random.Next(madeAt + 1, LastChange + 20);
            var left = changedAt >= until || random.Next(2) == 0 ? random.Next(1, 60) : 0;
            silences.Add((changedAt, silence with { EndsAt = At(changedAt + left) }));
        }
    }

    private Matcher[] DrawMatchers() => [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Matchers[random.Next(Matchers.Length)])];

    private Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string> { ["area"] = Areas[random.Next(Areas.Length)], ["level"] = random.Next(2) == 0 ? "high" : "low" };
        if (random.Next(2) == 0)
        {
            labels["topic"] = random.Next(2) == 0 ? "climat" : "eau";
        }

        return labels;
    }

    private (int From, int Until) Period()
    {
        var from = Draw(0, LastChange - 20);
        return (from, Draw(from + 1, LastChange + 10));
    }

    // Often a full ten seconds, so that things fall together.
    private int Draw(int from, int below) => random.Next(from, below) is var second && random.Next(2) == 0 && second / 10 * 10 >= from ? second / 10 * 10 : second;

    private TimeSpan Span(params int[] seconds) => TimeSpan.FromSeconds(seconds[random.Next(seconds.Length)]);

    private static int? Second(DateTimeOffset? at) => (int?)(at - Start)?.TotalSeconds;

    private static string Text(GroupMember one) => $"{one.AlertId} {(one.IsUrgent ? "urgent " : "")}{(one.IsEvent ? "event " : "")}{Text(one.Labels)}, "
        + $"started at {Second(one.StartsAt)}, ends at {Second(one.EndsAt)}";

    private static string Text(Silence one) => $"{one.Id} from {Second(one.StartsAt)} until {Second(one.EndsAt)} where {Text(one.Matchers)}";

    private static string Text(Inhibition one) => $"{one.Id} {Text(one.Source)} inhibits {Text(one.Target)} where equal: {string.Join(", ", one.Equal)}";

    private static string Text(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}"));

    private static string Text(IEnumerable<Matcher> matchers) => string.Join(' ', matchers.Select(one =>
        $"{one.Name}{(one.IsEqual, one.IsRegex) switch { (true, true) => "=~", (true, false) => "=", (false, true) => "!~", _ => "!=" }}{one.Value}"));
}
