using Relais.Campaigns;
using Relais.Momentum;

namespace Relais.Tests.Momentum;

/// <summary>Which names come most often, in the space of a few.</summary>
public sealed class SketchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Streams => new()
    {
        { "", "" },
        { "aab", "a 2-0, b 1-0" },
        { "abcbc", "b 2-0, c 2-0, a 1-0" },

        // The fourth takes the place of the rarest, and its count with it: never too low, and too high by one at most.
        { "aabbcd", "a 2-0, b 2-0, d 2-1" },
        { "abcd", "d 2-1, b 1-0, c 1-0" },
        { "abcda", "a 2-1, d 2-1, c 1-0" },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_name_without_a_place_takes_that_of_the_rarest(string stream, string expected)
    {
        var sketch = new Sketch(3);
        foreach (var letter in stream)
        {
            sketch.Add(letter.ToString(), letter.ToString());
        }

        Assert.Equal(expected, string.Join(", ", sketch.Sightings.Select(one => $"{one.Name} {one.Count}-{one.Error}")));
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 1.2)]
    [InlineData(3, 0.7)]
    [InlineData(4, 0.0)]
    public void On_a_long_stream_no_count_is_too_low_no_error_too_large_and_nothing_frequent_is_missing(int seed, double skew)
    {
        const int Places = 50;
        const int Names = 20_000;
        const int Kinds = 2_000;
        var (random, sketch, exact) = (new Random(seed), new Sketch(Places), new Dictionary<string, int>());
        var weights = Enumerable.Range(1, Kinds).Select(rank => 1 / Math.Pow(rank, skew)).ToArray();
        var sums = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            sums[i] = weights[i] + (i == 0 ? 0 : sums[i - 1]);
        }

        for (var drawn = 0; drawn < Names; drawn++)
        {
            var at = Array.BinarySearch(sums, random.NextDouble() * sums[^1]);
            var name = $"n{Math.Min(at < 0 ? ~at : at, Kinds - 1)}";
            exact[name] = exact.GetValueOrDefault(name) + 1;
            sketch.Add(name, name);
        }

        Assert.Equal(Places, sketch.Sightings.Count);
        Assert.Equal(Names, sketch.Sightings.Sum(one => one.Count));
        Assert.All(sketch.Sightings, one => Assert.InRange(exact[one.Name], one.AtLeast, one.Count));
        Assert.All(sketch.Sightings, one => Assert.InRange(one.Error, 0, Names / Places));
        Assert.Subset(sketch.Sightings.Select(one => one.Name).ToHashSet(), exact.Where(one => one.Value > Names / Places).Select(one => one.Key).ToHashSet());
    }

    [Fact]
    public void A_day_of_the_longest_names_stays_under_64_KiB_and_is_read_as_it_was_written()
    {
        var day = new TopicDay();
        var query = new TrackedQuery("mastodon", "one.example", ["climat"], []);
        for (var post = 0; post < 20_000; post++)
        {
            var account = PublicAccount.Of($"@{post:D5}".PadRight(60, 'x'), $"https://one.example/{post}".PadRight(100, 'x'));
            Assert.NotNull(account);
            day.Add(PostTraits.Of(query, "n", Noon, [$"t{post:D5}".PadRight(60, 'é'), $"u{post:D5}".PadRight(61, 'é'), "Shared"], account));
        }

        var row = day.Encode("q", "k");
        var again = TopicDay.Decode(row);

        Assert.InRange((row.GetString("Hashtags")!.Length + row.GetString("Accounts")!.Length) * sizeof(char), 50_000, 64 * 1024);
        Assert.Equal(day.Hashtags, again.Hashtags);
        Assert.Equal(day.Accounts, again.Accounts);
        Assert.Equal((200, 100), (again.Hashtags.Count, again.Accounts.Count));
        Assert.Equal(("shared", "Shared", 20_000, 0), (again.Hashtags[0].Key, again.Hashtags[0].Name, again.Hashtags[0].Count, again.Hashtags[0].Error));
    }

    [Fact]
    public void The_hashtags_of_a_post_are_those_beside_the_ones_asked_for_each_once()
    {
        var query = new TrackedQuery("mastodon", "one.example", ["climat", "coeur", "cœur"], []);
        string[] typed = ["Climat", "CLIMAT", "Cœur", "Forêt", "foret", "#velo", "two words", "", "123", "bad\ud800", "\u0007"];

        Assert.Equal(["Forêt", "velo"], PostTraits.Of(query, "n", Noon, typed, null).Hashtags.Select(hashtag => hashtag.Shown));
        Assert.Equal(30, PostTraits.Of(query, "n", Noon, Enumerable.Range(0, 500).Select(number => $"t{number}"), null).Hashtags.Count);
    }

    [Theory]
    [InlineData("@someone@one.example", "https://one.example/@someone", true)]
    [InlineData("@Zoé_1.x-y", "https://bsky.app/profile/zoe.example", true)]
    [InlineData(null, "https://one.example/@someone", false)]
    [InlineData("@someone@one.example", null, false)]
    [InlineData("@some one", "https://one.example/@someone", false)]
    [InlineData("someone", "https://one.example/@someone", false)]
    [InlineData("@someone\n", "https://one.example/@someone", false)]
    [InlineData("@someone", "http://one.example/@someone", false)]
    [InlineData("@someone", "javascript:alert(1)", false)]
    [InlineData("@someone", "https://one.example/@some one", false)]
    [InlineData("@someone", "https://one.example/@someone\n5 0 @other https://other.example", false)]
    public void An_account_that_cannot_be_shown_is_none(string? name, string? url, bool isOne) => Assert.Equal(isOne, PublicAccount.Of(name, url) is not null);
}
