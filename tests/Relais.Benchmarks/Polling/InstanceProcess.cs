using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Relais.Benchmarks.Polling;

/// <summary>The crowded instance in a process of its own, so that what it takes is not the app's.</summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    /// <summary>The argument that makes this program an instance.</summary>
    public const string Argument = "instance";

    private readonly Process process;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });

    private InstanceProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<InstanceProcess> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(InstanceProcess).Assembly.Location, Argument]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The instance did not start.");
        return new InstanceProcess(process, new Uri(address));
    }

    /// <summary>Serves until standard input ends: says its address, then answers timelines, `POST /minutes/{count}` and `GET /asked`.</summary>
    public static async Task<int> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var instance = new CrowdedInstance("mastodon.example");
        app.Run(context =>
        {
            const string Minutes = "/minutes/";
            var path = context.Request.Path.Value!;
            if (path.StartsWith(Minutes, StringComparison.Ordinal))
            {
                instance.GoTo(int.Parse(path[Minutes.Length..], CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            }

            context.Response.ContentType = "application/json";
            return instance.Answer(new Uri(context.Request.GetEncodedUrl())) is { } page
                ? context.Response.Body.WriteAsync(page).AsTask()
                : context.Response.WriteAsync(instance.Asked.ToString(CultureInfo.InvariantCulture));
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single() + "/");
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async Task GoToAsync(int minutes)
    {
        using var _ = await client.PostAsync(new Uri(Address, string.Create(CultureInfo.InvariantCulture, $"minutes/{minutes}")), null);
    }

    public async Task<int> AskedAsync() => int.Parse(await client.GetStringAsync(new Uri(Address, "asked")), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
