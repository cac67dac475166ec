using Relais.Storage.ServiceBus;

namespace Relais.Hosting;

/// <summary>Puts messages into a queue of Service Bus, many a request.</summary>
internal sealed class BusSender(ServiceBusSender sender, TimeProvider clock) : IQueueSender
{
    public Task SendAsync(BinaryData body, TimeSpan? delay, CancellationToken cancellationToken) => sender.SendMessageAsync(
        delay is { } wait ? new ServiceBusMessage(body) { ScheduledEnqueueTime = clock.GetUtcNow() + wait } : new ServiceBusMessage(body), cancellationToken);

    public Task SendAllAsync(IReadOnlyCollection<BinaryData> bodies, CancellationToken cancellationToken) =>
        sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body)), cancellationToken);
}
