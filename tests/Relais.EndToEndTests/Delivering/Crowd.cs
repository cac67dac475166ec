using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.EndToEndTests.Delivering;

/// <summary>The receivers: many destinations on this machine, one in ten of them ill at first; every webhook that one of them took is kept.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly Random draw;
    private readonly TimeSpan slowest;
    private readonly ConcurrentQueue<Heard> heard = new();
    private WebApplication? app;
    private Dictionary<int, Destination> destinations = [];
    private Uri[] addresses = [];
    private int taken;
    private int refused;
    private int underWay;
    private int brokenOff;

    private Crowd(int seed, TimeSpan slowest) => (draw, this.slowest) = (new Random(seed), slowest);

    /// <summary>Webhooks that were taken, repeats included: answered with 204, or broken off while the answer was on its way.</summary>
    public int Taken => Volatile.Read(ref taken);

    /// <summary>Calls that an ill destination refused or left without an answer.</summary>
    public int Refused => Volatile.Read(ref refused);

    /// <summary>Taken and not answered yet.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>Taken, but whoever called was gone before the answer.</summary>
    public int BrokenOff => Volatile.Read(ref brokenOff);

    public IReadOnlyCollection<Heard> All => heard;

    public static async Task<Crowd> StartAsync(int hosts, int failures, TimeSpan slowest, int seed)
    {
        var crowd = new Crowd(seed, slowest);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(server => Array.ForEach(new int[hosts], _ => server.Listen(IPAddress.Loopback, 0)));
        builder.Logging.ClearProviders();
        crowd.app = builder.Build();
        crowd.app.MapPost("/{number:int}", (RequestDelegate)crowd.HearAsync);
        await crowd.app.StartAsync();
        crowd.addresses = [.. crowd.app.Urls.Select(url => new Uri(url))];
        crowd.destinations = crowd.addresses.Select((address, i) => (address.Port, new Destination((Illness)(i % 10 == 3 ? 1 + (i / 10 % 3) : 0), failures)))
            .ToDictionary(pair => pair.Port, pair => pair.Item2);
        return crowd;
    }

    /// <summary>Where a recipient lives: one destination after the other.</summary>
    public string AddressOf(int number) => new Uri(addresses[number % addresses.Length], number.ToString(CultureInfo.InvariantCulture)).ToString();

    /// <summary>As the API names the destinations.</summary>
    public IEnumerable<string> Destinations => addresses.Select(address => "webhook:" + address.Authority);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            // Nobody waits for those who hang.
            using var now = new CancellationTokenSource(TimeSpan.Zero, TimeProvider.System);
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    private async Task HearAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        switch (destinations[context.Connection.LocalPort].Next())
        {
            case Illness.Limited:
                Interlocked.Increment(ref refused);
                context.Response.Headers.RetryAfter = "2";
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            case Illness.Failing:
                Interlocked.Increment(ref refused);
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case Illness.Hanging:
                Interlocked.Increment(ref refused);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            default:
                await TakeAsync(context, body.RootElement);
                return;
        }
    }

    private async Task TakeAsync(HttpContext context, JsonElement body)
    {
        var data = body.GetProperty("data");
        var (id, title) = (context.Request.Headers["webhook-id"].ToString(), data.GetProperty("title").GetString()!);
        Interlocked.Increment(ref underWay);
        heard.Enqueue(new Heard(
            int.Parse((string)context.Request.RouteValues["number"]!, CultureInfo.InvariantCulture), id, body.GetProperty("type").GetString()!, data.GetProperty("version").GetInt32(), title));
        Interlocked.Increment(ref taken);
        try
        {
            await Task.Delay(Draw(), TimeProvider.System, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref brokenOff);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private TimeSpan Draw()
    {
        lock (draw)
        {
            return slowest * draw.NextDouble();
        }
    }

    private enum Illness
    {
        None,
        Limited,
        Failing,
        Hanging,
    }

    /// <summary>One destination: well, or ill for its first calls. One that limits does so for three seconds.</summary>
    private sealed class Destination(Illness illness, int failures)
    {
        private static readonly TimeSpan Limits = TimeSpan.FromSeconds(3);
        private int calls;
        private long first;

        public Illness Next()
        {
            var call = Interlocked.Increment(ref calls);
            if (illness != Illness.Limited)
            {
                return call <= failures ? illness : Illness.None;
            }

            Interlocked.CompareExchange(ref first, TimeProvider.System.GetTimestamp(), 0);
            return TimeProvider.System.GetElapsedTime(Volatile.Read(ref first)) < Limits ? illness : Illness.None;
        }
    }
}

/// <summary>One webhook that was taken.</summary>
internal sealed record Heard(int Number, string Id, string Type, int Version, string Title);
