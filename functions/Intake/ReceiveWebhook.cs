using Azure;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake.Signing;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>Takes what a site pushes: known for its own, kept and counted once, and only then answered.</summary>
public static class ReceiveWebhook
{
    public static void MapReceiveWebhook(this IEndpointRouteBuilder routes)
    {
        var receive = routes.MapFunction(nameof(ReceiveWebhook), "in/{campaign}/{inlet}").WithTags("Intake");
        receive.MapMethods("", ["GET", "POST", "OPTIONS"], ReceiveAsync).ExcludeFromDescription();
    }

    // Facts C.4: enough for every form; a sender that has more is none of these.
    private const int MostBodyBytes = 256 * 1024;

    private static async Task<IResult> ReceiveAsync(
        string campaign,
        string inlet,
        HttpContext context,
        InletStore inlets,
        IEnumerable<IProvider> providers,
        SubmissionStore submissions,
        RefusalLog refusals,
        PublicAddress address,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await inlets.RecallAsync(campaign, inlet, cancellationToken) is not { IsUnreadable: false } found || providers.FirstOrDefault(one => one.Name == found.Provider) is not { } provider)
        {
            return Problem.NotFound("inlet");
        }

        if (await ReadAsync(context.Request, cancellationToken) is not { } body)
        {
            return await RefuseAsync("too large", StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            return await RefuseAsync("compressed", StatusCodes.Status415UnsupportedMediaType, body.Length);
        }

        var request = context.Request;
        var call = new IncomingCall(request.Method, new Uri(address.Root + request.Path + request.QueryString), request.Headers, body, now);
        if (provider.Greet(call, found) is { } greeting)
        {
            return Greet(context, greeting);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = "POST";
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        if (Verify(provider, found, call, now) is { } fault)
        {
            return await RefuseAsync(fault, StatusCodes.Status401Unauthorized, body.Length);
        }

        var (kept, why) = Read(provider, found, call);
        if (why is not null && kept.Count == 0)
        {
            return await RefuseAsync(why, StatusCodes.Status400BadRequest, body.Length);
        }

        try
        {
            // To its end, also when the sender goes away: it will come back and must find it.
            await submissions.KeepAsync(found, kept);
            if (why is not null)
            {
                // Of several things in one call the others are kept: the sender would repeat them for ever.
                await refusals.NoteAsync(found, why, body.Length, now, CancellationToken.None);
            }
        }
        catch (RequestFailedException)
        {
            context.Response.Headers.RetryAfter = "60";
            return Problem.Field("inlet", "cannot keep anything at the moment.", StatusCodes.Status503ServiceUnavailable);
        }

        return TypedResults.Ok();

        async Task<IResult> RefuseAsync(string reason, int status, long bytes = MostBodyBytes)
        {
            await refusals.NoteAsync(found, reason, bytes, now, cancellationToken);
            return Problem.Field(status == StatusCodes.Status401Unauthorized ? "signature" : "body", $"was refused: {reason}.", status);
        }
    }

    private static string? Verify(IProvider provider, Inlet inlet, IncomingCall call, DateTimeOffset now)
    {
        if (inlet.Bearer is { } bearer && Bearer.Verify(call, bearer).Fault is { } fault)
        {
            return fault;
        }

        // A site that cannot sign, or was not told with what, is known by the address alone.
        if (provider.Scheme is not { } scheme || inlet.Secrets.Count == 0)
        {
            return null;
        }

        return scheme.Verify(call, inlet.SecretsAt(now), now).Fault;
    }

    private static (IReadOnlyList<Submission> Kept, string? Fault) Read(IProvider provider, Inlet inlet, IncomingCall call)
    {
        var reading = provider.Read(call, inlet);
        var all = reading.Submissions.Select(SubmissionRules.Keep).ToArray();
        return ([.. all.Select(one => one.Kept).OfType<Submission>()], reading.Fault ?? all.FirstOrDefault(one => one.Fault is not null).Fault);
    }

    private static ContentHttpResult Greet(HttpContext context, Greeting greeting)
    {
        foreach (var (name, value) in greeting.Headers ?? new Dictionary<string, string>())
        {
            context.Response.Headers[name] = value;
        }

        return TypedResults.Text(greeting.Body, greeting.MediaType, statusCode: greeting.Status);
    }

    /// <summary>The bytes as they came; null when there are too many.</summary>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBodyBytes)
        {
            return null;
        }

        var (bytes, count) = (new byte[request.ContentLength ?? 4_096], 0);
        while (true)
        {
            if (count == bytes.Length)
            {
                if (count > MostBodyBytes)
                {
                    return null;
                }

                Array.Resize(ref bytes, Math.Min(Math.Max(2 * count, 4_096), MostBodyBytes + 1));
            }

            if (await request.Body.ReadAsync(bytes.AsMemory(count), cancellationToken) is not (> 0 and var more))
            {
                return count > MostBodyBytes ? null : bytes[..count];
            }

            count += more;
        }
    }
}
