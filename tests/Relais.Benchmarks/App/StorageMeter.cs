using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Benchmarks.App;

/// <summary>Carries requests to storage, and counts and times each by what it does to which table or queue: every try is one, as the bill has it.</summary>
/// <param name="prefix">What the names of tables and queues begin with.</param>
/// <param name="onlyCounts">Looks into nothing, where what it costs itself would be measured too.</param>
internal sealed class StorageMeter(string prefix, bool onlyCounts = false) : HttpPipelineTransport
{
    private readonly HttpPipelineTransport wire = HttpClientTransport.Shared;
    private readonly Lock gate = new();
    private ConcurrentDictionary<string, StorageUse> uses = new(StringComparer.Ordinal);
    private int underWay;
    private long since;
    private TimeSpan busy;
    private int count;

    /// <summary>All requests so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>What an action asked of storage.</summary>
    public async Task<StorageBill> MeasureAsync(Func<Task> action)
    {
        uses = new ConcurrentDictionary<string, StorageUse>(StringComparer.Ordinal);
        var before = busy;
        await action();
        return new StorageBill(uses.ToDictionary(StringComparer.Ordinal), busy - before);
    }

    public override Request CreateRequest() => wire.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing in the app waits for storage on a thread.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Interlocked.Increment(ref count);
        if (onlyCounts)
        {
            await wire.ProcessAsync(message);
            return;
        }

        var start = Stopwatch.GetTimestamp();
        var what = Describe(message.Request);
        Begin(start);
        long bytes;
        try
        {
            await wire.ProcessAsync(message);
            bytes = await BufferAsync(message.Response, message.CancellationToken);
        }
        finally
        {
            End();
        }

        var use = new StorageUse(1, bytes, Stopwatch.GetElapsedTime(start));
        uses.AddOrUpdate(what, use, (_, before) => before + use);
    }

    private void Begin(long now)
    {
        lock (gate)
        {
            since = underWay++ == 0 ? now : since;
        }
    }

    private void End()
    {
        lock (gate)
        {
            busy += --underWay == 0 ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;
        }
    }

    // The pipeline would do it next; done here, its time is counted.
    private static async Task<long> BufferAsync(Response response, CancellationToken cancellationToken)
    {
        if (response.ContentStream is not { } stream)
        {
            return 0;
        }

        var body = new MemoryStream();
        await stream.CopyToAsync(body, cancellationToken);
        await stream.DisposeAsync();
        body.Position = 0;
        response.ContentStream = body;
        return body.Length;
    }

    // /account/table…, /account/$batch, /account/queue/messages…
    private string Describe(Request request)
    {
        var path = request.Uri.ToUri().AbsolutePath.Split('/', 4, StringSplitOptions.RemoveEmptyEntries);
        var target = Uri.UnescapeDataString(path[1]);
        if (target == "$batch")
        {
            return $"{TableOf(request)} transaction";
        }

        if (path.Length > 2)
        {
            return $"{Bare(target)} {(request.Method.Method switch { "POST" => "put", "GET" => "get", "PUT" => "update", _ => "delete" })}";
        }

        var table = target.Split('(')[0];
        return $"{Bare(table)} {(request.Method.Method switch
        {
            "GET" => target.EndsWith("()", StringComparison.Ordinal) ? "query" : "read",
            "DELETE" => "delete",
            _ => "write",
        })}";
    }

    private string TableOf(Request request)
    {
        using var body = new MemoryStream();
        request.Content!.WriteTo(body, CancellationToken.None);
        var text = Encoding.ASCII.GetString(body.GetBuffer(), 0, (int)Math.Min(body.Length, 2048));
        var verb = text.IndexOf(" http", StringComparison.Ordinal);
        var address = text[(verb + 1)..text.IndexOf(' ', verb + 1)];
        return Bare(new Uri(address).Segments[2].Split('(')[0].TrimEnd('/'));
    }

    private string Bare(string name) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..].TrimStart('-') : name;
}

/// <summary>Requests of one kind.</summary>
/// <param name="Bytes">Of the answers' bodies.</param>
/// <param name="Time">From first to last byte, waiting for others included.</param>
internal readonly record struct StorageUse(int Requests, long Bytes, TimeSpan Time)
{
    public static StorageUse operator +(StorageUse left, StorageUse right) =>
        new(left.Requests + right.Requests, left.Bytes + right.Bytes, left.Time + right.Time);
}

/// <summary>What something asked of storage, by kind of request.</summary>
/// <param name="Waiting">While at least one request was under way: less than their times together where some went side by side.</param>
internal sealed record StorageBill(IReadOnlyDictionary<string, StorageUse> Kinds, TimeSpan Waiting)
{
    public StorageUse Total => Kinds.Values.Aggregate(default(StorageUse), (sum, use) => sum + use);

    public int Requests => Total.Requests;

    /// <summary>The kinds of request and how many of each, most first.</summary>
    public string Describe() => string.Join(", ", Kinds
        .OrderByDescending(kind => kind.Value.Requests).ThenBy(kind => kind.Key, StringComparer.Ordinal)
        .Select(kind => kind.Value.Requests == 1 ? kind.Key : $"{kind.Value.Requests} {kind.Key}"));
}
