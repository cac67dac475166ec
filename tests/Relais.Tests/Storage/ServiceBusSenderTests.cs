using Relais.Storage.ServiceBus;
using Relais.Tests.Hosting;

namespace Relais.Tests.Storage;

/// <summary>What is sent, in which form, and what is not.</summary>
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

    private ServiceBusSender Sender(FakeServiceBus bus) => new ServiceBusClient(bus.ConnectionString, new ServiceBusClientOptions { Clock = clock }).CreateSender("work");
}
