using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Calls servers whose certificates are sound, and servers whose certificates are not.</summary>
public sealed class TrustedRootsTests : IDisposable
{
    private static readonly OutboundSettings Settings = new();

    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task A_server_that_a_trusted_root_vouches_for_is_called()
    {
        using var sink = new TlsSink(authority.Issue());

        var reply = await GetAsync(sink);

        Assert.Equal((200, null, "ok"), (reply.Status, reply.Failure, reply.Text()));
        Assert.Equal(["GET / HTTP/1.1"], sink.Requests);
    }

    [Fact]
    public async Task A_server_may_send_the_links_between_itself_and_the_root()
    {
        var link = authority.IssueLink();
        using var sink = new TlsSink(authority.Issue(issuer: link), link);

        Assert.Equal((200, null), await OutcomeAsync(sink));
    }

    [Fact]
    public async Task A_root_that_is_not_trusted_is_refused_though_it_is_sound()
    {
        using var other = new TestAuthority();
        using var sink = new TlsSink(other.Issue());

        await AssertRefusedAsync(sink);
    }

    [Fact]
    public async Task The_roots_of_the_machine_do_not_know_the_authority_of_a_test()
    {
        using var sink = new TlsSink(authority.Issue());

        var reply = await GetAsync(sink, TrustedRoots.OfThisMachine());

        Assert.Equal(OutboundFailure.Tls, reply.Failure);
        Assert.Empty(sink.Requests);
    }

    [Theory]
    [InlineData("other.example.org")]
    [InlineData("example.org")]
    [InlineData("*.example.com")]
    [InlineData("*.hooks.example.org")]
    [InlineData("8.8.8.8")]
    public async Task A_certificate_for_another_name_is_refused(string host)
    {
        using var sink = new TlsSink(authority.Issue(host));

        await AssertRefusedAsync(sink);
    }

    [Theory]
    [InlineData(2001, 2002)]
    [InlineData(2098, 2099)]
    public async Task A_certificate_that_has_run_out_or_is_not_yet_good_is_refused(int from, int until)
    {
        using var sink = new TlsSink(authority.Issue(from: from, until: until));

        await AssertRefusedAsync(sink);
    }

    [Fact]
    public async Task A_certificate_that_vouches_for_itself_or_is_not_meant_for_servers_is_refused()
    {
        using var alone = new TlsSink(authority.IssueAlone());
        using var client = new TlsSink(authority.Issue(forServers: false));

        await AssertRefusedAsync(alone);
        await AssertRefusedAsync(client);
    }

    [Fact]
    public async Task A_certificate_never_makes_us_call_an_address_that_it_names()
    {
        var link = authority.IssueLink();
        await using var inner = await Sink.StartAsync(context => context.Response.Body.WriteAsync(link.RawData).AsTask());
        using var sink = new TlsSink(authority.Issue(issuer: link, issuerAddress: new Uri($"http://127.0.0.1:{inner.Port}/link.crt")));

        await AssertRefusedAsync(sink);
        Assert.Empty(inner.Hits);
    }

    [Fact]
    public void No_certificate_is_asked_after_at_an_address_that_it_names()
    {
        foreach (var roots in new[] { TrustedRoots.OfThisMachine(), TrustedRoots.Only(authority.Root) })
        {
            Assert.Equal((X509RevocationMode.NoCheck, true), (roots.Policy.RevocationMode, roots.Policy.DisableCertificateDownloads));
            Assert.Equal(X509VerificationFlags.NoFlag, roots.Policy.VerificationFlags);
        }
    }

    [Fact]
    public async Task A_connection_that_is_given_up_is_said_goodbye_to()
    {
        using var sink = new TlsSink(authority.Issue());
        var none = Settings with { KeptMegabytes = 0 };
        var hosts = Hosts(sink, TrustedRoots.Only(authority.Root), none);
        using var client = new OutboundHttp(hosts, none, new StoppedClock());

        await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://{TestAuthority.Host}/"), CancellationToken.None);

        await sink.Goodbye.Task;
        Assert.Equal(0, hosts.Kilobytes);
    }

    [Fact]
    public async Task Roots_that_are_registered_first_are_the_ones_that_count()
    {
        using var sink = new TlsSink(authority.Issue("localhost"));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Http:AllowLoopback", (string?)"true")]).Build();
        var collection = new ServiceCollection().AddLogging().AddSingleton(TrustedRoots.Only(authority.Root));
        await using var services = collection.AddHttp(configuration).BuildServiceProvider();

        var reply = await services.GetRequiredService<OutboundHttp>()
            .SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://localhost:{sink.Port}/"), CancellationToken.None);

        Assert.Equal((200, null), (reply.Status, reply.Failure));
    }

    private async Task AssertRefusedAsync(TlsSink sink)
    {
        var reply = await GetAsync(sink);

        Assert.Equal((0, OutboundFailure.Tls, "has no valid certificate"), (reply.Status, reply.Failure, reply.Describe()));
        Assert.Empty(sink.Requests);
    }

    private async Task<(int Status, OutboundFailure? Failure)> OutcomeAsync(TlsSink sink)
    {
        var reply = await GetAsync(sink);
        return (reply.Status, reply.Failure);
    }

    private async Task<OutboundReply> GetAsync(TlsSink sink, TrustedRoots? roots = null)
    {
        using var client = new OutboundHttp(Hosts(sink, roots ?? TrustedRoots.Only(authority.Root), Settings), Settings, new StoppedClock());
        return await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"https://{TestAuthority.Host}/"), CancellationToken.None);
    }

    // The name leads to a public address, as it must; at the other end stands the server of the test.
    private static KeptHosts Hosts(TlsSink sink, TrustedRoots roots, OutboundSettings settings) => OutboundConnection.CreateHosts(
        settings,
        roots,
        (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]),
        sink.DialAsync);
}
