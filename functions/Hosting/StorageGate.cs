namespace Relais.Hosting;

/// <summary>Holds each request back until tables and queues are there, but for the host's question whether anybody is home and for endpoints that do <see cref="WithoutStorage"/>.</summary>
internal sealed class StorageGate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, StorageSetup setup)
    {
        if (context.Request.Path != "/" && context.GetEndpoint()?.Metadata.GetMetadata<WithoutStorage>() is null)
        {
            try
            {
                await setup.WaitAsync(context.RequestAborted);
            }
            // A failure is in the log already.
            catch (Exception exception) when (StorageFailure.Is(exception, context.RequestAborted))
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "5";
                return;
            }
        }
        await next(context);
    }
}
