using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Relais.Http;
using static Relais.Tests.Http.OutboundCalls;

namespace Relais.Tests.Http;

/// <summary>Calls servers that are slow, closed, broken or not there, and reads what the caller learns of it.</summary>
public sealed class OutboundFailureTests
{
    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        var time = new HandTime();
        await using var sink = await Sink.StartAsync(async context =>
        {
            time.RunOut();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var handler = Handler(Loopback);
        using var client = new OutboundHttp(handler, Loopback, time);

        var reply = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), CancellationToken.None);

        Assert.Equal((0, OutboundFailure.Timeout), (reply.Status, reply.Failure));
        Assert.Equal("did not answer in time", reply.Describe());
        Assert.Equal(TimeSpan.FromSeconds(15), time.Limit);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_mid_answer_is_given_up_and_its_status_is_known()
    {
        var time = new HandTime();
        using var client = new OutboundHttp(new SilentAfterHeaders(time), Loopback, time);

        var reply = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://example.org/"), CancellationToken.None);

        Assert.Equal((202, OutboundFailure.Timeout), (reply.Status, reply.Failure));
    }

    [Fact]
    public async Task A_name_server_that_takes_too_long_is_given_up()
    {
        var settings = Loopback with { ConnectLimit = TimeSpan.FromMilliseconds(50) };
        using var handler = Handler(settings, async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        });
        using var client = new OutboundHttp(handler, settings, new StoppedClock());

        var reply = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://example.org/"), CancellationToken.None);

        Assert.Equal((0, OutboundFailure.Timeout), (reply.Status, reply.Failure));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_of_a_timeout()
    {
        using var giveUp = new CancellationTokenSource();
        await using var sink = await Sink.StartAsync(async context =>
        {
            await giveUp.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var handler = Handler(Loopback);
        using var client = new OutboundHttp(handler, Loopback, new StoppedClock());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), giveUp.Token));
    }

    [Fact]
    public async Task A_closed_door_an_unknown_name_and_a_blocked_one_read_the_same()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        var refused = await GetAsync($"http://127.0.0.1:{port}/");
        var unknown = await GetAsync("https://example.org/", (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        var failing = await GetAsync("https://example.org/", (_, _) => throw new SocketException((int)SocketError.TryAgain));
        var empty = await GetAsync("https://example.org/", (_, _) => Task.FromResult<IPAddress[]>([]));
        var blocked = await GetAsync("https://example.org/", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1")]));

        Assert.Equal(
            [OutboundFailure.Refused, OutboundFailure.Dns, OutboundFailure.Dns, OutboundFailure.Dns, OutboundFailure.Blocked],
            new[] { refused.Failure, unknown.Failure, failing.Failure, empty.Failure, blocked.Failure }.Select(failure => failure!.Value));
        Assert.All(new[] { refused, unknown, failing, empty, blocked }, reply => Assert.Equal("could not be reached", reply.Describe()));
    }

    [Fact]
    public async Task A_server_without_encryption_is_not_spoken_to_in_clear()
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync("clear"));

        var reply = await GetAsync($"https://localhost:{sink.Port}/");

        Assert.Equal((0, OutboundFailure.Tls), (reply.Status, reply.Failure));
        Assert.Equal("has no valid certificate", reply.Describe());
        Assert.Empty(sink.Hits);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n", 0)]
    [InlineData("", 0)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", 200)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 200)]
    public async Task A_broken_answer_is_a_value(string bytes, int status)
    {
        using var sink = new RawSink(bytes);

        var reply = await GetAsync($"http://127.0.0.1:{sink.Port}/");

        Assert.Equal((status, OutboundFailure.Broken), (reply.Status, reply.Failure));
        Assert.Equal("broke the connection", reply.Describe());
    }

    [Fact]
    public async Task Headers_without_end_are_a_value()
    {
        using var sink = new RawSink($"HTTP/1.1 200 OK\r\nX-Long: {new string('a', 100_000)}\r\n\r\n");

        Assert.Equal(OutboundFailure.Broken, (await GetAsync($"http://127.0.0.1:{sink.Port}/")).Failure);
    }

    private sealed class SilentAfterHeaders(HandTime time) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new StreamContent(new SilentStream(time)) });
    }

    private sealed class SilentStream(HandTime time) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            time.RunOut();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
