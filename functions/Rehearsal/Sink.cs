using System.Collections.Concurrent;
using System.Text.Json;
using Relais.Http;

namespace Relais.Rehearsal;

/// <summary>Receives the demonstration's webhooks: checks each signature, and at one address fails twice before it accepts.</summary>
public sealed class Sink(TextWriter output, TimeProvider clock)
{
    private const int FailuresFirst = 2;

    private readonly ConcurrentDictionary<string, WebhookSecret> secrets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);

    public void Expect(string name, WebhookSecret secret) => secrets[name] = secret;

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/sink/{name}", ReceiveAsync);

    private async Task<IResult> ReceiveAsync(HttpContext context, string name)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var (id, timestamp, signature) = (Header(context, "webhook-id"), Header(context, "webhook-timestamp"), Header(context, "webhook-signature"));
        if (!secrets.TryGetValue(name, out var secret) || !WebhookSignature.Verify(id, timestamp, signature, body.ToArray(), secret, clock.GetUtcNow()))
        {
            return TypedResults.Unauthorized();
        }

        var attempt = attempts.AddOrUpdate(name + id, 1, (_, earlier) => earlier + 1);
        var accepted = name != "flaky" || attempt > FailuresFirst;
        using var document = JsonDocument.Parse(body.ToArray());
        await output.WriteLineAsync($"      {name} webhook: {document.RootElement.GetProperty("type").GetString()}, signature valid, attempt {attempt}: {(accepted ? "accepted" : "503")}");
        return TypedResults.StatusCode(accepted ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable);
    }

    private static string Header(HttpContext context, string name) => context.Request.Headers[name].ToString();
}
