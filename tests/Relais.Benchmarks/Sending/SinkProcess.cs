using System.Diagnostics;
using System.Globalization;

namespace Relais.Benchmarks.Sending;

/// <summary>The sink as those who send to it see it.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

    private SinkProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<SinkProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Sink).Assembly.Location, Sink.Argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sink did not start.");
        return new SinkProcess(process, new Uri(said));
    }

    /// <summary>Sends and waits until so many different messages have arrived.</summary>
    /// <exception cref="InvalidOperationException">Within a minute they had not.</exception>
    public async Task<Arrivals> MeasureAsync(int count, Func<Task> send)
    {
        using var _ = await client.PostAsync(new Uri(Address, $"expect/{count}"), null);
        var start = Stopwatch.GetTimestamp();
        var sending = send();
        var said = await client.GetStringAsync(new Uri(Address, "arrivals"));
        await sending;
        var parts = said.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return parts[0] == count
            ? new Arrivals(count, (int)parts[1], Stopwatch.GetElapsedTime(start, parts[2]), Stopwatch.GetElapsedTime(start, parts[3]))
            : throw new InvalidOperationException($"Of {count} messages {parts[0]} arrived.");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

/// <summary>What arrived, and when, counted from the first line of the sending.</summary>
/// <param name="All">Repeats included.</param>
internal sealed record Arrivals(int Different, int All, TimeSpan First, TimeSpan Last)
{
    public double PerSecond => Different / Last.TotalSeconds;
}
