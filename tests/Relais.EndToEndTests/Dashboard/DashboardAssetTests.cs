using System.IO.Compression;
using System.Net;
using Relais.Snapshots;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>How the page and its files are served; no browser is needed for this.</summary>
public sealed class DashboardAssetTests
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; form-action 'none'";

    [Fact]
    public async Task The_page_comes_with_a_policy_that_lets_nothing_else_in()
    {
        await using var app = await DashboardApp.StartAsync();
        using var answer = await AskAsync(app, "dashboard");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(Policy, string.Join("; ", answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Every_file_of_the_page_is_named_by_the_page_and_has_its_type()
    {
        await using var app = await DashboardApp.StartAsync();
        using var page = await AskAsync(app, "dashboard");
        var html = await page.Content.ReadAsStringAsync();
        var names = DashboardPage.AssetNames.ToArray();

        Assert.InRange(names.Length, 20, 100);
        foreach (var name in names)
        {
            using var answer = await AskAsync(app, $"dashboard/assets/{name}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(name.EndsWith(".css", StringComparison.Ordinal) ? "text/css" : "text/javascript", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains($"\"/dashboard/assets/{name}\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_copy_that_still_holds_is_not_sent_again()
    {
        await using var app = await DashboardApp.StartAsync();
        using var first = await AskAsync(app, "dashboard/assets/dashboard.js");
        using var second = await AskAsync(app, "dashboard/assets/dashboard.js", ("If-None-Match", first.Headers.ETag!.ToString()));
        using var other = await AskAsync(app, "dashboard/assets/dashboard.js", ("If-None-Match", "\"another\""));

        Assert.Equal("no-cache", first.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Who_can_unzip_is_sent_the_same_bytes_zipped()
    {
        await using var app = await DashboardApp.StartAsync();
        using var plain = await AskAsync(app, "dashboard/assets/uPlot.iife.min.js", ("Accept-Encoding", "gzip;q=0"));
        using var zipped = await AskAsync(app, "dashboard/assets/uPlot.iife.min.js", ("Accept-Encoding", "br, gzip"));
        var bytes = await zipped.Content.ReadAsByteArrayAsync();
        await using var unzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var unzipped = new MemoryStream();
        await unzip.CopyToAsync(unzipped);

        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal("gzip", Assert.Single(zipped.Content.Headers.ContentEncoding));
        Assert.NotEqual(plain.Headers.ETag, zipped.Headers.ETag);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), unzipped.ToArray());
        Assert.InRange(bytes.Length, 1, (int)unzipped.Length / 2);
    }

    [Theory]
    [InlineData("nothing.js")]
    [InlineData("dashboard.html")]
    [InlineData("..%2fRelais.csproj")]
    public async Task What_is_not_a_file_of_the_page_is_not_found(string name)
    {
        await using var app = await DashboardApp.StartAsync();
        using var answer = await AskAsync(app, $"dashboard/assets/{name}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"detail\":\"The dashboard has no asset of this name.\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> AskAsync(DashboardApp app, string path, params (string Name, string Value)[] headers)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{app.Address}/{path}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await invoker.SendAsync(request, CancellationToken.None);
        await answer.Content.LoadIntoBufferAsync();
        return answer;
    }
}
