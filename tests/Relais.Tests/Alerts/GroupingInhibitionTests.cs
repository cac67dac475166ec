namespace Relais.Tests.Alerts;

/// <summary>What inhibitions keep quiet, and what is said when they end.</summary>
public sealed class GroupingInhibitionTests
{
    [Theory]
    [InlineData("area=nord level=high", "area=nord level=low", true)]
    [InlineData("area=sud level=high", "area=nord level=low", false)] // not the same area
    [InlineData("level=high", "level=low", true)] // a label that both lack is the same
    [InlineData("area=nord level=low", "area=nord level=low", false)] // no source
    [InlineData("area=nord level=high", "area=nord level=high", false)] // no target
    public void An_inhibition_holds_while_its_source_fires_where_the_two_agree(string source, string target, bool isMuted)
    {
        var story = new GroupingStory(wait: 0).Came("a", at: 0, target);
        story.Inhibited(by: "level=high", target: "level=low", "area").Fires("b", source).Fires("a", target);

        Assert.Equal(isMuted ? "" : "firing a (first)", story.Look(0));
        Assert.Equal(isMuted ? "Inhibited by b" : "Told", story.Verdict("a"));
        story.Firing.Clear();
        Assert.Equal(isMuted ? "firing a (first)" : "", story.Look(1));
    }

    [Fact]
    public void Two_that_are_source_and_target_at_once_do_not_inhibit_each_other()
    {
        var story = new GroupingStory(wait: 0).Came("a", at: 0).Came("b", at: 0);
        story.Inhibited(by: "area=nord", target: "level=").Fires("a", "area=nord").Fires("b", "area=nord");

        Assert.Equal("firing a (first), b (first)", story.Look(0));
    }

    [Fact]
    public void What_was_said_and_then_inhibited_is_not_said_again_when_the_inhibition_ends()
    {
        var story = new GroupingStory().Came("a", at: 0);
        story.Look(30);
        story.Inhibited(by: "area=est", target: "area=nord").Fires("b", "area=est");
        Assert.Equal("", story.Look(400));

        story.Firing.Clear();

        Assert.Empty(story.Tell(500, 9000));
        Assert.Equal(["a"], story.Members);
    }

    [Fact]
    public void A_silence_that_ended_while_an_inhibition_went_on_is_made_up_for_when_that_ends()
    {
        var story = new GroupingStory().Came("a", at: 0).Silenced("s", from: 100, until: 200);
        story.Look(30);
        story.Inhibited(by: "area=est", target: "area=nord").Fires("b", "area=est");
        Assert.Empty(story.Tell(150, 299));
        Assert.Equal("Inhibited by b", story.Verdict("a"));

        story.Firing.Clear();

        Assert.Equal(["300: firing a (still true)"], story.Tell(300, 9000));
    }

    [Fact]
    public void An_end_that_comes_while_an_inhibition_lasts_is_not_said()
    {
        var story = new GroupingStory().Came("a", at: 0);
        story.Look(30);
        story.Inhibited(by: "area=est", target: "area=nord").Fires("b", "area=est");

        Assert.Equal(("", "OverMuted by b"), (story.Ended("a", 400).Look(400), story.Verdict("a")));
        Assert.Empty(story.Members);
    }
}
