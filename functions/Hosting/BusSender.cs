using Relais.Storage.ServiceBus;

namespace Relais.Hosting;

/// <summary>Puts messages into a queue of Service Bus, many a request.</summary>
internal sealed class BusSender(ServiceBusSender sender, TimeProvider clock) : IQueueSender
{
    public async Task<string> SendAsync(BinaryData body, TimeSpan? delay, CancellationToken cancellationToken)
    {
        // Drawn for each sending: the same campaign is rightly measured again within the window in which ids count.
        var message = new ServiceBusMessage(body) { MessageId = Guid.CreateVersion7(clock.GetUtcNow()).ToString() };
        if (delay is { } wait) message.ScheduledEnqueueTime = clock.GetUtcNow() + wait;
        await sender.SendMessageAsync(message, cancellationToken);
        return message.MessageId;
    }

    public Task SendAllAsync(IReadOnlyCollection<BinaryData> bodies, CancellationToken cancellationToken) =>
        sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)), cancellationToken);
}
