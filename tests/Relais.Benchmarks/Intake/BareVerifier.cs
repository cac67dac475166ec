using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Relais.Http;

namespace Relais.Benchmarks.Intake;

/// <summary>What taking a webhook comes to when nothing is kept: a routed endpoint of Kestrel that verifies the same signature over the bytes, and says yes or no.</summary>
internal sealed class BareVerifier : IAsyncDisposable
{
    private readonly WebApplication app;

    private BareVerifier(WebApplication app) => this.app = app;

    public Uri Address => new(new Uri(app.Urls.Single()), "/in/campaign/bare");

    public static async Task<BareVerifier> StartAsync(Pushes pushes, DateTimeOffset now)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/in/{campaign}/{inlet}", (RequestDelegate)(async context =>
        {
            var (headers, body) = (context.Request.Headers, new byte[context.Request.ContentLength!.Value]);
            await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
            var isGenuine = WebhookSignature.Verify(headers[WebhookSignature.IdHeader], headers[WebhookSignature.TimestampHeader], headers[WebhookSignature.SignatureHeader], body, pushes.Secret, now);
            context.Response.StatusCode = isGenuine ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        }));
        await app.StartAsync();
        return new BareVerifier(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
