using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>One group, told look by look; instants are seconds from its beginning.</summary>
internal sealed class GroupingStory(int wait = 30, int interval = 300, int? repeat = null)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 16, 0, 0, TimeSpan.Zero);

    private readonly List<Inhibition> inhibitions = [];
    private readonly Rhythm rhythm = new(Span(wait), Span(interval), repeat is { } seconds ? Span(seconds) : null);
    private AlertGroup group = new("surge", [], null);
    private GroupLook? last;

    public List<Silence> Silences { get; } = [];

    /// <summary>What fires anywhere, as inhibitions look at it.</summary>
    public List<FiringAlert> Firing { get; } = [];

    /// <summary>When the last look asked for the next one; null for never.</summary>
    public double? Next => SecondOf(last!.Next);

    public double? SpokeAt => SecondOf(group.SpokeAt);

    public IEnumerable<string> Members => group.Members.Select(member => member.AlertId);

    /// <param name="labels">Written as `area=nord level=high`.</param>
    public GroupingStory Came(
        string id, int at, string labels = "area=nord", bool isUrgent = false, bool isEvent = false, int? startsAt = null, int? endsAt = null)
    {
        var member = new GroupMember(id, LabelsOf(labels), isUrgent, isEvent, At(startsAt ?? at), At(at), endsAt is { } end ? At(end) : null);
        group = group with { Members = [.. group.Members, member] };
        return this;
    }

    public GroupingStory Ended(string id, int at)
    {
        group = group with { Members = [.. group.Members.Select(member => member.AlertId == id ? member with { EndsAt = At(at) } : member)] };
        return this;
    }

    public GroupingStory Silenced(string id, int from, int until, params Matcher[] matchers)
    {
        Silences.RemoveAll(silence => silence.Id == id);
        Silences.Add(new Silence(id, matchers is [] ? [new Matcher("area", "nord")] : matchers, At(from), At(until), "key", "", At(from)));
        return this;
    }

    /// <summary>Alerts with a label of the one kind inhibit those with the other where they agree in more labels; all written as `area=nord`.</summary>
    public GroupingStory Inhibited(string by, string target, params string[] equal)
    {
        static Matcher[] Matchers(string text) => [new Matcher(text.Split('=')[0], text.Split('=')[1])];
        inhibitions.Add(new Inhibition("i", Matchers(by), Matchers(target), equal, "key", Start));
        return this;
    }

    public GroupingStory Fires(string id, string labels)
    {
        Firing.Add(new FiringAlert(id, LabelsOf(labels)));
        return this;
    }

    /// <summary>What is said at a second: `firing a (first), b (first); resolved c (over)`, or nothing.</summary>
    public string Look(int at)
    {
        last = Grouping.Look(group, rhythm, Silences, inhibitions, Firing, At(at));
        group = last.Group;
        return string.Join("; ", last.Sayings.Select(TextOf));
    }

    /// <summary>What the last look decided of an alert: `Silenced by s until 60`; nothing where it decided nothing.</summary>
    public string Verdict(string id) => last!.Verdicts.GetValueOrDefault(id) is { } verdict
        ? $"{verdict.Kind}{(verdict.By is { } by ? $" by {by}" : "")}{(verdict.Until is { } until ? $" until {SecondOf(until)}" : "")}"
        : "";

    /// <summary>All that is said between two seconds when it is looked at when it asks for it and not otherwise, as `30: firing a (first)`.</summary>
    public string[] Tell(int from, int until)
    {
        var said = new List<string>();
        for (double? next = from; next <= until; next = Next)
        {
            said.Add($"{next}: {Look((int)next)}");
        }

        return [.. said.Where(line => !line.EndsWith(": ", StringComparison.Ordinal))];
    }

    /// <summary>A notification in a line: `firing a (first), b (first)`.</summary>
    public static string TextOf(Saying saying) =>
        $"{saying.Status} {string.Join(", ", saying.AlertIds.Zip(saying.Why, (id, why) => $"{id} ({why})"))}";

    private static Dictionary<string, string> LabelsOf(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private static DateTimeOffset At(int second) => Start.AddSeconds(second);

    private static TimeSpan Span(int seconds) => TimeSpan.FromSeconds(seconds);

    private static double? SecondOf(DateTimeOffset? at) => (at - Start)?.TotalSeconds;
}
