using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>What holds of every group, over made-up scenarios of many seeds; `RELAIS_TORTURE=long` takes fifty times as many.</summary>
public sealed class GroupingPropertyTests
{
    private static readonly int Scenarios = TestLength.IsLong ? 1000 : 20;

    [Fact]
    public void Looked_at_each_second_it_says_and_decides_what_the_model_does() => InEach(scenario =>
    {
        var (model, watch) = (new GroupingModel(scenario.Rhythm), new GroupingWatch(scenario));
        for (var second = 0; second <= GroupingScenario.Seconds; second++)
        {
            var moment = model.Live(scenario.InputsAt(second), GroupingScenario.At(second));
            var (sayings, verdicts, _) = watch.LookAt(second);
            AssertSame(Lines(second, moment.Sayings), Lines(second, sayings));
            AssertSame(
                moment.Decisions.OrderBy(one => one.Key).Select(one => $"{second}: {one.Key} {one.Value.Kind}"),
                verdicts.OrderBy(one => one.Key).Select(one => $"{second}: {one.Key} {one.Value.Kind}"));
            foreach (var (id, verdict) in verdicts)
            {
                var by = moment.Decisions[id].By;
                var isOneOf = verdict.By is null ? by.Count == 0 : by.Contains(verdict.By);
                Assert.True(isOneOf, $"{second}: {id} is {verdict.Kind} by {verdict.By} and not by {string.Join(", ", by)}");
            }
        }
    });

    [Fact]
    public void Looked_at_only_when_it_asks_for_it_it_says_the_same_at_the_same_instants() => InEach(scenario =>
    {
        var model = new GroupingModel(scenario.Rhythm);
        var expected = Enumerable.Range(0, GroupingScenario.Seconds + 1)
            .SelectMany(second => model.Live(scenario.InputsAt(second), GroupingScenario.At(second)).Sayings.Select(saying => (second, saying)));

        AssertSame(Lines(expected), Lines(new GroupingWatch(scenario).LookWhenAsked()));
    });

    [Fact]
    public void The_order_of_what_it_is_given_does_not_matter() => InEach(scenario =>
    {
        var (watch, shuffled) = (new GroupingWatch(scenario), new GroupingWatch(scenario, new Random(1)));
        for (var second = 0; second <= GroupingScenario.Seconds; second++)
        {
            var (one, other) = (watch.LookAt(second), shuffled.LookAt(second));
            AssertSame(Lines(second, one.Sayings), Lines(second, other.Sayings));
            AssertSame(one.Verdicts.OrderBy(verdict => verdict.Key).Select(Decided), other.Verdicts.OrderBy(verdict => verdict.Key).Select(Decided));
            Assert.Equal(one.Next, other.Next);
        }

        // Of several alerts that inhibit it, any is a reason.
        static string Decided(KeyValuePair<string, Verdict> verdict) =>
            $"{verdict.Key}: {(verdict.Value.Kind is VerdictKind.Inhibited or VerdictKind.OverMuted ? verdict.Value with { By = "" } : verdict.Value)}";
    });

    [Fact]
    public void Looked_at_again_with_nothing_changed_it_says_nothing() => InEach(scenario =>
    {
        var watch = new GroupingWatch(scenario);
        for (var second = 0; second <= GroupingScenario.Seconds; second++)
        {
            var next = watch.LookAt(second).Next;
            var again = watch.Look(second);

            Assert.True(again.Sayings.Count == 0, $"{second}: {again.Sayings.Count} are said again");
            Assert.True(again.Next == next, $"{second}: first it asks for {next}, then for {again.Next}");
        }
    });

    [Fact]
    public void Nobody_who_is_muted_is_said() => InEach(scenario =>
    {
        foreach (var (second, saying) in new GroupingWatch(scenario).LookWhenAsked())
        {
            Assert.True(!saying.AlertIds.Any(id => scenario.IsMuted(id, second)), $"{second}: one of {string.Join(", ", saying.AlertIds)} is muted");
        }
    });

    [Fact]
    public void That_an_alert_fires_is_said_first_once_and_again_only_for_a_reason() => InEach(scenario =>
    {
        foreach (var said in Stories(scenario))
        {
            var firing = said.Where(one => one.Status == Telling.Firing).ToArray();
            for (var count = 0; count < firing.Length; count++)
            {
                var (second, why) = (firing[count].Second, firing[count].Why);
                var since = count == 0 ? 0 : firing[count - 1].Second;
                var isReason = why switch
                {
                    Grouping.First => count == 0,
                    Grouping.StillTrue => count > 0 && Enumerable.Range(since, second - since).Any(at => scenario.IsSilenced(said.Key, at)),
                    Grouping.Repeated => count > 0 && GroupingScenario.At(second) >= GroupingScenario.At(since) + scenario.Rhythm.Repeat,
                    _ => false,
                };
                Assert.True(isReason, $"{second}: {said.Key} is said as '{why}', the last time was at {since}");
            }
        }
    });

    [Fact]
    public void That_an_alert_is_over_is_said_last_once_and_only_where_it_was_said_to_fire() => InEach(scenario =>
    {
        foreach (var said in Stories(scenario))
        {
            var statuses = said.Select(one => one.Status).ToArray();
            Assert.True(
                statuses[0] == Telling.Firing && statuses.SkipWhile(status => status == Telling.Firing).Count() <= 1, $"{said.Key}: {string.Join(", ", said)}");
        }
    });

    [Fact]
    public void What_fires_unmuted_for_long_enough_is_said() => InEach(scenario =>
    {
        var (rhythm, said) = (scenario.Rhythm, Stories(scenario).ToDictionary(one => one.Key, one => one.First().Second));
        var patience = (int)rhythm.Wait.TotalSeconds + ((1 + (scenario.Alerts / Grouping.MostAlertsASaying)) * (int)rhythm.Interval.TotalSeconds);
        foreach (var member in scenario.InputsAt(GroupingScenario.Seconds).Members)
        {
            var heardFor = -1;
            for (var second = 0; second <= said.GetValueOrDefault(member.AlertId, GroupingScenario.Seconds); second++)
            {
                heardFor = scenario.IsHeard(member.AlertId, second) ? heardFor + 1 : -1;
                Assert.True(heardFor <= patience, $"{second}: {member.AlertId} has been firing unmuted for {heardFor} seconds and was not said");
            }
        }
    });

    [Fact]
    public void What_waits_is_said_when_that_was_promised_or_earlier() => InEach(scenario =>
    {
        var (watch, heard, promised) = (new GroupingWatch(scenario), "", new Dictionary<string, DateTimeOffset?>());
        for (var second = 0; second <= GroupingScenario.Seconds && !scenario.IsCrowded; second++)
        {
            // What comes, ends, or is muted changes what was promised.
            var before = heard;
            heard = string.Join(", ", scenario.InputsAt(second).Members.Select(member => member.AlertId).Where(id => scenario.IsHeard(id, second)));
            promised = heard == before ? promised : [];
            foreach (var (id, verdict) in watch.LookAt(second).Verdicts)
            {
                var (until, earlier) = (verdict.Kind == VerdictKind.Waits ? verdict.Until : null, promised.GetValueOrDefault(id));
                Assert.True(until is null || earlier is null || until <= earlier, $"{second}: {id} waits until {until}, but was promised for {earlier}");
                promised[id] = until;
            }
        }
    });

    private static void InEach(Action<GroupingScenario> test)
    {
        foreach (var seed in Enumerable.Range(1, Scenarios))
        {
            var scenario = new GroupingScenario(seed);
            try
            {
                test(scenario);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}: {failure.Message}\n{scenario}");
            }
        }
    }

    // What was said of each alert.
    private static IEnumerable<IGrouping<string, (int Second, string Status, string Why)>> Stories(GroupingScenario scenario) =>
        new GroupingWatch(scenario).LookWhenAsked().SelectMany(said => said.Saying.AlertIds.Zip(said.Saying.Why, (id, why) => (Id: id, Said: (said.Second, said.Saying.Status, why))))
            .GroupBy(one => one.Id, one => one.Said);

    private static IEnumerable<string> Lines(IEnumerable<(int Second, Saying Saying)> said) => said.Select(one => Line(one.Second, one.Saying));

    private static IEnumerable<string> Lines(int second, IEnumerable<Saying> said) => said.Select(saying => Line(second, saying));

    private static string Line(int second, Saying saying) => $"{second}: {GroupingStory.TextOf(saying)}";

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        var same = left.Zip(right).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            same == Math.Max(left.Count, right.Count),
            $"number {same + 1} should be\n{left.ElementAtOrDefault(same) ?? "nothing"}\nbut is\n{right.ElementAtOrDefault(same) ?? "nothing"}");
    }
}
