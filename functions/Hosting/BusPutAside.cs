using System.Text.Unicode;
using Relais.Storage.ServiceBus;

namespace Relais.Hosting;

/// <summary>The dead-letter part of a queue of Service Bus: over HTTPS its messages are seen by locking them, one a request, and giving them back.</summary>
internal sealed class BusPutAside(ServiceBusClient bus, ServiceBusSender sender) : IPutAside
{
    // How long the service waits for a message before it says that there is none; it takes whole seconds.
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly ServiceBusReceiver locking = bus.CreateReceiver(sender.EntityPath, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
    private readonly ServiceBusReceiver taking = bus.CreateReceiver(
        sender.EntityPath, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

    public async Task<PutAsideSeen> LookAsync(CancellationToken cancellationToken)
    {
        var held = new List<ServiceBusReceivedMessage>();
        try
        {
            while (held.Count < PutAsideSeen.MostShown && await locking.ReceiveMessageAsync(Wait, cancellationToken) is { } message) held.Add(message);
        }
        finally
        {
            await GiveBackAsync(held);
        }
        return new PutAsideSeen(
            held.Count, held.Count == PutAsideSeen.MostShown, [.. held.Select(message => new PutAsideMessage(message.MessageId, message.DeliveryCount, message.EnqueuedTime))]);
    }

    public async Task<PutAsideDone> ReplayAsync(int most, CancellationToken cancellationToken)
    {
        // What is in our hands and stays: what nobody can read, and what a failure leaves.
        var (sent, held) = (0, new List<ServiceBusReceivedMessage>());
        try
        {
            while (sent + held.Count < most)
            {
                if (await locking.ReceiveMessageAsync(Wait, cancellationToken) is not { } message) return new PutAsideDone(sent, held.Count, false);
                held.Add(message);
                if (!Utf8.IsValid(message.Body.ToMemory().Span)) continue;
                await sender.SendMessageAsync(new ServiceBusMessage(message.Body), cancellationToken);
                await SettleAsync(() => locking.CompleteMessageAsync(message, cancellationToken));
                held.Remove(message);
                sent++;
            }
        }
        finally
        {
            await GiveBackAsync(held);
        }
        return new PutAsideDone(sent, held.Count, true);
    }

    public async Task<PutAsideDone> DiscardAsync(int most, CancellationToken cancellationToken)
    {
        for (var discarded = 0; discarded < most; discarded++)
        {
            if (await taking.ReceiveMessageAsync(Wait, cancellationToken) is null) return new PutAsideDone(discarded, 0, false);
        }
        return new PutAsideDone(most, 0, true);
    }

    // Not cut short, each by itself: what is not given back is hidden until its lock runs out.
    private Task GiveBackAsync(IEnumerable<ServiceBusReceivedMessage> held) =>
        Task.WhenAll(held.Select(message => SettleAsync(() => locking.AbandonMessageAsync(message, cancellationToken: CancellationToken.None))));

    private static async Task SettleAsync(Func<Task> settle)
    {
        try
        {
            await settle();
        }
        // Its lock has run out, or a try whose answer was lost has settled it: it is there again, or gone as it should be.
        catch (ServiceBusException exception) when (exception.Reason is ServiceBusFailureReason.MessageLockLost)
        {
        }
    }
}
