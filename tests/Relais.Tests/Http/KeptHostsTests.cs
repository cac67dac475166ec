using System.Net;
using Microsoft.AspNetCore.Http;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Calls more hosts than the budget allows, and looks which of them are given up.</summary>
public sealed class KeptHostsTests : IDisposable
{
    // A megabyte holds 64 hosts with a connection without encryption; of one too many, a sixteenth is given up.
    private static readonly OutboundSettings OneMegabyte = new() { AllowLoopback = true, KeptMegabytes = 1 };

    private readonly List<Host> opened = [];
    private readonly KeptHosts hosts;

    public KeptHostsTests() => hosts = new KeptHosts(OneMegabyte, host =>
    {
        var one = new Host(host);
        opened.Add(one);
        return new HttpMessageInvoker(one);
    });

    public void Dispose() => hosts.Dispose();

    [Fact]
    public void Beyond_the_budget_those_unused_for_longest_are_given_up()
    {
        Call(Enumerable.Range(0, 64));
        Call([0]);
        Assert.Equal(1_024, hosts.Kilobytes);
        Assert.Empty(GivenUp());

        Call([64]);

        Assert.Equal(960, hosts.Kilobytes);
        Assert.Equal([1, 2, 3, 4, 5], GivenUp());
        Assert.All(opened, host => Assert.Equal(host.IsClosed, host.Plain.IsClosed));
    }

    [Fact]
    public void None_that_a_call_is_using_is_given_up_however_long_it_takes()
    {
        hosts.Rent(Address(0));

        Call(Enumerable.Range(1, 65));

        Assert.Equal(Enumerable.Range(1, 5), GivenUp());
    }

    [Fact]
    public void When_all_are_in_use_the_budget_waits_for_the_calls_to_end()
    {
        var rented = Enumerable.Range(0, 200).Select(number => hosts.Rent(Address(number))).ToList();
        Assert.Empty(GivenUp());

        rented.ForEach(hosts.Return);

        Assert.InRange(hosts.Kilobytes, 0, 1_024);
        Assert.Equal(200 - (hosts.Kilobytes / 16), GivenUp().Count());
    }

    [Fact]
    public void A_connection_that_closes_makes_room()
    {
        Call(Enumerable.Range(0, 64));

        opened[5].Connection.Dispose();
        opened[5].Connection.Dispose();

        Assert.Equal(1_012, hosts.Kilobytes);
        Assert.True(opened[5].Plain.IsClosed);
    }

    [Fact]
    public void What_was_given_up_is_opened_anew_and_nothing_stays_counted_at_the_end()
    {
        Call(Enumerable.Range(0, 65));
        Call([1]);

        Assert.Equal(66, opened.Count);
        hosts.Dispose();
        Assert.Equal(0, hosts.Kilobytes);
        Assert.Equal(Enumerable.Range(0, 66), GivenUp());
    }

    [Theory]
    [InlineData("https://example.org/a", "https://example.org:443/b", true)]
    [InlineData("https://example.org/", "https://EXAMPLE.org/", true)]
    [InlineData("https://example.org/", "https://example.org:8443/", false)]
    [InlineData("https://localhost:8443/", "http://localhost:8443/", false)]
    [InlineData("https://example.org/", "https://a.example.org/", false)]
    public void Calls_share_a_host_when_name_port_and_encryption_are_the_same(string one, string other, bool same) =>
        Assert.Equal(same, ReferenceEquals(hosts.Rent(new Uri(one)), hosts.Rent(new Uri(other))));

    [Fact]
    public async Task The_next_call_finds_the_connection_of_the_last_one_unless_none_may_be_kept()
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync(context.Connection.Id));

        Assert.Single(await CallAsync(sink, new OutboundSettings { AllowLoopback = true }, calls: 4, hosts: 1));
        Assert.Equal(4, (await CallAsync(sink, new OutboundSettings { AllowLoopback = true, KeptMegabytes = 0 }, calls: 4, hosts: 1)).Count);
    }

    [Fact]
    public async Task However_many_hosts_are_called_no_call_is_lost_to_the_budget()
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync(context.Connection.Id));

        var connections = await CallAsync(sink, OneMegabyte, calls: 3_000, hosts: 300, inFlight: 24);

        Assert.True(connections.Count > 300, "No connection was closed: the test proves nothing.");
        Assert.Equal(3_000, sink.Hits.Count);
    }

    private static async Task<HashSet<string>> CallAsync(Sink sink, OutboundSettings settings, int calls, int hosts, int inFlight = 1)
    {
        var kept = OutboundConnection.CreateHosts(settings, TrustedRoots.OfThisMachine(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var client = new OutboundHttp(kept, settings, TimeProvider.System);
        var seen = new HashSet<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (call, stop) =>
        {
            // Back and forth, so that hosts come that are the next to be given up.
            var host = call / hosts % 2 == 0 ? call % hosts : hosts - 1 - (call % hosts);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"http://h{host}.localhost:{sink.Port}/") { Content = new StringContent("hello") };
            var reply = await client.SendAsync(request, stop);
            Assert.Equal("answered 200", reply.Describe());
            lock (seen)
            {
                seen.Add(reply.Text());
            }
        });
        return seen;
    }

    private static Uri Address(int host) => new($"https://h{host}.example.org/");

    private IEnumerable<int> GivenUp() => Enumerable.Range(0, opened.Count).Where(number => opened[number].IsClosed);

    private void Call(IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
        {
            hosts.Return(hosts.Rent(Address(number)));
        }
    }

    /// <summary>What a host is called through, with its one connection.</summary>
    private sealed class Host : HttpMessageHandler
    {
        public Host(KeptHost host) => Connection = host.Keep(Plain);

        public Wire Plain { get; } = new();

        public Stream Connection { get; }

        public bool IsClosed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            Connection.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Wire : MemoryStream
    {
        public bool IsClosed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
