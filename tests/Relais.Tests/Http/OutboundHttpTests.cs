using System.Net;
using Microsoft.AspNetCore.Http;
using Relais.Http;
using static Relais.Tests.Http.OutboundCalls;

namespace Relais.Tests.Http;

/// <summary>Calls real servers on this machine, and reads what the caller learns of their answers.</summary>
public sealed class OutboundHttpTests
{
    [Fact]
    public async Task An_answer_comes_back_with_status_headers_and_body()
    {
        await using var sink = await Sink.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "120.5";
            context.Response.Headers["X-RateLimit-Remaining"] = "0";
            await context.Response.WriteAsync($"{context.Request.Headers["webhook-id"]} {await reader.ReadToEndAsync()} é");
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, sink.Address) { Content = new StringContent("hello") };
        request.Headers.Add("webhook-id", "msg_1");

        var reply = await SendAsync(request);

        Assert.Equal((429, false, null), (reply.Status, reply.IsSuccessStatus, reply.Failure));
        Assert.Equal("msg_1 hello é", reply.Text());
        Assert.Equal("0", reply.Header("x-ratelimit-remaining"));
        Assert.Null(reply.Header("x-other"));
        Assert.Equal(Now.AddSeconds(121), reply.RetryAfter);
        Assert.Equal("answered 429", reply.Describe());
    }

    [Fact]
    public async Task Nothing_is_added_to_a_request_and_nothing_is_kept_from_an_answer()
    {
        await using var sink = await Sink.StartAsync(async context =>
        {
            var names = string.Join(' ', context.Request.Headers.Select(header => header.Key).Order());
            context.Response.Cookies.Append("kept", "yes");
            await context.Response.WriteAsync(names);
        });
        using var activity = new System.Diagnostics.Activity("caller").Start();
        using var handler = Handler(Loopback);
        using var client = new OutboundHttp(handler, Loopback, new StoppedClock());

        await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), CancellationToken.None);
        var second = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), CancellationToken.None);

        Assert.Equal("Host User-Agent", second.Text());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_told_and_never_followed(int status)
    {
        await using var inner = await Sink.StartAsync(context => context.Response.WriteAsync("inner"));
        await using var sink = await Sink.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = inner.Address.ToString();
            return Task.CompletedTask;
        });

        var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Post, sink.Address) { Content = new StringContent("hello") });

        Assert.Equal((status, null), (reply.Status, reply.Failure));
        Assert.Single(sink.Hits);
        Assert.Empty(inner.Hits);
    }

    [Theory]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("https://localhost:{0}/")]
    public async Task This_machine_is_not_called_unless_the_setting_allows_it(string url)
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync("inner"));

        var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, string.Format(null, url, sink.Port)), new OutboundSettings());

        Assert.Equal((0, OutboundFailure.Blocked), (reply.Status, reply.Failure));
        Assert.Equal("could not be reached", reply.Describe());
        Assert.Empty(sink.Hits);
    }

    [Fact]
    public async Task An_answer_is_cut_where_the_caller_said_and_its_status_is_known()
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync(new string('a', 20_001)));

        var cut = await SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address));
        var whole = await SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), Loopback, maxAnswerBytes: 20_001);
        var none = await SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address), Loopback, maxAnswerBytes: 0);

        Assert.Equal((200, OutboundFailure.TooLarge, 20_000), (cut.Status, cut.Failure, cut.Body.Length));
        Assert.Equal("answered 200 with too many bytes", cut.Describe());
        Assert.Equal((200, null, 20_001), (whole.Status, whole.Failure, whole.Body.Length));
        Assert.Equal((200, OutboundFailure.TooLarge, 0), (none.Status, none.Failure, none.Body.Length));
    }

    [Fact]
    public async Task An_answer_without_end_is_hung_up_on()
    {
        var hungUp = new TaskCompletionSource();
        await using var sink = await Sink.StartAsync(async context =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('a', 4_096), CancellationToken.None);
            }
        });

        var reply = await SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address));

        Assert.Equal((200, OutboundFailure.TooLarge), (reply.Status, reply.Failure));
        await hungUp.Task;
    }

    [Fact]
    public async Task A_compressed_answer_is_not_unpacked()
    {
        await using var sink = await Sink.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("bomb");
        });

        Assert.Equal("bomb", (await SendAsync(new HttpRequestMessage(HttpMethod.Get, sink.Address))).Text());
    }

    [Fact]
    public async Task A_header_that_would_begin_another_is_never_sent()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://example.org/");
        request.Headers.TryAddWithoutValidation("X-Name", "a\r\nX-Injected: 1");

        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(request));
    }

    [Fact]
    public async Task A_request_for_HTTP3_goes_out_as_something_that_the_guard_sees()
    {
        await using var sink = await Sink.StartAsync(context => context.Response.WriteAsync(context.Request.Protocol));
        using var request = new HttpRequestMessage(HttpMethod.Get, sink.Address)
        {
            Version = HttpVersion.Version30,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        Assert.Equal("HTTP/1.1", (await SendAsync(request)).Text());
    }
}
