using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Intake;

/// <summary>Takes what a site pushes: known for its own, kept and counted once, and only then answered.</summary>
public static class ReceiveWebhook
{
    public static void MapReceiveWebhook(this IEndpointRouteBuilder routes)
    {
        var receive = routes.MapFunction(nameof(ReceiveWebhook), "in/{campaign}/{inlet}").WithTags("Intake");
        receive.MapMethods("", ["GET", "POST", "OPTIONS"], ReceiveAsync).AddEndpointFilter(PutOffAsync).ExcludeFromDescription();
    }

    // Facts C.4: enough for every form; a sender that has more is none of these.
    internal const int MostBodyBytes = 256 * 1024;

    private const int RetrySeconds = 60;

    // Whoever sends tries again for hours after this answer, and gives up early after others.
    private static async ValueTask<object?> PutOffAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (Exception failure) when (StorageFailure.Is(failure, call.HttpContext.RequestAborted))
        {
            return NotNow(call.HttpContext.Response);
        }
    }

    private static ProblemHttpResult NotNow(HttpResponse response)
    {
        response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return Problem.Field("inlet", "cannot keep anything at the moment.", StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReceiveAsync(
        string campaign,
        string inlet,
        HttpContext context,
        InletStore inlets,
        IEnumerable<IProvider> providers,
        InletDoor door,
        InletCallers callers,
        RefusalLog refusals,
        PublicAddress address,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (request, response, now) = (context.Request, context.Response, time.GetUtcNow());
        if (await inlets.RecallAsync(campaign, inlet, cancellationToken) is not { } found || providers.FirstOrDefault(one => one.Name == found.Provider) is not { } provider)
        {
            return InletPages.AreWanted(context) ? InletPages.NotFound(context) : Problem.NotFound("inlet");
        }

        // Its key may be back on the ring in a minute: many a site switches an address off for ever that is not there.
        if (found.IsUnreadable)
        {
            return Refuse(NotNow(response));
        }

        if (provider.FromBrowsers)
        {
            // A script on the organiser's own page may read what came of it.
            response.Headers.AccessControlAllowOrigin = "*";
            if (HttpMethods.IsPost(request.Method) && callers.RefuseForm(context, found.Id) is { } wait)
            {
                return RefuseFor(wait);
            }
        }

        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return await RefuseAsync("too large", StatusCodes.Status413PayloadTooLarge);
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return await RefuseAsync("compressed", StatusCodes.Status415UnsupportedMediaType, body.Length);
        }

        var call = new IncomingCall(request.Method, new Uri(address.Root + request.Path + request.QueryString), request.Headers, body, now);
        if (provider.Greet(call, found) is { } greeting)
        {
            return Greet(context, greeting);
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            response.Headers.Allow = "POST";
            return TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }

        var taken = await door.TakeAsync(provider, found, call);
        switch (taken.Status)
        {
            case StatusCodes.Status200OK:
                if (taken.Why is { } part)
                {
                    // Of several things in one call the others are kept: the sender would repeat them for ever.
                    await refusals.NoteAsync(found, part, body.Length, now, CancellationToken.None);
                }

                return provider.FromBrowsers && InletPages.AreWanted(context) ? LeadOn(response, found.Redirect ?? $"/in/{found.CampaignId}/{found.Id}/thanks") : TypedResults.Ok();
            case StatusCodes.Status503ServiceUnavailable:
                return Refuse(NotNow(response));
            default:
                // Whoever was wrong too often costs no row any more; who is known is taken all the same, though they may share a network with others.
                if (taken.Status == StatusCodes.Status401Unauthorized && callers.RefuseStranger(context, found.Id) is { } seconds)
                {
                    return RefuseFor(seconds);
                }

                return await RefuseAsync(taken.Why!, taken.Status, body.Length);
        }

        IResult Refuse(ProblemHttpResult problem) => provider.FromBrowsers && InletPages.AreWanted(context) ? InletPages.Refused(context, problem.StatusCode) : problem;

        IResult RefuseFor(int wait)
        {
            response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            return Refuse(Problem.Field("request", "came too soon after others from the same network.", StatusCodes.Status429TooManyRequests));
        }

        async Task<IResult> RefuseAsync(string reason, int status, long bytes = MostBodyBytes)
        {
            await refusals.NoteAsync(found, reason, bytes, now, cancellationToken);
            return Refuse(Problem.Field(status == StatusCodes.Status401Unauthorized ? "signature" : "body", $"was refused: {reason}.", status));
        }
    }

    // 303: what follows is a page to look at, also where the form is sent again by a look at it.
    private static StatusCodeHttpResult LeadOn(HttpResponse response, string where)
    {
        response.Headers.Location = where;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
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
