using Azure;
using Relais.Hosting;
using Relais.Storage.Queues;
using Relais.Storage.ServiceBus;

namespace Relais.Operations.Checks;

/// <summary>Messages that nobody takes, and messages that were put aside: one request a queue, one more where something is found.</summary>
internal sealed class QueuesCheck(FunctionQueues queues, HostingMode mode, TimeProvider time) : ICheck
{
    private const string About = "queues";

    public static readonly DeclaredCheck Declaration = new(About, "messages that wait for long, and messages that were put aside after five failures", NeedsStorage: true);

    // Every queue is emptied within seconds. A message that was put off on purpose looks old in the moment in which its time has come.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        if (mode is { IsOnServiceBus: true, IsHandler: false })
        {
            return [Unseen()];
        }

        var open = queues.All.Where(queue => queue.Draining is not null).ToArray();
        var waiting = Task.WhenAll(open.Select(queue => LookAsync(queue.Function, queue.Draining!, time.GetUtcNow() - LongestWait, cancellationToken)));
        var aside = Task.WhenAll(queues.All.Where(queue => queue.PutAside is not null).Select(queue => LookAsideAsync(queue.Function, queue.PutAside!, cancellationToken)));
        return [
            .. queues.All.Where(queue => queue.Fault is not null).Select(queue => Shut(queue.Function.Name, queue.Fault!)),
            .. (await waiting).OfType<QueueStanding>().Select(Waits),
            .. (await aside).OfType<QueueStanding>().Where(standing => standing != QueueStanding.Refused).Select(PutAside),
            .. (await aside).Contains(QueueStanding.Refused) ? [BusRefused()] : Array.Empty<Finding>(),
        ];
    }

    internal static Finding Shut(string function, string fault) =>
        Finding.Error("queue-shut", About, $"{function} cannot be reached: {fault}.", "Set what is missing as docs/configuration.md tells it, and start again.");

    internal static Finding Unseen() => Finding.Note(
        "bus-unseen",
        About,
        "Messages go through Service Bus, which the Functions host alone looks into.",
        "Ask the deployed app: GET /api/doctor; and look at the namespace's active messages in the portal.");

    internal static Finding BusRefused() => Finding.Error(
        "bus-refused",
        About,
        "Service Bus refuses, or does not answer.",
        "Give the app's identity the roles Azure Service Bus Data Sender and Azure Service Bus Data Receiver on the namespace, and look at the namespace's own health.");

    internal static Finding Waits(QueueStanding standing) => Finding.Warning(
        "queue-waits",
        About,
        $"{Finding.Count(standing.Messages, "message waits", "messages wait")} for {standing.Function}, the oldest since {Finding.Time(standing.Oldest)}.",
        $"Look whether the app runs, whether {standing.Function} is switched off, and what the log says of it.");

    internal static Finding PutAside(QueueStanding standing) => Finding.Warning(
        "queue-aside",
        About,
        $"{Finding.Count(standing.Messages, "message")} of {standing.Function} {(standing.Messages == 1 ? "was" : "were")} put aside, the oldest of {Finding.Time(standing.Oldest)}.",
        "Mend what the log says of it, then have them sent again or taken away: docs/operations.md, Poison queues.");

    // Over Service Bus each is locked for a moment and given back: only the first of them are counted.
    private static async Task<QueueStanding?> LookAsideAsync(QueueFunction function, IPutAside aside, CancellationToken cancellationToken)
    {
        PutAsideSeen seen;
        try
        {
            seen = await aside.LookAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is ServiceBusException or UnauthorizedAccessException)
        {
            return QueueStanding.Refused;
        }

        return seen.Messages.Min(message => message.Since) is { } oldest ? new QueueStanding(function.Name, seen.Count, oldest) : null;
    }

    /// <param name="before">Only where the oldest message is older than this.</param>
    private static async Task<QueueStanding?> LookAsync(QueueFunction function, QueueClient queue, DateTimeOffset before, CancellationToken cancellationToken)
    {
        try
        {
            var oldest = (await queue.PeekMessagesAsync(queue.MaxPeekableMessages, cancellationToken)).Value.Min(message => message.InsertedOn);
            return oldest is not { } at || at > before ? null : new QueueStanding(function.Name, (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCountLong, at);
        }
        // The app has not been started yet, and nothing was sent.
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }
}

/// <summary>How full a queue is, and of when its oldest message is.</summary>
internal sealed record QueueStanding(string Function, long Messages, DateTimeOffset Oldest)
{
    /// <summary>Stands for a Service Bus that said nothing of its queue.</summary>
    public static readonly QueueStanding Refused = new("", 0, DateTimeOffset.MinValue);
}
