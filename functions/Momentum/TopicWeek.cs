using Relais.Campaigns;

namespace Relais.Momentum;

/// <summary>What posts had about them today and on the six days before (UTC), over all questions of one campaign.</summary>
/// <param name="Hashtags">In no order.</param>
/// <param name="Accounts">Those with enough posts, the most first.</param>
public sealed record TopicWeek(IReadOnlyList<Topic> Hashtags, IReadOnlyList<Topic> Accounts)
{
    private const int Days = 7;
    private const int RecentDays = 2;

    // A campaign of many hosts and hashtags has hundreds of rows a week.
    private const int MostAtOnce = 16;

    // Two days tell a rise from chance no better than one, but a rise from a beginning.
    private const int LeastDaysBefore = 2;

    // Whoever wrote once or twice is nobody's business.
    private const int LeastPostsOfAnAccount = 3;

    /// <summary>Reads the week, a row for each question and day on which it was the campaign's.</summary>
    public static async Task<TopicWeek> ReadAsync(TopicStore topics, IEnumerable<AskedQuestion> asked, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = MinuteCounts.FloorTo(now, TimeSpan.FromDays(1));
        var days = asked.SelectMany(question => DaysOf(question, today).Select(day => (question.Query.Key, Day: day, IsWhole: question.Since <= day))).Distinct().ToArray();
        var read = new List<(DateTimeOffset Day, TopicDay Topics)>();
        foreach (var some in days.DistinctBy(one => (one.Key, one.Day)).Chunk(MostAtOnce))
        {
            read.AddRange(await Task.WhenAll(some.Select(async one => (one.Day, await topics.ReadAsync(one.Key, one.Day, cancellationToken)))));
        }

        var before = days.Where(one => one.IsWhole).Select(one => one.Day).Distinct().Count(day => day <= today.AddDays(-RecentDays));
        var recent = RecentDays - 1 + ((now - today) / TimeSpan.FromDays(1));
        return new TopicWeek(
            Gather(read.SelectMany(day => day.Topics.Hashtags.Select(sighting => (day.Day, sighting))), today, before, recent),
            [
                .. Gather(read.SelectMany(day => day.Topics.Accounts.Select(sighting => (day.Day, sighting))), today, before, recent)
                    .Where(account => account.AtLeast >= LeastPostsOfAnAccount)
                    .OrderByDescending(account => account.AtLeast).ThenBy(account => account.Key, StringComparer.Ordinal),
            ]);
    }

    // Whole days, since rows are: on its first and last the campaign is also shown what others had of the question.
    private static IEnumerable<DateTimeOffset> DaysOf(AskedQuestion question, DateTimeOffset today) => Enumerable.Range(0, Days)
        .Select(ago => today.AddDays(-ago))
        .Where(day => question.Since < day.AddDays(1) && !(question.Until <= day));

    private static Topic[] Gather(IEnumerable<(DateTimeOffset Day, Sighting Sighting)> sightings, DateTimeOffset today, int daysBefore, double daysRecent) =>
    [
        .. sightings.GroupBy(one => one.Sighting.Key, StringComparer.Ordinal).Select(same =>
        {
            var recent = same.Where(one => one.Day > today.AddDays(-RecentDays)).ToArray();
            var earlier = same.Where(one => one.Day <= today.AddDays(-RecentDays)).Sum(one => one.Sighting.Count);

            // What is certain now over the most that it may have been: never a rise that is none.
            var rising = ((recent.Sum(one => one.Sighting.AtLeast) / daysRecent) + 1) / ((earlier / (double)daysBefore) + 1);
            return new Topic(
                same.Key,
                same.First().Sighting.Name,
                same.First().Sighting.Url,
                same.Sum(one => one.Sighting.Count),
                recent.Sum(one => one.Sighting.Count),
                daysBefore < LeastDaysBefore ? null : Math.Round(rising, 2),
                same.Sum(one => one.Sighting.AtLeast));
        }),
    ];
}

/// <summary>A hashtag or an account over the week.</summary>
/// <param name="Posts">Of seven days; may be too high.</param>
/// <param name="Recent">Of today and yesterday.</param>
/// <param name="Rising">Posts a day now over those before, both with one more; null while too few days are known.</param>
/// <param name="AtLeast">Of seven days, for certain.</param>
public sealed record Topic(string Key, string Name, string? Url, int Posts, int Recent, double? Rising, int AtLeast);
