using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relais.Hosting.Telemetry;

namespace Relais.Hosting;

/// <summary>Sends messages to the one function that drains them.</summary>
public sealed class MessageQueue<TMessage>
{
    // Never expires: a message must outlive a long stop (rest/api/storageservices/put-message).
    private static readonly TimeSpan NoExpiry = TimeSpan.FromSeconds(-1);

    private readonly FunctionQueue queue;
    private readonly JsonTypeInfo<TMessage> json;
    private readonly HostingMode mode;

    internal MessageQueue(FunctionQueue queue, JsonTypeInfo<TMessage> json, HostingMode mode)
    {
        this.queue = queue;
        this.json = json;
        this.mode = mode;
    }

    /// <summary>Sends one message, to be seen after <paramref name="delay"/>; under a stepped clock at once, because nobody waits there.</summary>
    /// <returns>After how long it is seen.</returns>
    public async Task<TimeSpan> SendLaterAsync(TMessage message, TimeSpan delay, CancellationToken cancellationToken)
    {
        var wait = mode.IsStepped ? TimeSpan.Zero : delay;
        await SendAsync(message, wait, cancellationToken);
        return wait;
    }

    /// <summary>Sends one message, to be seen after <paramref name="delay"/> (at most 7 days) or at once.</summary>
    /// <remarks>Under a stepped clock a delayed message is left out, because nobody waits there: the timer that finds its row sends it again.</remarks>
    /// <exception cref="InvalidOperationException">The queue's name is made of a setting that is missing.</exception>
    public async Task SendAsync(TMessage message, TimeSpan? delay = null, CancellationToken cancellationToken = default)
    {
        if (queue.Sending is not { } client) throw new InvalidOperationException($"{queue.Function.Name} cannot be sent to: {queue.Fault}.");
        var waits = delay > TimeSpan.Zero;
        if (waits && mode.IsStepped) return;
        using var span = FunctionSpans.Send(queue.Function);
        var body = new BinaryData(TraceContext.Put(JsonSerializer.SerializeToUtf8Bytes(message, json), span ?? Spans.Current));
        var receipt = await client.SendMessageAsync(body, waits ? delay : null, NoExpiry, cancellationToken);
        FunctionSpans.Sent(span, queue.Function, receipt.Value.MessageId);
        if (!waits) queue.Signal.Sent(receipt.Value.MessageId);
    }
}
