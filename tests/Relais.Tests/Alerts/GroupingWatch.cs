using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>Lives through a scenario with <see cref="Grouping"/>, and keeps the group from look to look.</summary>
/// <param name="shuffling">Puts the members, silences, inhibitions and what fires into another order before each look.</param>
internal sealed class GroupingWatch(GroupingScenario scenario, Random? shuffling = null)
{
    private readonly HashSet<string> known = [];

    public AlertGroup Group { get; private set; } = new("surge", [], null);

    /// <summary>What is said and decided at a second. A look that asks to be followed by another at once is.</summary>
    public (IReadOnlyList<Saying> Sayings, IReadOnlyDictionary<string, Verdict> Verdicts, DateTimeOffset? Next) LookAt(int second)
    {
        var (sayings, verdicts) = (new List<Saying>(), new Dictionary<string, Verdict>());
        for (var turn = 0; ; turn++)
        {
            var look = Look(second);
            var isDone = look.Sayings.Count == 0 && look.Verdicts.Keys.All(id => Group.Members.Any(member => member.AlertId == id));
            sayings.AddRange(look.Sayings);
            foreach (var (id, verdict) in look.Verdicts)
            {
                verdicts[id] = verdict;
            }

            if (look.Next is null || look.Next > GroupingScenario.At(second))
            {
                return (sayings, verdicts, look.Next);
            }

            Assert.True(!isDone && turn < 100, $"{scenario}\nAt second {second} it asks to be looked at now, but nothing is said and nobody leaves.");
        }
    }

    public GroupLook Look(int second)
    {
        var inputs = scenario.InputsAt(second);
        var ends = inputs.Members.ToDictionary(member => member.AlertId, member => member.EndsAt);
        var members = Group.Members.Select(member => member with { EndsAt = ends[member.AlertId] })
            .Concat(inputs.Members.Where(member => known.Add(member.AlertId)));
        var look = Grouping.Look(
            Group with { Members = Shuffled(members) },
            scenario.Rhythm,
            Shuffled(inputs.Silences),
            Shuffled(inputs.Inhibitions),
            Shuffled(inputs.Firing),
            GroupingScenario.At(second));
        Group = look.Group;
        return look;
    }

    /// <summary>All that is said when it is looked at each second.</summary>
    public IEnumerable<(int Second, Saying Saying)> LookEachSecond() =>
        Enumerable.Range(0, GroupingScenario.Seconds + 1).SelectMany(second => LookAt(second).Sayings.Select(saying => (second, saying)));

    /// <summary>All that is said when it is looked at when something happens and when the last look asked for it, and at no other second.</summary>
    public IEnumerable<(int Second, Saying Saying)> LookWhenAsked()
    {
        DateTimeOffset? next = null;
        for (var second = 0; second <= GroupingScenario.Seconds; second++)
        {
            if (scenario.Changes.Contains(second) || next <= GroupingScenario.At(second))
            {
                (var sayings, _, next) = LookAt(second);
                foreach (var saying in sayings)
                {
                    yield return (second, saying);
                }
            }
        }
    }

    private T[] Shuffled<T>(IEnumerable<T> values)
    {
        var order = values.ToArray();
        shuffling?.Shuffle(order);
        return order;
    }
}
