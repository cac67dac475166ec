using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Relais.Benchmarks.Sending;

/// <summary>The sink as those who send to it see it.</summary>
internal sealed class SinkProcess : IAsyncDisposable
{
    private const int HostsANumber = 256;

    private readonly Process process;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(10) };
    private readonly int port;
    private readonly int encryptedPort;
    private int hosts = HostsANumber * HostsANumber;

    private SinkProcess(Process process, int[] ports, X509Certificate2 root)
    {
        (this.process, port, encryptedPort, Root) = (process, ports[0], ports[1], root);
        Address = Url("127.0.0.1", "/");
    }

    public Uri Address { get; }

    /// <summary>Vouches for its encrypted hosts.</summary>
    public X509Certificate2 Root { get; }

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<SinkProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Sink).Assembly.Location, Sink.Argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var ports = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sink did not start.");
        var root = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((await process.StandardOutput.ReadLineAsync())!));
        return new SinkProcess(process, [.. ports.Split(' ').Select(port => int.Parse(port, CultureInfo.InvariantCulture))], root);
    }

    /// <summary>So many addresses on one host.</summary>
    public IReadOnlyList<string> OnOneHost(int count) => [.. Enumerable.Range(0, count).Select(number => $"{Address}{number}")];

    /// <summary>So many addresses, each on a host of its own that nobody has met yet.</summary>
    /// <param name="path">What kind of receiver the n-th is.</param>
    public IReadOnlyList<string> OnNewHosts(int count, Func<int, string> path)
    {
        var first = Interlocked.Add(ref hosts, count) - count;
        return [.. Enumerable.Range(first, count).Select(host => Url(AddressOf(host), $"{path(host - first)}{host}").ToString())];

        static string AddressOf(int host) => string.Create(
            CultureInfo.InvariantCulture, $"127.{host / (HostsANumber * HostsANumber)}.{host / HostsANumber % HostsANumber}.{host % HostsANumber}");
    }

    /// <summary>The same, encrypted.</summary>
    public IReadOnlyList<string> OnNewEncryptedHosts(int count)
    {
        var first = Interlocked.Add(ref hosts, count) - count;
        return [.. Enumerable.Range(first, count).Select(host => $"https://host{host}.{SinkCertificate.Domain}:{encryptedPort}/{host}")];
    }

    /// <summary>Sends and waits until so many different messages have arrived.</summary>
    /// <exception cref="InvalidOperationException">Within minutes they had not.</exception>
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
        Root.Dispose();
    }

    private Uri Url(string host, string path) => new($"http://{host}:{port}{path}");
}

/// <summary>What arrived, and when, counted from the first line of the sending.</summary>
/// <param name="All">Repeats included.</param>
internal sealed record Arrivals(int Different, int All, TimeSpan First, TimeSpan Last)
{
    public double PerSecond => Different / Last.TotalSeconds;
}
