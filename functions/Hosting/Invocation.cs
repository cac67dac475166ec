namespace Relais.Hosting;

/// <summary>Which call this is: its id in the logs, and how often its message has been handed out.</summary>
internal readonly record struct Invocation(string Id, long Attempt = 1)
{
    /// <summary>The traceparent that came with the call; null where none did.</summary>
    public string? Caller { get; init; }

    public static Invocation New(long attempt = 1) => new(Guid.CreateVersion7().ToString(), attempt);
}

/// <summary>What came of one call.</summary>
internal enum InvocationResult
{
    Done,
    Failed,

    /// <summary>Neither done nor at fault: the process was ending.</summary>
    Stopped,
}
