namespace Relais.Hosting;

/// <summary>
/// Answers <c>GET /</c>, the Functions host's question whether anybody is home, before anything else is built. What calls need is built right behind the first
/// answer, while the host prepares what it will ask: tables and queues, and every endpoint.
/// </summary>
internal sealed class SignOfLife(HostingMode mode) : IStartupFilter
{
    private int asked;

    // Around the whole pipeline: routing builds every endpoint when the first request comes to it.
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Nothing else can come to this path there: no function has it, and what is no function's the host keeps to itself.
        if (mode.IsHandler) app.Use(AnswerAsync);
        next(app);
    };

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != "/" || !HttpMethods.IsGet(context.Request.Method))
        {
            await next(context);
        }
        else if (Interlocked.Exchange(ref asked, 1) == 0)
        {
            await context.Response.CompleteAsync();
            // A failure is in the log already, and the first invocation tries again.
            _ = context.RequestServices.GetRequiredService<StorageSetup>().WaitAsync(CancellationToken.None).ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            await next(context);
        }
    }
}
