using System.Collections.Concurrent;
using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relais.Storage;
using Relais.Tests.Http;

namespace Relais.Tests.Storage;

/// <summary>A storage account on a socket with TLS that answers as a test says, and keeps each request as it came.</summary>
internal sealed class RecordedStorage : IAsyncDisposable
{
    private readonly TestAuthority authority;
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Recorded> requests;

    private RecordedStorage(TestAuthority authority, WebApplication app, ConcurrentQueue<Recorded> requests) => (this.authority, this.app, this.requests) = (authority, app, requests);

    public IReadOnlyList<Recorded> Requests => [.. requests];

    /// <summary>Tables and queues alike: both services answer at one address.</summary>
    public Uri Address => new(app.Urls.First() + "/acct");

    public HttpPipelineTransport Transport => new HttpClientTransport(AzuriteOverTls.Trusting(authority.Root));

    public static async Task<RecordedStorage> StartAsync(Func<Recorded, (int Status, string Body, string Challenge)> answer)
    {
        var (authority, requests) = (new TestAuthority(), new ConcurrentQueue<Recorded>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(authority.Issue("127.0.0.1"))));
        var app = builder.Build();
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new Recorded(
                $"{context.Request.Method} {context.Request.Path}",
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync());
            requests.Enqueue(request);
            var (status, body, challenge) = answer(request);
            context.Response.StatusCode = status;
            if (challenge.Length > 0)
            {
                context.Response.Headers.WWWAuthenticate = challenge;
            }

            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return new RecordedStorage(authority, app, requests);
    }

    public StorageAccount Open(TokenCredential credential) => StorageAccount.Open(new StorageSetting.ByToken(Address, Address, credential), transport: Transport);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        authority.Dispose();
    }
}

/// <summary>One request as it came: method and path, headers with all their values, body.</summary>
internal sealed record Recorded(string Line, Dictionary<string, string[]> Headers, string Body)
{
    public string Authorization => Assert.Single(Headers["Authorization"]);
}
