using System.Net;
using System.Net.Sockets;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Plays the hostile name server, and watches which addresses are called in the end.</summary>
public sealed class OutboundConnectionTests
{
    private readonly List<string> dialled = [];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::127.0.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("2606:4700::1111", "::ffff:10.0.0.1")]
    [InlineData("8.8.8.8", "127.0.0.1")]
    [InlineData("127.0.0.1", "8.8.8.8")]
    public async Task A_public_name_that_leads_inside_is_blocked(params string[] answers)
    {
        foreach (var allowLoopback in new[] { false, true })
        {
            var reply = await GetAsync("https://hooks.example.org/", allowLoopback, _ => Task.FromResult(Array.ConvertAll(answers, IPAddress.Parse)));

            Assert.Equal(OutboundFailure.Blocked, reply.Failure);
        }

        Assert.Empty(dialled);
    }

    [Fact]
    public async Task A_name_whose_address_changes_is_judged_by_the_address_that_is_called()
    {
        var lookups = 0;
        Task<IPAddress[]> Rebind(string host)
        {
            lookups++;
            return Task.FromResult<IPAddress[]>([IPAddress.Parse(lookups == 1 ? "8.8.8.8" : "127.0.0.1")]);
        }

        using var handler = Handler(allowLoopback: false, Rebind);
        using var client = new OutboundHttp(handler, new OutboundSettings(), TimeProvider.System);
        var first = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://hooks.example.org/"), CancellationToken.None);
        var second = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://hooks.example.org/"), CancellationToken.None);

        // One look-up a connection: between the check and the call there is no second answer to be had.
        Assert.Equal(2, lookups);
        Assert.Equal(["8.8.8.8:443"], dialled);
        Assert.Equal((OutboundFailure.Refused, OutboundFailure.Blocked), (first.Failure, second.Failure));
    }

    [Theory]
    [InlineData(128, "answered 200", 1)]
    [InlineData(0, "could not be reached", 2)]
    public async Task A_kept_connection_stays_with_the_address_that_was_judged_and_a_new_one_is_judged_anew(int keptMegabytes, string second, int expectedLookups)
    {
        using var authority = new TestAuthority();
        using var sink = new TlsSink(authority.Issue());
        var settings = new OutboundSettings { KeptMegabytes = keptMegabytes };
        var lookups = 0;
        var hosts = OutboundConnection.CreateHosts(
            settings,
            TrustedRoots.Only(authority.Root),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(lookups++ == 0 ? "8.8.8.8" : "127.0.0.1")]),
            sink.DialAsync);
        using var client = new OutboundHttp(hosts, settings, TimeProvider.System);

        var replies = new List<string>();
        for (var call = 0; call < 2; call++)
        {
            replies.Add((await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://{TestAuthority.Host}/"), CancellationToken.None)).Describe());
        }

        Assert.Equal(["answered 200", second], replies);
        Assert.Equal(expectedLookups, lookups);
    }

    [Fact]
    public async Task Every_address_of_a_host_is_tried_before_it_counts_as_refused()
    {
        var reply = await GetAsync(
            "https://hooks.example.org:8443/",
            allowLoopback: false,
            _ => Task.FromResult<IPAddress[]>([IPAddress.Parse("2606:4700::1111"), IPAddress.Parse("1.1.1.1")]));

        Assert.Equal(OutboundFailure.Refused, reply.Failure);
        Assert.Equal(["[2606:4700::1111]:8443", "1.1.1.1:8443"], dialled);
    }

    [Theory]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://hooks.example.org:{0}/")]
    [InlineData("https://hooks.example.org:{0}/")]
    [InlineData("http://①②⑦.0.0.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://１２７．０．０．１:{0}/")]
    [InlineData("http://127.0.0.1.:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://[::]:{0}/")]
    [InlineData("https://[::127.0.0.1]:{0}/")]
    public async Task Even_past_the_rules_for_URLs_no_byte_reaches_this_machine(string url)
    {
        await using var sink = await Sink.StartAsync(_ => Task.CompletedTask);
        using var handler = OutboundCalls.Handler(new OutboundSettings(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var client = new HttpMessageInvoker(handler);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.SendAsync(new HttpRequestMessage(HttpMethod.Get, string.Format(null, url, sink.Port)), CancellationToken.None));

        Assert.IsType<BlockedAddressException>(failure.InnerException);
        Assert.Empty(sink.Hits);
    }

    [Fact]
    public async Task Encryption_is_not_given_up_for_a_public_name_in_development()
    {
        using var handler = Handler(allowLoopback: true, _ => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]));
        using var client = new HttpMessageInvoker(handler);

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://hooks.example.org/"), CancellationToken.None));

        Assert.IsType<BlockedAddressException>(failure.InnerException);
        Assert.Empty(dialled);
    }

    [Fact]
    public void The_handler_follows_nothing_and_keeps_nothing()
    {
        using var handler = Handler(allowLoopback: false, _ => Task.FromResult<IPAddress[]>([]));

        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseProxy);
        Assert.False(handler.UseCookies);
        Assert.Null(handler.Credentials);
        Assert.Equal(DecompressionMethods.None, handler.AutomaticDecompression);
        Assert.Equal(TimeSpan.FromSeconds(5), handler.ConnectTimeout);
        Assert.Equal(TimeSpan.FromMinutes(15), handler.PooledConnectionIdleTimeout);
        Assert.Equal(TimeSpan.FromMinutes(30), handler.PooledConnectionLifetime);
    }

    private async Task<OutboundReply> GetAsync(string url, bool allowLoopback, Func<string, Task<IPAddress[]>> resolve)
    {
        using var handler = Handler(allowLoopback, resolve);
        using var client = new OutboundHttp(handler, new OutboundSettings { AllowLoopback = allowLoopback }, TimeProvider.System);
        return await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, url), CancellationToken.None);
    }

    private SocketsHttpHandler Handler(bool allowLoopback, Func<string, Task<IPAddress[]>> resolve) => OutboundCalls.Handler(
        new OutboundSettings { AllowLoopback = allowLoopback },
        (host, _) => resolve(host),
        (address, _) =>
        {
            dialled.Add(address.ToString());
            throw new SocketException((int)SocketError.ConnectionRefused);
        });
}
