using Relais.Alerts;

namespace Relais.Tests.Alerts;

/// <summary>When a group speaks, and who speaks for whom.</summary>
public sealed class GroupingTests
{
    [Fact]
    public void The_first_alert_waits_for_others_and_the_oldest_speaks_for_all()
    {
        var story = new GroupingStory().Came("b", at: 0).Came("a", at: 10).Came("c", at: 29, startsAt: -5);

        Assert.Equal(["30: firing c (first), b (first), a (first)"], story.Tell(29, 1000));
        Assert.Equal(("Told", "Grouped by c", "Grouped by c"), (story.Verdict("c"), story.Verdict("b"), story.Verdict("a")));
        Assert.Null(story.Next);
    }

    [Fact]
    public void Of_two_as_old_the_lesser_id_leads()
    {
        Assert.Equal("firing A (first), a (first), b (first)", new GroupingStory(wait: 0).Came("b", at: 0).Came("a", at: 0).Came("A", at: 0).Look(0));
    }

    [Fact]
    public void A_group_speaks_again_when_its_interval_is_over_and_not_before()
    {
        var story = new GroupingStory().Came("a", at: 0);
        Assert.Equal("firing a (first)", story.Look(30));

        Assert.Equal("", story.Came("b", at: 40).Look(40));
        Assert.Equal("Waits until 330", story.Verdict("b"));
        Assert.Equal(["330: firing b (first)"], story.Tell(329, 1000));
        Assert.Equal(330, story.SpokeAt);
    }

    [Fact]
    public void A_group_that_last_spoke_long_ago_waits_for_the_first_alert_alone()
    {
        var story = new GroupingStory().Came("a", at: 0);
        story.Look(30);

        Assert.Equal(["1030: firing b (first)"], story.Came("b", at: 1000).Tell(1000, 2000));
    }

    [Fact]
    public void Beginnings_and_ends_are_two_notifications_of_one_turn()
    {
        var story = new GroupingStory().Came("a", at: 0).Came("b", at: 0);
        story.Look(30);

        Assert.Equal("", story.Came("c", at: 100).Ended("a", 100).Look(100));
        Assert.Equal(("Waits until 330", "Waits until 330", ""), (story.Verdict("a"), story.Verdict("c"), story.Verdict("b")));
        Assert.Equal(["330: firing c (first); resolved a (over)"], story.Tell(100, 1000));
        Assert.Equal(("Told", "Told"), (story.Verdict("a"), story.Verdict("c")));
        Assert.Equal(["b", "c"], story.Members.Order());
    }

    [Fact]
    public void An_end_brings_along_whoever_still_waits()
    {
        var story = new GroupingStory(interval: 0).Came("a", at: 0);
        story.Look(30);

        Assert.Equal("firing b (first); resolved a (over)", story.Came("b", at: 40).Ended("a", 41).Look(41));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(29)]
    public void What_is_over_before_it_was_said_is_never_said(int endsAt)
    {
        var story = new GroupingStory().Came("a", at: 0, endsAt: endsAt);

        Assert.Empty(story.Tell(0, 1000));
        Assert.Equal("OverUnsaid", story.Verdict("a"));
        Assert.Empty(story.Members);
    }

    [Fact]
    public void More_that_are_over_unsaid_than_one_look_lets_go_leave_at_the_next_which_is_at_once()
    {
        var story = new GroupingStory();
        foreach (var number in Enumerable.Range(0, Grouping.MostLeavingALook + 1))
        {
            story.Came($"a{number:00}", at: 0, endsAt: 10);
        }

        Assert.Equal(("", 10.0), (story.Look(10), story.Next));
        Assert.Single(story.Members);
        Assert.Equal(("", null), (story.Look(10), story.Next));
        Assert.Empty(story.Members);
    }

    [Fact]
    public void An_event_is_said_once_and_its_end_is_not()
    {
        var story = new GroupingStory(repeat: 600).Came("a", at: 0, isEvent: true, endsAt: 2000);

        Assert.Equal(["30: firing a (first)"], story.Tell(0, 9000));
        Assert.Empty(story.Members);
    }

    [Fact]
    public void An_urgent_alert_is_said_at_once_and_by_itself_and_the_others_wait_as_before()
    {
        var story = new GroupingStory().Came("a", at: 0).Came("b", at: 10, isUrgent: true, startsAt: -10);

        Assert.Equal("firing b (first)", story.Look(10));
        Assert.Equal(("Told", "Waits until 30", null), (story.Verdict("b"), story.Verdict("a"), story.SpokeAt));
        Assert.Equal("firing a (first)", story.Look(30));
        Assert.Equal("resolved b (over)", story.Ended("b", 31).Look(31));
        Assert.Equal(30, story.SpokeAt);
    }

    [Fact]
    public void Of_more_urgent_alerts_than_one_look_says_the_oldest_come_first_and_the_rest_is_looked_at_at_once()
    {
        var story = new GroupingStory(wait: 0).Came("z", at: 0);
        story.Look(0);
        foreach (var number in Enumerable.Range(0, 12))
        {
            story.Came($"u{11 - number:00}", at: 1, isUrgent: true);
        }

        Assert.Equal(Enumerable.Range(0, Grouping.MostUrgentALook).Select(number => $"firing u{number:00} (first)"), story.Look(1).Split("; "));
        Assert.Equal(("Waits until 1", 1.0), (story.Verdict("u11"), story.Next));
        Assert.Equal("firing u10 (first); firing u11 (first)", story.Look(1));
        Assert.Equal("", story.Look(1));
    }

    [Fact]
    public void More_alerts_than_one_notification_holds_wait_for_the_next_turn()
    {
        var story = new GroupingStory();
        foreach (var number in Enumerable.Range(0, 31))
        {
            story.Came($"a{30 - number:00}", at: 0);
        }

        Assert.EndsWith("a28 (first), a29 (first)", story.Look(30), StringComparison.Ordinal);
        Assert.Equal("Waits until 330", story.Verdict("a30"));
        Assert.Equal("", story.Look(30));
        Assert.Equal(["330: firing a30 (first)"], story.Tell(31, 1000));
    }

    [Fact]
    public void What_is_said_again_does_not_take_the_room_of_what_was_never_said()
    {
        var story = new GroupingStory(interval: 300, repeat: 300);
        foreach (var number in Enumerable.Range(0, 31))
        {
            story.Came($"a{number:00}", at: 0);
        }

        story.Look(30);

        Assert.Contains("a30 (first)", story.Look(330), StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_on_is_said_again_only_where_that_is_wished()
    {
        Assert.Equal(["30: firing a (first)"], new GroupingStory().Came("a", at: 0).Tell(0, 9000));
        Assert.Equal(
            ["30: firing a (first)", "630: firing a (repeated)", "1230: firing a (repeated)"],
            new GroupingStory(repeat: 600).Came("a", at: 0).Tell(0, 1800));
    }

    [Fact]
    public void A_repeat_keeps_to_the_interval_too()
    {
        var story = new GroupingStory(interval: 1000, repeat: 600).Came("a", at: 0);

        Assert.Equal(["30: firing a (first)", "1030: firing a (repeated)"], story.Tell(0, 1500));
    }

    [Fact]
    public void What_was_said_does_not_come_along_before_its_repeat_is_due()
    {
        var story = new GroupingStory(interval: 0, repeat: 600).Came("a", at: 0);
        story.Look(30);

        Assert.Equal(["130: firing b (first)", "630: firing a (repeated)"], story.Came("b", at: 100).Tell(100, 700));
    }

    [Fact]
    public void An_empty_group_is_remembered_for_as_long_as_it_keeps_a_new_alert_waiting()
    {
        var story = new GroupingStory(wait: 0).Came("a", at: 0, isEvent: true, endsAt: 900);

        Assert.Equal("firing a (first)", story.Look(0));
        Assert.Equal(300, story.Next);
        Assert.Equal(["300: firing b (first)"], story.Came("b", at: 10).Tell(10, 900));
    }
}
