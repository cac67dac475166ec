using System.Net;
using Azure.Core.Pipeline;
using Relais.Storage.ServiceBus;
using Relais.Tests.Hosting;

namespace Relais.Tests.Storage;

/// <summary>What is made of each answer of Service Bus, how often it is asked again and after which waits.</summary>
public sealed class ServiceBusFaultTests
{
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

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
        await clock.PassAsync(first, second, third);
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => sending);
        Assert.Equal((true, reason, "work", $"The queue work answered {status}: as the test says. TrackingId:7f2a"), (failure.IsTransient, failure.Reason, failure.EntityPath, failure.Message));
        Assert.Equal(4, bus.Requests.Count);
        Assert.Single(bus.Requests.Select(request => request.Body).Distinct());
    }

    [Theory]
    [InlineData(302, ServiceBusFailureReason.GeneralError)]
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
        await clock.PassAsync(wait);
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
        await clock.PassAsync(0.8, 1.6);
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
        await clock.PassAsync(0.8, 1.6, 3.2);
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

    private sealed class Silent(Func<CancellationToken, Task> asked) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await asked(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.Created);
        }
    }
}
