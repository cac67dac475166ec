using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Relais.Tests;

namespace Relais.EndToEndTests.People;

/// <summary>A push service on this machine, and the browser's half of the keys: takes what is closed, and has others' packages open it.</summary>
internal sealed class PushService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(byte[] Body, string Authorization)> received = new();
    private readonly string privateKey;
    private readonly string publicKey;
    private readonly string auth = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));

    private PushService(WebApplication app)
    {
        this.app = app;
        (privateKey, publicKey) = CreateKeys();
    }

    public int Received => received.Count;

    private string Endpoint => app.Urls.Single() + "/push/browser-1";

    public static async Task<PushService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new PushService(builder.Build());
        service.app.MapPost("/push/{browser}", (RequestDelegate)service.KeepAsync);
        await service.app.StartAsync();
        return service;
    }

    /// <summary>A pair of raw keys in base64url, as web-push makes them.</summary>
    public static (string PrivateKey, string PublicKey) CreateKeys()
    {
        using var keys = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var all = keys.ExportParameters(includePrivateParameters: true);
        return (WebEncoders.Base64UrlEncode(all.D!), WebEncoders.Base64UrlEncode([4, .. all.Q.X!, .. all.Q.Y!]));
    }

    /// <summary>What makes a browser that cannot reach its own push service subscribe at this one, and allow notifications.</summary>
    public string Script => $$"""
        Notification.requestPermission = async () => "granted";
        PushManager.prototype.getSubscription = async () => null;
        PushManager.prototype.subscribe = async options => {
          window.subscribedWith = options;
          return { toJSON: () => ({ endpoint: {{JsonSerializer.Serialize(Endpoint)}}, keys: { p256dh: "{{publicKey}}", auth: "{{auth}}" } }) };
        };
        """;

    /// <summary>The words of the push that came as the n-th.</summary>
    public async Task<JsonElement> OpenAsync(int n, string vapidPublicKey, string vapidPrivateKey)
    {
        var (body, authorization) = received.ElementAt(n);
        var seen = await NodeScript.RunAsync("Notifications/webpush.mjs", "web-push", JsonSerializer.Serialize(new
        {
            body = Convert.ToBase64String(body),
            authorization,
            endpoint = Endpoint,
            receiver = new { privateKey, auth },
            vapid = new { subject = "mailto:relais@example.org", publicKey = vapidPublicKey, privateKey = vapidPrivateKey },
            ttl = 60,
            urgency = "normal",
            topic = "t",
        }));
        Assert.True(seen.GetProperty("isSigned").GetBoolean());
        return JsonDocument.Parse(seen.GetProperty("text").GetString()!).RootElement;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        received.Enqueue((body.ToArray(), context.Request.Headers.Authorization.ToString()));
        context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
