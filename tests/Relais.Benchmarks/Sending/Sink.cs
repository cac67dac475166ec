using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.Benchmarks.Sending;

/// <summary>A site that takes webhooks, in a process of its own: counts what arrives, and remembers when the first and the last one did.</summary>
internal static class Sink
{
    /// <summary>The argument that makes this program a sink.</summary>
    public const string Argument = "sink";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Serves until standard input ends: says its address, then answers `POST /…`, `POST /expect/{count}` and `GET /arrivals`.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var awaited = new Awaited(0);
        app.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            if (path.StartsWith("/expect/", StringComparison.Ordinal))
            {
                awaited = new Awaited(int.Parse(path["/expect/".Length..], CultureInfo.InvariantCulture));
            }
            else if (path == "/arrivals")
            {
                await awaited.All.WaitAsync(LongestWait).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await context.Response.WriteAsync(awaited.ToText());
            }
            else
            {
                await context.Request.Body.CopyToAsync(Stream.Null);
                awaited.Arrive(context.Request.Headers["webhook-id"].ToString());
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    /// <summary>A number of messages with different ids, and what has arrived of them.</summary>
    private sealed class Awaited(int count)
    {
        private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long first = long.MaxValue;
        private long last;
        private int arrivals;
        private int different;

        public Task All => all.Task;

        public void Arrive(string id)
        {
            // The system's monotonic clock: the same for every process of this machine.
            var now = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref arrivals);
            Raise(ref last, now);
            Lower(ref first, now);
            if (seen.TryAdd(id, true) && Interlocked.Increment(ref different) == count)
            {
                all.TrySetResult();
            }
        }

        public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{different} {arrivals} {first} {last}");

        private static void Raise(ref long value, long to)
        {
            for (var seen = Volatile.Read(ref value); to > seen && Interlocked.CompareExchange(ref value, to, seen) is var now && now != seen; seen = now)
            {
            }
        }

        private static void Lower(ref long value, long to)
        {
            for (var seen = Volatile.Read(ref value); to < seen && Interlocked.CompareExchange(ref value, to, seen) is var now && now != seen; seen = now)
            {
            }
        }
    }
}
