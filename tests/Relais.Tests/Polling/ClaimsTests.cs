using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Who of several hosts counts a post.</summary>
public sealed class ClaimsTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string tag = Azurite.NewName("tag");

    private Claims Claims => fixture.App.Get<Claims>();

    [SkippableFact]
    public async Task The_first_to_claim_counts_and_may_ask_again()
    {
        var (one, two) = (Query("one.example"), Query("two.example"));

        Assert.Equal(["a", "b"], await TakeAsync(one, Post("a"), Post("b")));
        Assert.Equal(["a", "b"], await TakeAsync(one, Post("a"), Post("b")));
        Assert.Equal(["c"], await TakeAsync(two, Post("a"), Post("c"), Post("b")));
        Assert.Equal(["a", "b", "d"], await TakeAsync(one, Post("a"), Post("b"), Post("c"), Post("d")));
    }

    [SkippableFact]
    public async Task A_host_that_says_another_moment_is_still_told_that_it_is_the_same_post()
    {
        Assert.Equal(["a"], await TakeAsync(Query("one.example"), Post("a", Noon.AddMilliseconds(-1))));
        Assert.Empty(await TakeAsync(Query("two.example"), Post("a", Noon)));
    }

    [SkippableFact]
    public async Task A_post_that_stands_twice_in_an_answer_is_counted_once() =>
        Assert.Equal(["a"], await TakeAsync(Query("one.example"), Post("a"), Post("a") with { Id = "other" }));

    [SkippableFact]
    public async Task A_question_to_one_host_alone_asks_nothing_of_storage()
    {
        var alone = Query("one.example") with { Among = null };
        Assert.Equal(0, await fixture.App.Storage.CountAsync(async () => Assert.Equal(["a"], await TakeAsync(alone, Post("a")))));
    }

    [SkippableFact]
    public async Task An_answer_costs_one_read_and_one_write_and_one_whose_posts_are_known_a_read()
    {
        var posts = Enumerable.Range(0, 1000).Select(number => Post($"p{number}", Noon.AddSeconds(number))).ToArray();
        Assert.Equal(2, await fixture.App.Storage.CountAsync(() => TakeAsync(Query("one.example"), posts)));
        Assert.Equal(1, await fixture.App.Storage.CountAsync(() => TakeAsync(Query("two.example"), posts)));
    }

    [SkippableFact]
    public async Task Posts_of_sixty_hours_are_claimed_in_one_answer()
    {
        var posts = Enumerable.Range(0, 1000).Select(number => Post($"p{number}", Noon.AddMinutes(-3.5 * number))).ToArray();
        Assert.Equal(1000, (await TakeAsync(Query("one.example"), posts)).Length);
        Assert.Empty(await TakeAsync(Query("two.example"), posts));
    }

    [SkippableFact]
    public async Task Two_hosts_at_once_count_each_post_once()
    {
        var posts = Enumerable.Range(0, 50).Select(number => Post($"p{number}")).ToArray();
        var both = await Task.WhenAll(TakeAsync(Query("one.example"), posts), TakeAsync(Query("two.example"), posts));
        Assert.Equal(posts.Select(post => post.Id).Order(), both.SelectMany(ids => ids).Order());
    }

    [SkippableFact]
    public async Task A_claim_whose_answer_was_lost_is_ones_own()
    {
        await using var app = await RelaisApp.StartAsync(fixture.Azurite);
        var lost = 0;
        app.Storage.LoseAnswer = request => request.Uri.ToString().Contains("$batch", StringComparison.Ordinal) && Interlocked.Increment(ref lost) == 1;

        var outcome = await app.Get<Claims>().TakeAsync(Query("one.example"), Answer(Post("a")), Noon, default);

        Assert.Single(((PollOutcome.Answered)outcome).Fold.Posts);
        Assert.True(lost > 0);
    }

    [Fact]
    public void A_slot_that_is_full_takes_no_more_and_fits_its_property()
    {
        var slot = new ClaimSlot(ClaimSlot.KeyOf(Noon), null);
        for (var number = 0; number < ClaimSlot.MostClaims + 5; number++)
        {
            slot.Add((ulong)number, 1);
        }

        var row = slot.ToRow("p", Noon);
        Assert.InRange(row.GetBinary("Claims")!.Length, (64 * 1024) - 9, 64 * 1024);
        Assert.Equal(ClaimSlot.MostClaims, new ClaimSlot(slot.Key, row).Standing().Count());
    }

    [Theory]
    [InlineData("2026-03-02T12:09:59.999Z", 0, "slot~202603021200")]
    [InlineData("2026-03-02T12:10:00Z", 0, "slot~202603021210")]
    [InlineData("2026-03-02T14:05:00+02:00", -1, "slot~202603021150")]
    [InlineData("9999-12-31T23:59:59Z", 1, "slot~999912312350")]
    [InlineData("0001-01-01T00:00:00Z", -1, "slot~000101010000")]
    public void Slots_are_ten_minutes_by_the_posts_own_time(string published, int slots, string key) =>
        Assert.Equal(key, ClaimSlot.KeyOf(DateTimeOffset.Parse(published, System.Globalization.CultureInfo.InvariantCulture), slots));

    private TrackedQuery Query(string host) => new("mastodon", host, [tag], [], Among: ["one.example", "two.example"]);

    private static Post Post(string id, DateTimeOffset? published = null) =>
        new(id, published ?? Noon, null) { Traits = new PostTraits($"https://origin.example/{id}", published ?? Noon, [], null) };

    private static PollOutcome.Answered Answer(params Post[] posts)
    {
        var answer = new AnswerBuilder();
        Assert.All(posts, post => Assert.True(answer.TryAdd(post)));
        return new PollOutcome.Answered(answer.ToFold("p", Noon), More: false);
    }

    private async Task<string[]> TakeAsync(TrackedQuery query, params Post[] posts)
    {
        var outcome = await Claims.TakeAsync(query, Answer(posts), Noon.AddHours(1), default);
        var fold = Assert.IsType<PollOutcome.Answered>(outcome).Fold;
        Assert.Equal(fold.Posts.Count, fold.Counts.Total);
        return [.. fold.Posts.Select(post => post.Id)];
    }
}
