using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>What silences keep quiet, and what is said when they end; with the cases that Alertmanager's users wait for.</summary>
public sealed class GroupingSilenceTests
{
    // prometheus/alertmanager#2896: there, it is said when its repeat is due.
    [Fact]
    public void What_is_still_true_when_a_silence_ends_is_said_once()
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s", from: 100, until: 200);

        Assert.Equal(["30: firing a (first)", "200: firing a (still true)"], story.Tell(0, 9000));
    }

    [Fact]
    public void What_is_still_true_when_a_silence_ends_is_said_though_nobody_looked_meanwhile()
    {
        var story = new GroupingStory().Came("a", at: 0);
        story.Look(30);

        story.Silenced("s", from: 100, until: 200);

        Assert.Equal("firing a (still true)", story.Look(250));
        Assert.Equal("", story.Look(251));
    }

    [Theory]
    [InlineData(200, 100)] // deleted before it began
    [InlineData(10, 30)] // over when it was said
    [InlineData(300, 400)] // yet to come
    public void A_silence_that_kept_it_quiet_at_no_time_since_it_was_said_is_no_reason_to_say_it_again(int from, int until)
    {
        var story = new GroupingStory().Came("a", at: 0);
        story.Look(30);

        story.Silenced("s", from, until);

        Assert.Equal("", story.Look(250));
    }

    [Fact]
    public void What_a_silence_kept_from_being_said_is_said_when_it_ends_however_lately_the_group_spoke()
    {
        var story = new GroupingStory().Came("a", at: 0).Came("b", at: 0, "area=sud").Silenced("s", from: 0, until: 40);

        Assert.Equal(["30: firing b (first)", "40: firing a (first)"], story.Tell(0, 9000));
    }

    [Fact]
    public void A_silence_that_is_ended_early_ends_early()
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s", from: 100, until: 1000);
        story.Tell(0, 150);

        Assert.Equal("firing a (still true)", story.Silenced("s", from: 100, until: 160).Look(160));
        Assert.Equal("", story.Look(1000));
    }

    [Fact]
    public void A_silence_that_is_gone_counts_where_it_was_seen()
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s", from: 100, until: 1000);
        story.Tell(0, 150);

        story.Silences.Clear();

        Assert.Equal("firing a (still true)", story.Look(160));
    }

    [Fact]
    public void All_that_a_silence_kept_quiet_is_said_when_it_ends_though_it_needs_several_notifications()
    {
        var story = new GroupingStory().Silenced("s", from: 0, until: 60);
        foreach (var number in Enumerable.Range(0, 65))
        {
            story.Came($"a{number:00}", at: 0);
        }

        story.Look(0);
        story.Look(60);

        Assert.Equal(("Waits until 60", 60.0), (story.Verdict("a64"), story.Next));
        story.Look(60);
        Assert.Equal("firing a60 (first), a61 (first), a62 (first), a63 (first), a64 (first)", story.Look(60));
        Assert.Equal(("", null), (story.Look(60), story.Next));
    }

    // prometheus/alertmanager#2496: there, a group that was muted when its first turn came waits for another interval, which can be a day.
    [Theory]
    [InlineData("silence", 40)]
    [InlineData("inhibition", 40)]
    [InlineData("silence", 86_000)]
    [InlineData("inhibition", 86_000)]
    public void A_group_that_was_muted_when_its_turn_came_has_not_spoken(string mute, int until)
    {
        var story = new GroupingStory(interval: 86_400).Came("a", at: 0).Came("b", at: 0);
        if (mute == "silence")
        {
            story.Silenced("s", from: 0, until);
        }
        else
        {
            story.Inhibited(by: "area=est", target: "area=nord").Fires("c", "area=est");
        }

        Assert.Equal("", story.Look(30));
        Assert.Null(story.SpokeAt);

        story.Firing.Clear();
        Assert.Equal("firing a (first), b (first)", story.Look(until));
    }

    // prometheus/alertmanager#172: there, nobody can see what was notified and what was not.
    [Fact]
    public void Whatever_is_not_said_has_a_reason()
    {
        var story = new GroupingStory(wait: 30)
            .Came("told", at: 0).Came("grouped", at: 0).Came("short", at: 0, endsAt: 20)
            .Came("silenced", at: 0, "area=sud").Came("ended", at: 0, "area=sud", endsAt: 30)
            .Silenced("s", from: 10, until: 60, new Matcher("area", "sud"));

        Assert.Equal("firing grouped (first), told (first)", story.Look(30));
        Assert.Equal(("Told", "Grouped by grouped"), (story.Verdict("grouped"), story.Verdict("told")));
        Assert.Equal(("Silenced by s until 60", "OverMuted by s"), (story.Verdict("silenced"), story.Verdict("ended")));
        Assert.Equal("OverUnsaid", story.Verdict("short"));
        story.Came("late", at: 31).Look(31);
        Assert.Equal("Waits until 330", story.Verdict("late"));
    }

    [Fact]
    public void An_end_that_comes_while_a_silence_lasts_is_not_said()
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s", from: 100, until: 200);
        story.Look(30);

        Assert.Equal(("", "OverMuted by s"), (story.Ended("a", 150).Look(150), story.Verdict("a")));
        Assert.Empty(story.Tell(200, 1000));
    }

    [Theory]
    [InlineData(99, "OverMuted by s")]
    [InlineData(100, "OverUnsaid")]
    public void Not_even_an_urgent_alert_is_said_that_is_over_when_its_silence_ends(int endsAt, string verdict)
    {
        var story = new GroupingStory().Came("a", at: 0, isUrgent: true, endsAt: endsAt).Silenced("s", from: 0, until: 100);

        Assert.Equal(("", endsAt), (story.Look(0), story.Next));
        Assert.Equal(("", verdict), (story.Look(endsAt), story.Verdict("a")));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public void A_silence_lasts_from_its_start_until_just_before_its_end(int at, bool isMuted)
    {
        var story = new GroupingStory(wait: 0).Came("a", at).Silenced("s", from: 10, until: 20);

        Assert.Equal(isMuted ? "" : "firing a (first)", story.Look(at));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_several_silences_the_one_that_lasts_longest_is_the_reason_and_of_two_as_long_the_lesser_id(bool turned)
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s3", 0, 100).Silenced("s2", 0, 200).Silenced("s1", 5, 400).Silenced("s4", 0, 200);
        story.Silences.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id) * (turned ? -1 : 1));

        story.Look(1);

        Assert.Equal("Silenced by s2 until 200", story.Verdict("a"));
    }

    [Theory]
    [InlineData("area", "nord", false, true, true)]
    [InlineData("area", "nor", true, true, false)] // a pattern must fit the whole value
    [InlineData("area", "nor.|sud", true, true, true)]
    [InlineData("area", "sud|nor", true, true, false)]
    [InlineData("area", "sud", false, false, true)]
    [InlineData("area", "n.*", true, false, false)]
    [InlineData("topic", "", false, true, true)] // a label that is not there is an empty one
    [InlineData("topic", ".+", true, true, false)]
    [InlineData("topic", "climat", false, false, true)]
    public void A_silence_holds_for_what_its_matcher_fits(string name, string value, bool isRegex, bool isEqual, bool isMuted)
    {
        var story = new GroupingStory(wait: 0).Came("a", at: 0).Silenced("s", 0, 100, new Matcher(name, value, isRegex, isEqual));

        Assert.Equal(isMuted ? "" : "firing a (first)", story.Look(0));
    }
}
