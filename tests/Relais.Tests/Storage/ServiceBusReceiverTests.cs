using Relais.Storage.ServiceBus;
using Relais.Tests.Hosting;

namespace Relais.Tests.Storage;

/// <summary>Messages put aside, as they are looked at, given back and taken away.</summary>
public sealed class ServiceBusReceiverTests
{
    private static readonly ServiceBusReceiverOptions Aside = new() { SubQueue = SubQueue.DeadLetter };
    private readonly ManualClock clock = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_message_is_locked_given_back_and_taken_away()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Queue("work").PutAside("""{"a":"é"}""", "m1");
        var receiver = Open(bus, Aside);
        var message = (await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(1)))!;
        Assert.Equal(("m1", """{"a":"é"}""", 6, 1L, clock.GetUtcNow()), (message.MessageId, message.Body.ToString(), message.DeliveryCount, message.SequenceNumber, message.EnqueuedTime));
        Assert.Null(await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(1)));
        await receiver.AbandonMessageAsync(message);
        message = (await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(1)))!;
        await receiver.CompleteMessageAsync(message);
        Assert.Empty(bus.Queue("work").Aside);
        Assert.Equal(
            ["POST /work/$deadletterqueue/messages/head?timeout=1", "POST /work/$deadletterqueue/messages/head?timeout=1"],
            bus.Requests.Take(2).Select(request => $"{request.Method} {request.Path}"));
    }

    [Fact]
    public async Task A_lock_that_is_over_settles_nothing()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Queue("work").PutAside("a");
        var receiver = Open(bus, Aside);
        var message = (await receiver.ReceiveMessageAsync())!;
        clock.Advance(TimeSpan.FromMinutes(2));
        foreach (var settle in new[] { receiver.CompleteMessageAsync(message), receiver.AbandonMessageAsync(message) })
        {
            Assert.Equal(ServiceBusFailureReason.MessageLockLost, (await Assert.ThrowsAsync<ServiceBusException>(() => settle)).Reason);
        }

        Assert.Equal(["a"], bus.Queue("work").Aside);
    }

    [Fact]
    public async Task A_message_may_be_taken_with_its_being_received()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Queue("work").PutAside("a");
        var receiver = Open(bus, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        Assert.Equal("a", (await receiver.ReceiveMessageAsync())!.Body.ToString());
        Assert.Empty(bus.Queue("work").Aside);
        Assert.Null(await receiver.ReceiveMessageAsync());
    }

    [Fact]
    public async Task A_message_that_does_not_say_which_it_is_is_a_fault_of_the_service()
    {
        await using var bus = await FakeServiceBus.StartAsync(clock, "work");
        bus.Then(201);
        var failure = await Assert.ThrowsAsync<ServiceBusException>(() => Open(bus, Aside).ReceiveMessageAsync());
        Assert.Equal((false, ServiceBusFailureReason.GeneralError, "The queue work/$deadletterqueue gave a message without saying which."), (failure.IsTransient, failure.Reason, failure.Message));
    }

    private ServiceBusReceiver Open(FakeServiceBus bus, ServiceBusReceiverOptions options) =>
        new ServiceBusClient(bus.ConnectionString, new ServiceBusClientOptions { Clock = clock }).CreateReceiver("work", options);
}
