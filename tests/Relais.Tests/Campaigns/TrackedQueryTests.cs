using System.Text.Json;
using Relais.Campaigns;

namespace Relais.Tests.Campaigns;

/// <summary>Which questions a campaign asks.</summary>
public sealed class TrackedQueryTests
{
    private static readonly Dictionary<string, SourceKind> Kinds = new() { ["mastodon"] = new("mastodon", MostHashtagsAQuery: 4), ["one"] = new("one", 1) };

    [Fact]
    public void Campaigns_that_ask_the_same_share_the_question()
    {
        var left = Assert.Single(Ask(["#BoîteÀOutils", "climat"], "mastodon"));
        var right = Assert.Single(Ask(["Climat", "boiteaoutils"], "mastodon"));

        Assert.Equal("mastodon~mastodon.example~boiteaoutils+climat", left.Key);
        Assert.Equal(left.Key, right.Key);
    }

    [Fact]
    public void More_hashtags_than_a_network_takes_are_asked_in_turn_each_without_those_before()
    {
        var queries = Ask(["f", "e", "d", "c", "b", "a", "i", "h", "g"], "mastodon");

        Assert.Equal(["a b c d", "e f g h", "i"], queries.Select(query => string.Join(' ', query.Tags)));
        Assert.Equal(["", "a b c d", "a b c d e f g h"], queries.Select(query => string.Join(' ', query.Without)));
        Assert.Equal("mastodon~mastodon.example~e+f+g+h~a+b+c+d", queries[1].Key);
    }

    [Fact]
    public void Each_source_is_asked_in_the_size_that_it_takes_and_one_that_is_not_known_here_is_not_asked() =>
        Assert.Equal(["one a", "one b", "mastodon a b"], Ask(["a", "b"], "one", "elsewhere", "mastodon").Select(query => $"{query.Kind} {string.Join(' ', query.Tags)}"));

    [Fact]
    public void Spellings_that_a_network_keeps_apart_are_asked_together()
    {
        var kinds = new Dictionary<string, SourceKind> { ["mastodon"] = new("mastodon", 3, hashtag => hashtag.Folded.Contains('b') ? [hashtag.Folded, hashtag.Folded + "'"] : [hashtag.Folded]) };
        var queries = Ask(["d", "b", "a", "bb", "c"], kinds, "mastodon");

        Assert.Equal(["a b b'", "bb bb' c", "d"], queries.Select(query => string.Join(' ', query.Tags)));
        Assert.Equal(["", "a b", "a b bb c"], queries.Select(query => string.Join(' ', query.Without)));
    }

    [Fact]
    public void A_long_question_is_named_by_its_digest_and_by_nothing_else()
    {
        var tags = Enumerable.Range(0, 4).Select(number => new string((char)('a' + number), 100)).ToArray();
        var query = Assert.Single(Ask(tags, "mastodon"));
        var other = query with { Without = ["x"] };

        Assert.Matches("^mastodon~[0-9a-f]{32}$", query.Key);
        Assert.Equal(query.Key, Assert.Single(Ask(tags, "mastodon")).Key);
        Assert.NotEqual(query.Key, other.Key);
    }

    [Fact]
    public void Hosts_that_pass_posts_on_are_asked_one_question_among_them_and_one_alone_is_asked_as_ever()
    {
        var both = Follow("b.example", "a.example");
        Assert.Equal(["mastodon~b.example~climat~~a.example+b.example", "mastodon~a.example~climat~~a.example+b.example"], both.Select(query => query.Key));
        Assert.Equal(both.Select(query => query.Key).Order(), Follow("a.example", "b.example").Select(query => query.Key).Order());
        Assert.Single(both.Select(query => query.AmongKey).Distinct());
        Assert.NotEqual(both[0].AmongKey, Follow("a.example", "b.example", "c.example")[0].AmongKey);

        var alone = Assert.Single(Follow("a.example"));
        Assert.Equal(("mastodon~a.example~climat", null), (alone.Key, alone.AmongKey));
    }

    [Fact]
    public void A_question_that_was_written_down_before_hosts_were_told_apart_is_still_the_same()
    {
        const string Old = """{"Kind":"mastodon","Host":"a.example","Tags":["climat"],"Without":["velo"],"Url":null}""";
        var query = JsonSerializer.Deserialize<TrackedQuery>(Old)!;

        Assert.Equal(("mastodon~a.example~climat~velo", null), (query.Key, query.AmongKey));
    }

    [Fact]
    public void Two_feeds_or_two_hosts_that_share_nothing_are_asked_apart()
    {
        var kinds = new Dictionary<string, SourceKind> { ["one"] = new("one", 4) };
        Assert.All(Follow(kinds, "one", "a.example", "b.example"), query => Assert.Null(query.Among));
    }

    private static TrackedQuery[] Follow(params string[] hosts) =>
        Follow(new Dictionary<string, SourceKind> { ["mastodon"] = new("mastodon", 4) { IsFederated = true } }, "mastodon", hosts);

    private static TrackedQuery[] Follow(Dictionary<string, SourceKind> kinds, string kind, params string[] hosts) => [.. TrackedQuery.Of(
        new Campaign("c", "C", [Hashtag.TryParse("climat", out var hashtag, out _) ? hashtag : throw new ArgumentException("climat")], [.. hosts.Select(host => new FollowedSource(kind, host))], default, null, Thresholds.Default),
        kinds)];

    private static TrackedQuery[] Ask(string[] hashtags, params string[] kinds) => Ask(hashtags, Kinds, kinds);

    private static TrackedQuery[] Ask(string[] hashtags, Dictionary<string, SourceKind> known, params string[] kinds)
    {
        var parsed = hashtags.Select(text => Hashtag.TryParse(text, out var hashtag, out _) ? hashtag : throw new ArgumentException(text));
        return [.. TrackedQuery.Of(
            new Campaign("c", "C", [.. parsed], [.. kinds.Select(kind => new FollowedSource(kind, "mastodon.example"))], default, null, Thresholds.Default), known)];
    }
}
