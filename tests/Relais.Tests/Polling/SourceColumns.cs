using System.Globalization;
using Relais.Campaigns;
using Relais.Http;
using Relais.Polling;
using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>A source and its network, as the matrix needs them: a column. Whoever adds a source adds one here, and its cells in <see cref="SourceMatrix"/>.</summary>
internal abstract class SourceColumn : IAsyncDisposable
{
    /// <summary>Names that hold a column each; a source with two ways of asking has two.</summary>
    public static readonly IReadOnlyDictionary<string, Func<SourceMatrixBed, Task<SourceColumn>>> All = new Dictionary<string, Func<SourceMatrixBed, Task<SourceColumn>>>(StringComparer.Ordinal)
    {
        ["mastodon"] = bed => Task.FromResult<SourceColumn>(new MastodonColumn(bed)),
        ["bluesky"] = async bed => new BlueskyColumn(bed, await FakeBluesky.StartAsync(() => bed.Now)),
        ["x"] = async bed => new XColumn(bed, await FakeX.StartAsync(bed.Outside, () => bed.Now)),
        ["x-search"] = async bed => new XSearchColumn(bed, await FakeX.StartAsync(bed.Outside, () => bed.Now)),
        ["x-list"] = async bed => new XListColumn(bed, await FakeX.StartAsync(bed.Outside, () => bed.Now)),
        ["feed"] = async bed => new FeedColumn(bed, await FeedServer.StartAsync()),
    };

    /// <summary>The question, different in every cell.</summary>
    public abstract TrackedQuery Query { get; }

    /// <summary>Whether it brings signals; where it brings none, each day of the clock has a share of three accounts in twelve.</summary>
    public virtual bool BringsSignals => true;

    /// <summary>Since when it is asked.</summary>
    public virtual DateTimeOffset Since => SourceMatrixBed.Noon.AddHours(-1);

    /// <summary>Time between two polls here: longer than Bluesky's session lets pass between two sign-ins.</summary>
    public virtual TimeSpan Turn => TimeSpan.FromMinutes(15);

    /// <summary>Until when it is quiet after an answer; null where it is not.</summary>
    public virtual DateTimeOffset? QuietAfter(DateTimeOffset answered) => null;

    /// <summary>Whether it still tells of what was published so long ago.</summary>
    public virtual bool StillTells(TimeSpan ago) => true;

    /// <summary>An answer that ends in the middle.</summary>
    public virtual string Broken => """{"data":[{"start":""";

    /// <summary>An answer in good order that holds nothing.</summary>
    public abstract string EmptyPage { get; }

    /// <summary>By what header the network says when its limit ends.</summary>
    public abstract (string Name, string Value) ResetAt(DateTimeOffset at);

    public abstract ISource Open(OutboundHttp http);

    public abstract void Publish(DateTimeOffset at);

    public abstract ValueTask DisposeAsync();

    private static string Epoch(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private sealed class MastodonColumn(SourceMatrixBed bed) : SourceColumn
    {
        private readonly MastodonInstance instance = new(bed.Outside, () => bed.Now);

        public override TrackedQuery Query => new("mastodon", instance.Host, [bed.Tag], []);

        public override string Broken => """[{"id":"1","created_at":"2026""";

        public override string EmptyPage => "[]";

        public override (string, string) ResetAt(DateTimeOffset at) => ("X-RateLimit-Reset", at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

        public override ISource Open(OutboundHttp http) => new MastodonSource(http);

        public override void Publish(DateTimeOffset at) => instance.Publish(at, [bed.Tag]);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class BlueskyColumn : SourceColumn
    {
        private readonly SourceMatrixBed bed;
        private readonly FakeBluesky bluesky;
        private BlueskySession? session;

        public BlueskyColumn(SourceMatrixBed bed, FakeBluesky bluesky)
        {
            (this.bed, this.bluesky) = (bed, bluesky);
            bed.Outside.Put(bluesky.Host, bluesky.PassAsync);
        }

        public override TrackedQuery Query => new("bluesky", bluesky.Host, [bed.Tag], []);

        public override string EmptyPage => """{"posts":[]}""";

        public override (string, string) ResetAt(DateTimeOffset at) => ("RateLimit-Reset", Epoch(at));

        public override ISource Open(OutboundHttp http)
        {
            var account = new BlueskyAccount(bluesky.Host, FakeBluesky.Handle, FakeBluesky.Password);
            return new BlueskySource(account, session = new BlueskySession(http, account));
        }

        public override void Publish(DateTimeOffset at) => bluesky.Posts.Publish(at, [bed.Tag]);

        public override ValueTask DisposeAsync()
        {
            session?.Dispose();
            return bluesky.DisposeAsync();
        }
    }

    private static XClient ClientOf(SourceMatrixBed bed, OutboundHttp http) =>
        new(http, new XSettings(FakeX.Token, IsApproved: true, MonthlyMills: 15_000_000, new Uri("https://api.x.com/")), bed.App.Get<Budgets>(), new XFields());

    private sealed class XColumn(SourceMatrixBed bed, FakeX x) : SourceColumn
    {
        public override TrackedQuery Query => new("x", "api.x.com", [bed.Tag], []);

        public override string EmptyPage => """{"meta":{"total_tweet_count":0}}""";

        public override (string, string) ResetAt(DateTimeOffset at) => ("x-rate-limit-reset", Epoch(at));

        public override ISource Open(OutboundHttp http) => new XSource(ClientOf(bed, http));

        public override void Publish(DateTimeOffset at) => x.Publish(at, bed.Tag);

        public override ValueTask DisposeAsync() => x.DisposeAsync();
    }

    private sealed class XSearchColumn(SourceMatrixBed bed, FakeX x) : SourceColumn
    {
        public override TrackedQuery Query => new("x-search", "api.x.com", [bed.Tag], []);

        public override string EmptyPage => """{"meta":{"result_count":0}}""";

        public override (string, string) ResetAt(DateTimeOffset at) => ("x-rate-limit-reset", Epoch(at));

        public override ISource Open(OutboundHttp http) => new XSearchSource(ClientOf(bed, http));

        public override void Publish(DateTimeOffset at) => x.Publish(at, bed.Tag);

        public override ValueTask DisposeAsync() => x.DisposeAsync();
    }

    private sealed class XListColumn(SourceMatrixBed bed, FakeX x) : SourceColumn
    {
        public override TrackedQuery Query => new("x-list", "x.com", [bed.Tag], [], "https://x.com/i/lists/1234567890");

        public override bool BringsSignals => false;

        public override DateTimeOffset Since => SourceMatrixBed.Noon.AddDays(-2);

        // From noon to the midnight that ends a day, and on.
        public override TimeSpan Turn => TimeSpan.FromHours(12);

        public override string EmptyPage => """{"meta":{"result_count":0}}""";

        public override DateTimeOffset? QuietAfter(DateTimeOffset answered) => new DateTimeOffset(answered.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);

        public override bool StillTells(TimeSpan ago) => ago <= TimeSpan.FromDays(2);

        public override (string, string) ResetAt(DateTimeOffset at) => ("x-rate-limit-reset", Epoch(at));

        public override ISource Open(OutboundHttp http) => new XListSource(ClientOf(bed, http));

        public override void Publish(DateTimeOffset at)
        {
            for (var account = 1UL; account <= 12; account++)
            {
                x.PublishInList("1234567890", at, account, account <= 3 ? bed.Tag : "other");
            }
        }

        public override ValueTask DisposeAsync() => x.DisposeAsync();
    }

    private sealed class FeedColumn : SourceColumn
    {
        private readonly HttpMessageInvoker wire = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        private readonly SourceMatrixBed bed;
        private readonly FeedServer site;
        private int items;

        public FeedColumn(SourceMatrixBed bed, FeedServer site)
        {
            (this.bed, this.site) = (bed, site);
            bed.Outside.Put(new Uri(site.Url).Authority, wire.SendAsync);
        }

        public override TrackedQuery Query => new("feed", new Uri(site.Url).Authority, [], [], $"{site.Url}?{bed.Tag}");

        public override string Broken => "<rss version=\"2.0\"><channel><item><title>Half";

        public override string EmptyPage => "<rss version=\"2.0\"><channel><title>News</title></channel></rss>";

        public override (string, string) ResetAt(DateTimeOffset at) => ("X-RateLimit-Reset", Epoch(at));

        public override ISource Open(OutboundHttp http) => new FeedSource(http);

        public override void Publish(DateTimeOffset at) => site.Publish($"item{++items}", at);

        public override ValueTask DisposeAsync()
        {
            wire.Dispose();
            return site.DisposeAsync();
        }
    }
}
