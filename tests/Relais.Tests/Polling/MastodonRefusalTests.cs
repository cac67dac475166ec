using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>What the source makes of answers that are none, beyond those that every source meets (<see cref="SourceMatrix"/>), and of what must not be kept.</summary>
public sealed class MastodonRefusalTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Since = Noon.AddHours(-1);

    private readonly Outside outside = new();
    private readonly SteppedClock clock = new();
    private readonly MastodonInstance instance;
    private readonly MastodonSource source;

    public MastodonRefusalTests()
    {
        clock.Set(Noon);
        instance = new MastodonInstance(outside, clock.GetUtcNow);
        source = new MastodonSource(new OutboundHttp(outside, new OutboundSettings(), clock));
    }

    [Theory]
    [InlineData(422, "the instance does not show hashtags to strangers (422)", true, 60)]
    [InlineData(301, "answered 301", false, null)]
    public async Task A_refusal_says_why_and_until_when(int status, string reason, bool denied, int? quietMinutes)
    {
        instance.Instead = MastodonInstance.Says(status, """{"error":"The access token is invalid"}""");
        Assert.Equal(new PollOutcome.Refused(reason, denied, quietMinutes is { } minutes ? Noon.AddMinutes(minutes) : null), await RefusedAsync());
    }

    [Theory]
    [InlineData("X-RateLimit-Reset", "2026-03-02T12:03:20.123456Z", 200.123456)]
    [InlineData("X-RateLimit-Reset", "2026-03-02T13:03:20+01:00", 200)]
    [InlineData("X-RateLimit-Reset", "soon", 300)]
    public async Task Asked_too_often_it_waits_as_long_as_the_instance_says(string header, string value, double seconds)
    {
        instance.Instead = MastodonInstance.Says(429, """{"error":"Too many requests"}""", header, value);
        Assert.Equal(Noon + TimeSpan.FromSeconds(seconds), (await RefusedAsync()).QuietUntil);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""[{"id":"1"}]""")]
    [InlineData("""[{"id":1,"created_at":"2026-03-02T11:00:00Z"}]""")]
    [InlineData("""[{"id":null,"created_at":"2026-03-02T11:00:00Z"}]""")]
    [InlineData("""[{"id":"1","created_at":"yesterday"}]""")]
    [InlineData("""[{"id":"","created_at":"2026-03-02T11:00:00Z"}]""")]
    [InlineData("""[null]""")]
    [InlineData("""[{"id":"1","created_at":"2026-03-02T11:00:00Z","tags":[null]}]""")]
    [InlineData("""[{"id":"1","created_at":"2026-03-02T11:00:00Z","tags":[{"name":null}]}]""")]
    [InlineData("""[{"id":"../../1","created_at":"2026-03-02T11:00:00Z"}]""")]
    [InlineData("""[{"id":"11111111111111111111111111111111111111111111111111111111111111111","created_at":"2026-03-02T11:00:00Z"}]""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task An_answer_that_is_no_timeline_counts_nothing(string body)
    {
        instance.Instead = MastodonInstance.Says(200, body, type: "text/html");
        Assert.Equal(new PollOutcome.Refused("unreadable answer", false, null), await RefusedAsync());
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_told_apart()
    {
        outside.Put("mastodon.example", (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError));
        Assert.Equal(new PollOutcome.Refused("dns", false, null), await RefusedAsync());
    }

    [Fact]
    public async Task A_host_that_may_not_be_asked_is_denied_and_not_asked()
    {
        var query = new TrackedQuery("mastodon", "10.0.0.1", ["climat"], []);
        Assert.Equal(new PollOutcome.Refused("blocked", true, null), await source.AskAsync(query, Cursor.None, Since, Noon, CancellationToken.None));
        Assert.Empty(outside.Unexpected);
    }

    [Fact]
    public async Task What_earlier_pages_brought_is_kept_when_a_later_one_is_refused()
    {
        instance.Publish(Since, ["climat"]);
        var first = await AskAsync(Cursor.None, Since);
        instance.Publish(95, Since.AddMinutes(1), Noon, "climat");
        instance.Then((request, token) => AsUsual(request, token)).Then(MastodonInstance.Says(503, ""));

        var cut = await AskAsync(After(first));
        var rest = await AskAsync(After(cut));

        // The first page shows again the one status that is known.
        Assert.Equal((39, 56), (cut.Fold.Posts.Count, rest.Fold.Posts.Count));
        Assert.Equal(cut.Fold.Posts[^1].At, cut.Fold.AskedUntil);
        Assert.False(cut.More);
    }

    [Fact]
    public async Task Addresses_that_are_no_links_or_endless_are_not_kept()
    {
        instance.Instead = MastodonInstance.Says(200, $$"""
            [{"id":"1","created_at":"2026-03-02T11:30:00Z","url":"javascript:alert(1)"},
             {"id":"2","created_at":"2026-03-02T11:30:00Z","url":null},
             {"id":"3","created_at":"2026-03-02T11:30:00Z","url":"https://blog.example/{{new string('&', 400)}}"},
             {"id":"4","created_at":"2026-03-02T11:30:00Z","url":"https://blog.example/1"}]
            """);

        Assert.Equal([null, null, null, "https://blog.example/1"], (await AskAsync(Cursor.None)).Fold.Posts.Select(post => post.Url));
    }

    public void Dispose() => outside.Dispose();

    private Task<HttpResponseMessage> AsUsual(HttpRequestMessage request, CancellationToken token) => instance.TimelineAsync(request, token);

    private async Task<PollOutcome.Answered> AskAsync(Cursor cursor, DateTimeOffset? now = null, TrackedQuery? query = null) => Assert.IsType<PollOutcome.Answered>(
        await source.AskAsync(query ?? new TrackedQuery("mastodon", "mastodon.example", ["climat"], []), cursor, Since, now ?? Noon, CancellationToken.None));

    private async Task<PollOutcome.Refused> RefusedAsync() => Assert.IsType<PollOutcome.Refused>(
        await source.AskAsync(new TrackedQuery("mastodon", "mastodon.example", ["climat"], []), Cursor.None, Since, Noon, CancellationToken.None));

    private static Cursor After(PollOutcome.Answered answer) => Cursor.None with { Position = answer.Fold.Position, AskedUntil = answer.Fold.AskedUntil };
}
