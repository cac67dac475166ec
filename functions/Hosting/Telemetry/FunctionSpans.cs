using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Relais.Hosting.Telemetry;

/// <summary>Spans and measures of functions: a run of a timer, a message sent, a message handled. Names and attributes are OpenTelemetry's for messaging and functions where it has some.</summary>
internal static class FunctionSpans
{
    private static readonly Histogram<double> Duration = Measures.Meter.CreateHistogram(
        "relais.function.duration", "s", "How long functions ran, each attempt apart.", tags: null, Measures.Work);

    private static readonly Counter<long> MessagesSent = Measures.Meter.CreateCounter<long>("relais.messages.sent", "{message}", "Messages put into queues.");

    private static readonly Counter<long> MessagesPutAside = Measures.Meter.CreateCounter<long>(
        "relais.messages.put_aside", "{message}", "Messages that failed too often and lie in a poison queue now.");

    public static Activity? Run(TimerFunction function, Invocation invocation) =>
        Spans.Enter($"run {function.Name}", ActivityKind.Internal, default, invocation.Caller)?
            .SetTag("faas.trigger", "timer").SetTag("faas.invocation_id", invocation.Id).SetTag("relais.function", function.Name);

    public static Activity? Process(QueueFunction function, HostingMode mode, Invocation invocation, ActivityContext sender) =>
        Messaging(Spans.Enter($"process {function.Queue}", ActivityKind.Consumer, sender, invocation.Caller), function, mode, "process")?
            .SetTag("faas.trigger", "pubsub").SetTag("faas.invocation_id", invocation.Id).SetTag("relais.function", function.Name).SetTag("relais.attempt", invocation.Attempt);

    public static Activity? Send(QueueFunction function, HostingMode mode) => Messaging(Spans.Send($"send {function.Queue}"), function, mode, "send");

    public static void Sent(Activity? span, QueueFunction function, string messageId)
    {
        span?.SetTag("messaging.message.id", messageId);
        MessagesSent.Add(1, KeyValuePair.Create<string, object?>("messaging.destination.name", function.Queue));
    }

    public static void Sent(Activity? span, QueueFunction function, int messages)
    {
        span?.SetTag("messaging.batch.message_count", messages);
        MessagesSent.Add(messages, KeyValuePair.Create<string, object?>("messaging.destination.name", function.Queue));
    }

    public static void Ended(FunctionDeclaration function, InvocationResult result, TimeSpan took)
    {
        if (Duration.Enabled) Duration.Record(took.TotalSeconds, new TagList { { "relais.function", function.Name }, { "relais.outcome", WordOf(result) } });
    }

    public static void PutAside(QueueFunction function) => MessagesPutAside.Add(1, KeyValuePair.Create<string, object?>("messaging.destination.name", function.Queue));

    private static Activity? Messaging(Activity? span, QueueFunction function, HostingMode mode, string operation) =>
        span?.SetTag("messaging.system", mode.IsOnServiceBus ? "servicebus" : "azure_storage_queues").SetTag("messaging.destination.name", function.Queue)
            .SetTag("messaging.operation.name", operation).SetTag("messaging.operation.type", operation);

    private static string WordOf(InvocationResult result) => result switch
    {
        InvocationResult.Done => "done",
        InvocationResult.Stopped => "stopped",
        _ => "failed",
    };
}
