using System.Net;
using Microsoft.AspNetCore.Http;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Opens more connections than the budget allows, and looks which of them are closed.</summary>
public sealed class KeptConnectionsTests
{
    // A megabyte holds 64 connections without encryption; of one too many, a sixteenth is closed.
    private static readonly OutboundSettings OneMegabyte = new() { AllowLoopback = true, KeptMegabytes = 1 };

    private readonly KeptConnections kept = new(OneMegabyte);

    [Fact]
    public async Task Beyond_the_budget_those_unused_for_longest_are_closed()
    {
        var opened = Enumerable.Range(0, 64).Select(Open).ToArray();
        await opened[0].Connection.WriteAsync(new byte[1]);
        Assert.Equal(1_024, kept.Kilobytes);
        Assert.DoesNotContain(opened, one => one.Plain.IsClosed);

        Open(64);

        Assert.Equal(960, kept.Kilobytes);
        Assert.Equal([1, 2, 3, 4, 5], Closed(opened));
    }

    [Fact]
    public void None_that_a_call_may_be_using_is_closed_however_long_it_takes()
    {
        kept.BeginCall(Drawer(0));
        var opened = Enumerable.Range(0, 66).Select(Open).ToArray();

        Assert.False(opened[0].Plain.IsClosed);
        Assert.Equal(Enumerable.Range(1, 5), Closed(opened));
    }

    [Fact]
    public void When_all_are_in_use_the_budget_waits_for_the_calls_to_end()
    {
        foreach (var host in Enumerable.Range(0, 200))
        {
            kept.BeginCall(Drawer(host));
        }

        var opened = Enumerable.Range(0, 200).Select(Open).ToArray();
        Assert.Empty(Closed(opened));

        foreach (var host in Enumerable.Range(0, 200))
        {
            kept.EndCall(Drawer(host));
        }

        Assert.InRange(kept.Kilobytes, 0, 1_024);
        Assert.Equal(200 - (kept.Kilobytes / 16), Closed(opened).Count());
    }

    [Fact]
    public void A_connection_that_the_handler_closes_makes_room()
    {
        var opened = Enumerable.Range(0, 64).Select(Open).ToArray();

        opened[5].Connection.Dispose();
        opened[5].Connection.Dispose();

        Assert.Equal(1_008, kept.Kilobytes);
        Assert.True(opened[5].Plain.IsClosed);
    }

    [Fact]
    public async Task Whoever_watches_an_idle_connection_learns_at_once_that_it_is_given_up()
    {
        var (_, connection) = Open(0);
        var watch = connection.ReadAsync(Memory<byte>.Empty);
        Assert.False(watch.IsCompleted);

        // As in the app, no context stands between.
        await Task.Run(((KeptConnection)connection).Retire);

        Assert.True(watch.IsCompleted);
        Assert.Equal(0, await watch);
        Assert.Equal(0, await connection.ReadAsync(new byte[1]));
    }

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
        var connections = new KeptConnections(settings);
        using var handler = OutboundConnection.CreateHandler(
            settings, connections, TrustedRoots.OfThisMachine(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        using var client = new OutboundHttp(handler, settings, TimeProvider.System, connections);
        var seen = new HashSet<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = inFlight }, async (call, stop) =>
        {
            // Back and forth, so that hosts come whose connections are the next to be closed.
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

    private static int Drawer(int host) => CallsInProgress.DrawerOf(Address(host));

    // Addresses whose drawers differ: the hash of a text is another one in every process.
    private static Uri Address(int host) => new($"https://example.org:{1_000 + host}/");

    private static IEnumerable<int> Closed((Wire Plain, Stream Connection)[] opened) =>
        Enumerable.Range(0, opened.Length).Where(number => opened[number].Plain.IsClosed);

    private (Wire Plain, Stream Connection) Open(int host)
    {
        var plain = new Wire();
        return (plain, kept.Keep(plain, Address(host)));
    }

    /// <summary>A connection on which nothing ever comes.</summary>
    private sealed class Wire : MemoryStream
    {
        public bool IsClosed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
