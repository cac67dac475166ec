using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.Tests.Http;

/// <summary>A stranger's server on this machine, which counts who calls.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly WebApplication app;

    private Sink(WebApplication app) => this.app = app;

    public ConcurrentQueue<string> Hits { get; } = [];

    public int Port => new Uri(app.Urls.First()).Port;

    public Uri Address => new($"http://localhost:{Port}/");

    public static async Task<Sink> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var sink = new Sink(builder.Build());
        sink.app.Run(context =>
        {
            sink.Hits.Enqueue($"{context.Request.Method} {context.Request.Path}");
            return answer(context);
        });
        await sink.app.StartAsync();
        return sink;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

/// <summary>A stranger that speaks no HTTP of its own accord: says its bytes to every caller and hangs up.</summary>
internal sealed class RawSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public RawSink(string bytes)
    {
        listener.Start();
        _ = AnswerAsync(Encoding.ASCII.GetBytes(bytes));
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public void Dispose() => listener.Dispose();

    // The client calls again when it was hung up on without a word.
    private async Task AnswerAsync(byte[] bytes)
    {
        while (true)
        {
            TcpClient caller;
            try
            {
                caller = await listener.AcceptTcpClientAsync();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            using (caller)
            {
                await caller.GetStream().ReadAtLeastAsync(new byte[4_096], 16);
                await caller.GetStream().WriteAsync(bytes);
            }
        }
    }
}
