using System.Net;
using Azure.Core.Pipeline;
using Relais.Storage.ServiceBus;
using Relais.Tests.Hosting;

namespace Relais.Tests.Storage;

/// <summary>What is sent, how often, and what is made of each answer.</summary>
public sealed class ServiceBusSenderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualClock clock = new(Noon);

    [Fact]
    public async Task One_message_goes_as_a_batch_of_one_under_a_name_of_its_own()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        var sender = Sender(bus);
        await sender.SendMessageAsync(new ServiceBusMessage("""{"a":"é\" "}""") { MessageId = "m1" });
        Assert.Equal("""{"a":"é\" "}""", Assert.Single(bus.Queue("work").Bodies));
        var request = Assert.Single(bus.Requests);
        Assert.Equal(("POST", "/work/messages?timeout=30", "application/vnd.microsoft.servicebus.json"), (request.Method, request.Path, request.ContentType));
        Assert.Equal("""[{"Body":"{\"a\":\"é\\\" \"}","BrokerProperties":{"MessageId":"m1"}}]""", request.Body);
        Assert.Equal(("127.0.0.1", "work"), (sender.FullyQualifiedNamespace, sender.EntityPath));
    }

    [Fact]
    public async Task The_same_content_sent_twice_is_two_messages_and_the_same_name_within_ten_minutes_is_one()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        var sender = Sender(bus);
        await sender.SendMessageAsync(new ServiceBusMessage("again"));
        await sender.SendMessageAsync(new ServiceBusMessage("again"));
        Assert.Equal(["again", "again"], bus.Queue("work").Bodies);
        await sender.SendMessageAsync(new ServiceBusMessage("named") { MessageId = "m" });
        await sender.SendMessageAsync(new ServiceBusMessage("named") { MessageId = "m" });
        Assert.Equal((3, 1), (bus.Queue("work").Bodies.Count, bus.Queue("work").Dropped));
        clock.Advance(TimeSpan.FromMinutes(10));
        await sender.SendMessageAsync(new ServiceBusMessage("named") { MessageId = "m" });
        Assert.Equal(4, bus.Queue("work").Bodies.Count);
    }

    [Theory]
    [InlineData(0, 10, new int[0])]
    [InlineData(100, 10, new[] { 100 })]
    [InlineData(250, 10, new[] { 100, 100, 50 })]
    [InlineData(9, 60_000, new[] { 4, 4, 1 })]
    [InlineData(2, 200_000, new[] { 1, 1 })]
    public async Task Many_messages_are_cut_into_requests_by_number_and_by_size(int messages, int chars, int[] expected)
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        await Sender(bus).SendMessagesAsync(Enumerable.Range(0, messages).Select(number => new ServiceBusMessage($"{number} {new string('é', chars / 2)}")));
        Assert.Equal(expected, bus.Requests.Select(request => request.Body.Split("\"BrokerProperties\"").Length - 1));
        Assert.Equal(Enumerable.Range(0, messages), bus.Queue("work").Bodies.Select(body => int.Parse(body.Split(' ')[0])));
    }

    [Fact]
    public async Task A_message_that_cannot_be_carried_is_refused_before_anything_is_sent()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        var sender = Sender(bus);
        await RefusedAsync(new ServiceBusMessage(new string('a', 256_000)), "The message is 256083 bytes once written: 255998 are allowed. (Parameter 'message')");
        await RefusedAsync(new ServiceBusMessage(BinaryData.FromBytes([0xFF, 0xFE])), "The message is no text in UTF-8: over HTTP nothing else is carried. (Parameter 'message')");
        await RefusedAsync(new ServiceBusMessage("a") { MessageId = new string('m', 129) }, "The message's name has 129 characters: 1 to 128 are allowed. (Parameter 'message')");
        Assert.Empty(bus.Requests);

        async Task RefusedAsync(ServiceBusMessage message, string reason) =>
            Assert.Equal(reason, (await Assert.ThrowsAsync<ArgumentException>(() => sender.SendMessagesAsync([new ServiceBusMessage("first"), message]))).Message);
    }

    [Fact]
    public async Task A_message_for_later_is_seen_at_its_time_rounded_up_to_a_second()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        await Sender(bus).SendMessageAsync(new ServiceBusMessage("later") { ScheduledEnqueueTime = Noon.AddSeconds(89.2) });
        Assert.Contains("\"ScheduledEnqueueTimeUtc\":\"Mon, 02 Mar 2026 12:01:30 GMT\"", Assert.Single(bus.Requests).Body, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(89.5));
        Assert.Equal(0, bus.Queue("work").Seen);
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, bus.Queue("work").Seen);
    }

    [Theory]
    [InlineData(408, ServiceBusFailureReason.ServiceTimeout, 0.8, 1.6, 3.2)]
    [InlineData(429, ServiceBusFailureReason.ServiceBusy, 2.0, 2.0, 3.2)]
    [InlineData(500, ServiceBusFailureReason.GeneralError, 0.8, 1.6, 3.2)]
    [InlineData(502, ServiceBusFailureReason.GeneralError, 0.8, 1.6, 3.2)]
    [InlineData(503, ServiceBusFailureReason.ServiceBusy, 2.0, 2.0, 3.2)]
    [InlineData(504, ServiceBusFailureReason.ServiceTimeout, 0.8, 1.6, 3.2)]
    public async Task What_may_go_well_later_is_tried_four_times_under_one_name(int status, ServiceBusFailureReason reason, double first, double second, double third)
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Then(status).Then(status).Then(status).Then(status);
        var sending = Sender(bus).SendMessageAsync(new ServiceBusMessage("a"));
        await PassAsync(first, second, third);
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => sending);
        Assert.Equal((true, reason, "work", $"The queue work answered {status}: as the test says. TrackingId:7f2a"), (failure.IsTransient, failure.Reason, failure.EntityPath, failure.Message));
        Assert.Equal(4, bus.Requests.Count);
        Assert.Single(bus.Requests.Select(request => request.Body).Distinct());
    }

    [Theory]
    [InlineData(403, ServiceBusFailureReason.QuotaExceeded)]
    [InlineData(404, ServiceBusFailureReason.MessagingEntityNotFound)]
    [InlineData(409, ServiceBusFailureReason.GeneralError)]
    [InlineData(410, ServiceBusFailureReason.MessagingEntityNotFound)]
    public async Task What_will_not_go_well_later_is_tried_once(int status, ServiceBusFailureReason reason)
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Then(status);
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => Sender(bus).SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal((false, reason), (failure.IsTransient, failure.Reason));
        Assert.Single(bus.Requests);
        bus.Then(400);
        await Assert.ThrowsAsync<ArgumentException>(() => Sender(bus).SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal(2, bus.Requests.Count);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_said_by_its_name()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => Sender(bus, "other").SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal((ServiceBusFailureReason.MessagingEntityNotFound, "The queue other answered 410: No such queue.. TrackingId:7f2a"), (failure.Reason, failure.Message));
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("1", 2)]
    [InlineData("Mon, 02 Mar 2026 12:00:09 GMT", 9)]
    public async Task A_busy_service_is_left_alone_for_as_long_as_it_asks_and_two_seconds_at_least(string retryAfter, double wait)
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Then(429, retryAfter);
        var sending = Sender(bus).SendMessageAsync(new ServiceBusMessage("a"));
        await PassAsync(wait);
        await sending;
        Assert.Equal(["a"], bus.Queue("work").Bodies);
    }

    [Fact]
    public async Task A_wait_that_an_invocation_cannot_bear_is_left_to_whoever_tries_again()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Then(503, "60");
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => Sender(bus).SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal((true, ServiceBusFailureReason.ServiceBusy), (failure.IsTransient, failure.Reason));
        Assert.Single(bus.Requests);
    }

    [Fact]
    public async Task An_answer_that_was_lost_leaves_one_message_of_each()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.LoseAnswers(2);
        var sending = Sender(bus).SendMessagesAsync(Enumerable.Range(0, 120).Select(number => new ServiceBusMessage(number.ToString())));
        await PassAsync(0.8, 1.6);
        await sending;
        Assert.Equal(Enumerable.Range(0, 120).Select(number => number.ToString()), bus.Queue("work").Bodies);
        Assert.Equal(200, bus.Queue("work").Dropped);
    }

    [Fact]
    public async Task A_service_that_is_not_reached_is_tried_four_times()
    {
        var bus = await FakeServiceBus.StartAsync(clock, "work");
        var sender = Sender(bus);
        await bus.DisposeAsync();
        var sending = sender.SendMessageAsync(new ServiceBusMessage("a"));
        await PassAsync(0.8, 1.6, 3.2);
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => sending);
        Assert.Equal((true, ServiceBusFailureReason.ServiceCommunicationProblem, "The queue work was not reached, or its answer was lost."), (failure.IsTransient, failure.Reason, failure.Message));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_in_time_is_given_up()
    {
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => SilentSender(_ => throw new TaskCanceledException()).SendMessageAsync(new ServiceBusMessage("a")));
        Assert.Equal((true, ServiceBusFailureReason.ServiceTimeout), (failure.IsTransient, failure.Reason));
    }

    [Fact]
    public async Task Whoever_is_cancelled_is_not_told_that_the_service_failed()
    {
        using var stop = new CancellationTokenSource();
        var sender = SilentSender(async cancellationToken =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sender.SendMessageAsync(new ServiceBusMessage("a"), stop.Token));
    }

    private static ServiceBusSender SilentSender(Func<CancellationToken, Task> asked) => new ServiceBusClient(
        "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=k",
        new ServiceBusClientOptions { Transport = new HttpClientTransport(new Silent(asked)), RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0 } }).CreateSender("work");

    private ServiceBusSender Sender(FakeServiceBus bus, string queue = "work") => new ServiceBusClient(bus.ConnectionString, new ServiceBusClientOptions { Clock = clock }).CreateSender(queue);

    private async Task PassAsync(params double[] seconds)
    {
        foreach (var wait in seconds.Select(TimeSpan.FromSeconds))
        {
            await clock.UntilWaitingAsync(wait);
            clock.Advance(wait);
        }
    }

    private sealed class Silent(Func<CancellationToken, Task> asked) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await asked(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Created);
        }
    }
}
