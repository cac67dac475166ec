using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Tests.Story;

/// <summary>Carries requests to the emulator: counts them, and can cut the power after any of them.</summary>
internal sealed class StorageMeter : HttpPipelineTransport
{
    private readonly HttpPipelineTransport wire = HttpClientTransport.Shared;
    private readonly ConcurrentQueue<string> requests = new();
    private long left = long.MaxValue;
    private int count;

    /// <summary>Called with each request before it is sent: waits or throws for the test.</summary>
    public Func<Request, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Says of which requests the answer is lost on the way back, though they are carried out: the client tries those again.</summary>
    public Func<Request, bool> LoseAnswer { get; set; } = _ => false;

    /// <summary>The requests so far: method, then path and query.</summary>
    public IReadOnlyList<string> Requests => [.. requests];

    public int Count => Volatile.Read(ref count);

    /// <summary>Switched off where a test makes so many that they would fill the memory: they are still counted.</summary>
    public bool RemembersRequests { get; set; } = true;

    /// <summary>How many requests an action makes.</summary>
    public async Task<int> CountAsync(Func<Task> action)
    {
        var before = Count;
        await action();
        return Count - before;
    }

    /// <summary>Lets so many requests through and none after them, as when a machine dies.</summary>
    public void CutAfter(int more) => Interlocked.Exchange(ref left, more);

    /// <summary>Whether a request has been refused since the power was cut.</summary>
    public bool WasCut => Interlocked.Read(ref left) < 0;

    public void Restore() => Interlocked.Exchange(ref left, long.MaxValue);

    public override Request CreateRequest() => wire.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing in the app waits for storage on a thread.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (Interlocked.Decrement(ref left) < 0)
        {
            throw new PowerCutException();
        }

        await Before(message.Request);
        Interlocked.Increment(ref count);
        if (RemembersRequests)
        {
            requests.Enqueue($"{message.Request.Method} {message.Request.Uri.ToUri().PathAndQuery}");
        }

        await wire.ProcessAsync(message);
        if (LoseAnswer(message.Request))
        {
            throw new IOException("The connection broke.");
        }
    }
}

/// <summary>The machine died here; no retry can follow.</summary>
public sealed class PowerCutException() : Exception("The power is cut.");
