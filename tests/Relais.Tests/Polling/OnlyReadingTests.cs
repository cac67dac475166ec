using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Relais.Campaigns;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling.Sources;
using Relais.Tests.Architecture;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Holds sources to reading: none can publish, like or follow anything, in nobody's name.</summary>
public sealed partial class OnlyReadingTests(Azurite azurite) : IClassFixture<Azurite>
{
    // Where tokens are got: of Bluesky, X and Mastodon.
    private static readonly string[] SignIns =
        ["xrpc/com.atproto.server.createSession", "xrpc/com.atproto.server.refreshSession", "oauth2/token", "oauth/token"];

    // Without these a source would be silent, and a silent one proves nothing.
    private static readonly Dictionary<string, string?> Settings = new(FakeX.Settings(10))
    {
        ["Polling:Bluesky:Handle"] = FakeBluesky.Handle,
        ["Polling:Bluesky:AppPassword"] = FakeBluesky.Password,
    };

    [Fact]
    public void No_source_is_written_to_send_anything_but_GET_apart_from_signing_in()
    {
        var polling = SourceFile.All.Where(file => file.Room == "Polling").ToArray();

        Assert.Contains(polling, file => file.Code.Contains("HttpMethod.Get", StringComparison.Ordinal));
        Faults.None(polling.SelectMany(Sent));
    }

    [Fact]
    public void No_posting_endpoint_and_no_scope_to_write_stands_anywhere_in_the_product() => Faults.None(SourceFile.All.SelectMany(Published));

    [SkippableFact]
    public async Task Every_source_sends_GET_alone_apart_from_signing_in_whatever_it_is_answered()
    {
        var everywhere = new Everywhere();
        await using var app = await RelaisApp.StartAsync(
            azurite, settings: Settings, prepare: builder => builder.Services.AddKeyedSingleton<HttpMessageHandler>(HttpModule.OutboundHandlerKey, everywhere));
        var now = RelaisApp.Morning;
        foreach (var source in app.Get<IEnumerable<ISource>>())
        {
            var kind = app.Get<CampaignRules>().Kinds[source.Kind];
            var before = everywhere.Requests.Count;
            foreach (var status in new[] { 200, 200, 400, 401, 402, 403, 404, 429, 500 })
            {
                // Days apart, so that no source is still leaving its network alone.
                now = now.AddDays(3);
                app.SetClock(now);
                everywhere.Status = status;
                var query = kind.Address is not null ? new TrackedQuery(kind.Name, "network.example", ["climat"], [], "https://network.example/i/lists/1")
                    : kind.ByUrl
                    ? new TrackedQuery(kind.Name, "network.example", [], [], "https://network.example/feed.xml")
                    : new TrackedQuery(kind.Name, kind.OnlyHost ?? "network.example", ["climat"], []);
                await source.AskAsync(query, Cursor.None, now.AddDays(-2), now, default);
            }

            Assert.True(
                everywhere.Requests.Skip(before).Count(request => request.StartsWith("GET ", StringComparison.Ordinal)) >= 2,
                $"{kind.Name} asked hardly anything: give it what it needs in this test's settings.");
        }

        Faults.None(everywhere.Requests.Select(Refuse).OfType<string>());
    }

    [Theory]
    [InlineData("var r = new HttpRequestMessage(HttpMethod.Post, new Uri(host, \"xrpc/com.atproto.repo.createRecord\"));")]
    [InlineData("var r = new HttpRequestMessage(HttpMethod.Delete, address);")]
    [InlineData("var r = new HttpRequestMessage { RequestUri = address };")]
    [InlineData("var r = new HttpRequestMessage(new(\"POST\"), address);")]
    [InlineData("HttpRequestMessage r = new(HttpMethod.Get, address);")]
    [InlineData("request.Method = method;")]
    [InlineData("var method = HttpMethod.Parse(\"PUT\");")]
    [InlineData("var method = new HttpMethod(\"PUT\");")]
    public void A_source_that_sends_something_else_is_found(string line) =>
        Assert.Contains("functions/Polling/Sources/SomeSource.cs:2", Assert.Single(Sent(new SourceFile("functions/Polling/Sources/SomeSource.cs", $"\n{line}\n"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("var r = new HttpRequestMessage(HttpMethod.Get, address);")]
    [InlineData("var r = new HttpRequestMessage(HttpMethod.Post, Address(\"xrpc/com.atproto.server.createSession\"));")]
    [InlineData("// new HttpRequestMessage(HttpMethod.Post, address)")]
    [InlineData("if (request.Method == HttpMethod.Get) { }")]
    public void Reading_and_signing_in_are_no_fault(string line) => Assert.Empty(Sent(new SourceFile("functions/Polling/Sources/SomeSource.cs", $"\n{line}\n")));

    [Theory]
    [InlineData("com.atproto.repo.createRecord")]
    [InlineData("xrpc/com.atproto.repo.applyWrites")]
    [InlineData("com.atproto.repo.uploadBlob")]
    [InlineData("chat.bsky.convo.sendMessage")]
    [InlineData("2/tweets")]
    [InlineData("https://api.x.com/2/tweets")]
    [InlineData("2/users/{id}/likes")]
    [InlineData("1.1/statuses/update.json")]
    [InlineData("api/v1/statuses")]
    [InlineData("api/v1/statuses/{id}/reblog")]
    [InlineData("api/v2/media")]
    [InlineData("write:statuses")]
    [InlineData("tweet.read tweet.write offline.access")]
    [InlineData("follows.write")]
    [InlineData("read write follow")]
    [InlineData("atproto transition:generic")]
    [InlineData("repo:app.bsky.feed.post")]
    public void What_publishes_is_found_wherever_it_stands(string text) =>
        Assert.StartsWith("functions/Some.cs:2 ", Assert.Single(Published(new SourceFile("functions/Some.cs", $"\nvar text = \"{text}\";\n"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("2/tweets?ids=")]
    [InlineData("2/tweets/search/recent")]
    [InlineData("2/tweets/counts/recent")]
    [InlineData("api/v1/statuses/{id}")]
    [InlineData("api/v1/timelines/tag/")]
    [InlineData("xrpc/app.bsky.feed.searchPosts")]
    [InlineData("read:statuses")]
    [InlineData("write")]
    [InlineData("https://x.com/intent/tweet?text=")]
    public void What_only_reads_and_what_a_person_clicks_are_no_fault(string text) => Assert.Empty(Published(new SourceFile("functions/Some.cs", $"\nvar text = \"{text}\";\n")));

    [Theory]
    [InlineData("POST https://network.example/xrpc/com.atproto.repo.createRecord")]
    [InlineData("POST https://network.example/api/v1/statuses")]
    [InlineData("PUT https://network.example/xrpc/com.atproto.server.createSession")]
    [InlineData("POST https://network.example/elsewhere?then=/oauth2/token")]
    public void A_request_that_is_more_than_reading_is_found(string request) => Assert.NotNull(Refuse(request));

    private static IEnumerable<string> Sent(SourceFile file)
    {
        var lines = file.WithoutComments.Split('\n');
        return file.Code.Split('\n').Index()
            .Where(line => Sends().IsMatch(line.Item))
            .Where(line => !(Signs().IsMatch(line.Item) && SignIns.Any(path => lines[line.Index].Contains($"\"{path}\"", StringComparison.Ordinal))))
            .Select(line => $"{file.Path}:{line.Index + 1} may send something else than GET: {lines[line.Index].Trim()}");
    }

    private static IEnumerable<string> Published(SourceFile file) =>
        Publishes().Matches(file.WithoutComments).Select(match => $"{file.Path}:{CSharpText.LineOf(file.WithoutComments, match.Index)} holds {match.Value}, which publishes.");

    private static string? Refuse(string request) =>
        request.Split(' ') is [var method, var address]
        && (method == "GET" || (method == "POST" && SignIns.Contains(new Uri(address).AbsolutePath[1..])))
            ? null
            : $"A source sent {request}.";

    [GeneratedRegex(@"HttpMethod\.(?!Get\b)\w+|new HttpMethod\(|\bMethod\s*=(?!=)|new HttpRequestMessage\b(?!\(HttpMethod\.)|HttpRequestMessage \w+ = new\(")]
    private static partial Regex Sends();

    [GeneratedRegex(@"new HttpRequestMessage\(HttpMethod\.Post,")]
    private static partial Regex Signs();

    [GeneratedRegex("""
        com\.atproto\.repo\.(?:create|put|delete)Record|com\.atproto\.repo\.(?:applyWrites|uploadBlob)|chat\.bsky\.\w+
        |\b2/tweets(?=")|\b2/users/[^"]*/(?:likes|retweets|bookmarks|muting|blocking)\b|1\.1/(?:statuses|favorites|friendships)/\w+
        |api/v1/statuses(?=")|api/v1/statuses/[^"]*/(?:reblog|favourite|bookmark|pin)\b|api/v\d/media(?=")
        |\bwrite:\w+|\b[a-z]+(?:\.[a-z]+)*\.write\b|\bread[ +]write\b|transition:generic|\brepo:\w[\w.]*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Publishes();

    // Every host there is, which always answers alike; a cursor leads on and tokens are given to whoever asks.
    private sealed class Everywhere : HttpMessageHandler
    {
        public ConcurrentQueue<string> Requests { get; } = new();

        public int Status { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Enqueue($"{request.Method} {request.RequestUri!.AbsoluteUri}");
            var status = SignIns.Contains(request.RequestUri.AbsolutePath[1..]) ? 200 : Status;
            const string Body = """{"accessJwt":"a","refreshJwt":"b","access_token":"a","token_type":"bearer","posts":[],"cursor":"1","data":[],"meta":{"result_count":0}}""";
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(Body, Encoding.UTF8, "application/json") });
        }
    }
}
