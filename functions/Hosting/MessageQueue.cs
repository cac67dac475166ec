using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Relais.Hosting.Telemetry;

namespace Relais.Hosting;

/// <summary>Sends messages to the one function that drains them.</summary>
public sealed class MessageQueue<TMessage>
{
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
        var sender = Sender();
        var waits = delay > TimeSpan.Zero;
        if (waits && mode.IsStepped) return;
        using var span = FunctionSpans.Send(queue.Function, mode);
        var id = await sender.SendAsync(Write(message, span), waits ? delay : null, cancellationToken);
        FunctionSpans.Sent(span, queue.Function, id);
    }

    /// <summary>Sends messages that may come in any order, to be seen at once: few requests for many where the queue takes them together.</summary>
    /// <remarks>Where it fails, some may have been sent: whoever sends them all again does no harm.</remarks>
    /// <exception cref="InvalidOperationException">The queue's name is made of a setting that is missing.</exception>
    public async Task SendAllAsync(IReadOnlyCollection<TMessage> messages, CancellationToken cancellationToken = default)
    {
        var sender = Sender();
        if (messages.Count == 0) return;
        using var span = FunctionSpans.Send(queue.Function, mode);
        await sender.SendAllAsync([.. messages.Select(message => Write(message, span))], cancellationToken);
        FunctionSpans.Sent(span, queue.Function, messages.Count);
    }

    private IQueueSender Sender() => queue.Sender ?? throw new InvalidOperationException($"{queue.Function.Name} cannot be sent to: {queue.Fault}.");

    private BinaryData Write(TMessage message, Activity? span) => new(TraceContext.Put(JsonSerializer.SerializeToUtf8Bytes(message, json), span ?? Spans.Current));
}
