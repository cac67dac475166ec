using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>How long questions rest that had no answer.</summary>
public sealed class BackoffTests
{
    private static readonly string[] Questions = [.. Enumerable.Range(0, 1_000).Select(number => $"mastodon~mastodon.example~tag{number}")];

    [Theory]
    [InlineData(0, 0.5, 0.5)]
    [InlineData(1, 1, 1.5)]
    [InlineData(2, 2, 3.5)]
    [InlineData(3, 4, 7.5)]
    [InlineData(4, 8, 15.5)]
    [InlineData(5, 16, 31.5)]
    [InlineData(6, 30, 59.5)]
    [InlineData(7, 30, 59.5)]
    [InlineData(1_000, 30, 59.5)]
    public void The_rest_doubles_up_to_an_hour_and_each_question_takes_half_of_it_at_least(int failures, double leastMinutes, double mostMinutes)
    {
        var rests = Questions.Select(question => Backoff.After(question, failures)).ToArray();

        Assert.All(rests, rest => Assert.InRange(rest, TimeSpan.FromMinutes(leastMinutes), TimeSpan.FromMinutes(mostMinutes)));
        Assert.Equal(rests, Questions.Select(question => Backoff.After(question, failures)));
    }

    [Theory]
    [InlineData(4, 8, 170)]
    [InlineData(5, 16, 100)]
    [InlineData(6, 30, 60)]
    [InlineData(7, 30, 60)]
    public void A_thousand_questions_that_failed_in_one_minute_do_not_come_back_in_one(int failures, int minutes, int mostAMinute)
    {
        var byMinute = Questions.GroupBy(question => (int)Backoff.After(question, failures).TotalMinutes).ToArray();

        Assert.InRange(byMinute.Length, minutes - 1, minutes + 1);
        Assert.All(byMinute, minute => Assert.InRange(minute.Count(), 1, mostAMinute));
    }

    [Fact]
    public void Questions_that_rested_alike_once_do_not_rest_alike_again()
    {
        var first = Questions.GroupBy(question => (int)Backoff.After(question, 6).TotalMinutes).MaxBy(minute => minute.Count())!;

        Assert.InRange(first.Select(question => (int)Backoff.After(question, 7).TotalMinutes).Distinct().Count(), 10, 30);
    }
}
