using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Relais.Benchmarks.Sending;

/// <summary>A site that takes webhooks, in a process of its own: counts what arrives, and remembers when the first and the last one did.</summary>
internal static class Sink
{
    /// <summary>The argument that makes this program a sink.</summary>
    public const string Argument = "sink";

    /// <summary>Paths of receivers that answer late, or never.</summary>
    public const string Slow = "/slow/";
    public const string Hanging = "/hanging/";

    /// <summary>How late the slow ones answer.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(100);

    // A thousand hosts are one listener here: they must not share its queue of five hundred.
    private const int Backlog = 4_096;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Serves until standard input ends: says its ports and the root of its certificate, then answers `POST /…`, `POST /expect/{count}` and `GET /arrivals`.</summary>
    public static async Task<int> ServeAsync()
    {
        using var certificate = SinkCertificate.Create();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.Backlog = Backlog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // Every address of 127.0.0.0/8 is this machine: each a host of its own to whoever sends.
            kestrel.Listen(IPAddress.Any, 0, one => one.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, one =>
            {
                one.Protocols = HttpProtocols.Http1;
                one.UseHttps(https => https.ServerCertificate = certificate.Server);
            });
        });
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
                await AnswerAsync(path, awaited, context);
            }
        });
        await app.StartAsync();
        Console.WriteLine(string.Join(' ', app.Urls.Select(url => new Uri(url).Port)));
        Console.WriteLine(Convert.ToBase64String(certificate.Root.RawData));
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static async Task AnswerAsync(string path, Awaited awaited, HttpContext context)
    {
        if (path.StartsWith(Hanging, StringComparison.Ordinal))
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (path.StartsWith(Slow, StringComparison.Ordinal))
        {
            await Task.Delay(Latency);
        }

        // Of a slow one: when it answers.
        awaited.Arrive(context.Request.Headers["webhook-id"].ToString());
        context.Response.StatusCode = StatusCodes.Status204NoContent;
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
