using Relais.Campaigns;
using Relais.Polling.Sources;

namespace Relais.Tests.Polling;

/// <summary>Questions of many campaigns in few searches.</summary>
public sealed class XQueryTests
{
    [Fact]
    public void As_many_hashtags_as_512_characters_take_go_into_one_search()
    {
        // (#a OR #b) -is:retweet: two brackets and the suffix take 14 characters, and each hashtag of sixteen letters 21, the last 17.
        var questions = Enumerable.Range(0, 46).Select(number => Question($"hashtagofsixte{number:D2}")).ToArray();
        var batches = XQuery.Together(questions).ToArray();

        Assert.Equal([23, 23], batches.Select(batch => batch.Count));
        Assert.Equal(questions.Select(question => question.Key).Order(), batches.SelectMany(batch => batch).Select(question => question.Key).Order());
        Assert.All(batches, batch => Assert.NotNull(XQuery.Of([.. batch.SelectMany(question => question.Tags)], [])));
    }

    [Fact]
    public void A_hashtag_that_several_questions_share_takes_its_room_once()
    {
        var questions = Enumerable.Range(0, 100).Select(number => Question("climat") with { Without = [$"other{number}"] });

        Assert.Equal(100, Assert.Single(XQuery.Together(questions)).Count);
    }

    [Fact]
    public void What_no_search_takes_stays_alone_and_keeps_nobody_else_out()
    {
        var batches = XQuery.Together([Question(new string('a', 600)), Question("climat"), Question("velo")]).ToArray();

        Assert.Equal([1, 2], batches.Select(batch => batch.Count).Order());
        Assert.Null(XQuery.Of([new string('a', 600)], []));
    }

    [Fact]
    public void However_long_hashtags_are_no_search_is_too_long_and_none_could_have_been_saved_between_two()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var questions = Enumerable.Range(0, random.Next(1, 120)).Select(number => Question($"{number}x{new string('l', random.Next(1, 90))}")).ToArray();
            var batches = XQuery.Together(questions).Select(batch => batch.SelectMany(question => question.Tags).ToArray()).ToArray();

            Assert.All(batches, batch => Assert.True(XQuery.Of(batch, [])!.Length <= 512));
            Assert.All(
                batches.SelectMany((left, at) => batches.Skip(at + 1).Select(right => left.Concat(right).ToArray())),
                both => Assert.Null(XQuery.Of(both, [])));
        }
    }

    private static TrackedQuery Question(string tag) => new("x-search", "api.x.com", [tag], []);
}
