using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relais.EndToEndTests.Hosting;

/// <summary>What Azure keeps beside an app: an endpoint that gives its identity tokens, and storage over HTTPS that makes whatever it is asked for and writes down by what right.</summary>
internal sealed class IdentityPlatform : IAsyncDisposable
{
    private readonly WebApplication app;

    private IdentityPlatform(WebApplication app) => this.app = app;

    /// <summary>Who asked for a token: client id, resource, and the secret header.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The Authorization of each table and queue that was made.</summary>
    public ConcurrentQueue<string> Made { get; } = new();

    public string Identity => app.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)) + "/msi/token";

    public string Storage => app.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal));

    public static async Task<IdentityPlatform> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
        });
        var platform = new IdentityPlatform(builder.Build());
        platform.app.Run(platform.AnswerAsync);
        await platform.app.StartAsync();
        return platform;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // learn.microsoft.com/azure/app-service/overview-managed-identity: the REST endpoint.
    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.IsHttps)
        {
            Asked.Enqueue($"{request.Query["client_id"]} {request.Query["resource"]} {request.Headers["X-IDENTITY-HEADER"]}");
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""
                {"access_token":"token-of-the-identity","expires_on":"{{TimeProvider.System.GetUtcNow().AddHours(8).ToUnixTimeSeconds()}}","resource":"https://storage.azure.com","token_type":"Bearer","client_id":"x"}
                """);
            return;
        }

        Made.Enqueue(request.Headers.Authorization.ToString());
        context.Response.StatusCode = request.Method == "PUT" ? StatusCodes.Status201Created : StatusCodes.Status204NoContent;
    }
}
