using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relais.Tests.Storage;

namespace Relais.EndToEndTests.Identity;

/// <summary>What App Service puts beside an app that has an identity: an address that gives tokens to whoever shows the header's secret, and what it was asked.</summary>
// learn.microsoft.com/azure/app-service/overview-managed-identity, "REST endpoint reference"
internal sealed class IdentityEndpoint : IAsyncDisposable
{
    public const string ClientId = "0f8fad5b-d9cb-469f-a165-70867728950e";
    public const string Secret = "the-header-of-this-app";

    // As it says of an id that is not the app's.
    private const string NotAssigned =
        """{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}""";

    private readonly WebApplication app;
    private readonly TimeSpan[] lifetimes;

    private IdentityEndpoint(WebApplication app, TimeSpan[] lifetimes) => (this.app, this.lifetimes) = (app, lifetimes);

    public string Address => new Uri(new Uri(app.Urls.First()), "/msi/token").ToString();

    /// <summary>Whether the app has lost its identity, or never had one.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Each question: method, the parts of its query in order of their names, and the header.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The tokens that it gave.</summary>
    public ConcurrentQueue<string> Given { get; } = new();

    /// <param name="lifetimes">How long each token lasts that it gives; the last one again and again.</param>
    public static async Task<IdentityEndpoint> StartAsync(TimeSpan[] lifetimes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var endpoint = new IdentityEndpoint(builder.Build(), lifetimes);
        endpoint.app.Run(endpoint.AnswerAsync);
        await endpoint.app.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={part.Value}");
        Asked.Enqueue($"{context.Request.Method} {context.Request.Path} {string.Join(' ', query)} {context.Request.Headers["X-IDENTITY-HEADER"]}");
        if (IsRemoved)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(NotAssigned);
            return;
        }

        var now = TimeProvider.System.GetUtcNow();
        var until = now + lifetimes[Math.Min(Given.Count, lifetimes.Length - 1)];
        var token = StorageToken.Write(now.AddMinutes(-5), until);
        Given.Enqueue(token);
        await context.Response.WriteAsJsonAsync(new Dictionary<string, string>
        {
            ["access_token"] = token,
            ["client_id"] = ClientId,
            ["expires_on"] = until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = StorageToken.Audience,
            ["token_type"] = "Bearer",
        });
    }
}
