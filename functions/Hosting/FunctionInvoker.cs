using System.Diagnostics;
using Relais.Hosting.Telemetry;

namespace Relais.Hosting;

/// <summary>Calls one function for one trigger, in a scope of its own: the same way under the Functions host, alone and stepped.</summary>
internal sealed partial class FunctionInvoker(IServiceScopeFactory scopes, HostingMode mode, ILogger<FunctionInvoker> log)
{
    public Task<InvocationResult> RunAsync(TimerFunction function, TimerInfo timer, Invocation invocation, CancellationToken stop) =>
        RunAsync(function, (provider, token) => function.Run(provider, timer, token), () => FunctionSpans.Run(function, invocation), invocation, stop);

    public Task<InvocationResult> RunAsync(QueueFunction function, ReadOnlyMemory<byte> body, Invocation invocation, CancellationToken stop)
    {
        var message = TraceContext.Take(body, out var sender);
        return RunAsync(function, (provider, token) => function.Run(provider, message, token), () => FunctionSpans.Process(function, mode, invocation, sender), invocation, stop);
    }

    private async Task<InvocationResult> RunAsync(
        FunctionDeclaration function, Func<IServiceProvider, CancellationToken, Task> call, Func<Activity?> begin, Invocation invocation, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        using var span = begin();
        var result = await RunAsync(function, call, span, invocation, stop);
        FunctionSpans.Ended(function, result, Stopwatch.GetElapsedTime(start));
        return result;
    }

    private async Task<InvocationResult> RunAsync(
        FunctionDeclaration function, Func<IServiceProvider, CancellationToken, Task> call, Activity? span, Invocation invocation, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            await using var scope = scopes.CreateAsyncScope();
            await call(scope.ServiceProvider, stop);
            Ran(function.Name, invocation.Id, invocation.Attempt);
            return InvocationResult.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Stopped(function.Name, invocation.Id);
            return InvocationResult.Stopped;
        }
        // Whatever a function throws is one failed invocation: the queue's or the timer's rules say what follows.
        catch (Exception exception)
        {
            span.Fail(exception);
            Failed(exception, function.Name, invocation.Id, invocation.Attempt);
            return InvocationResult.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Function} ran (invocation {InvocationId}, attempt {Attempt}).")]
    private partial void Ran(string function, string invocationId, long attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} was stopped with the process (invocation {InvocationId}).")]
    private partial void Stopped(string function, string invocationId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed (invocation {InvocationId}, attempt {Attempt}).")]
    private partial void Failed(Exception exception, string function, string invocationId, long attempt);
}
