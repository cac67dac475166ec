namespace Relais.Hosting.Local;

/// <summary>Does alone what the Functions host does in the cloud: runs due timers and drains every queue, in real time.</summary>
internal sealed partial class LocalRuntime(
    HostingMode mode,
    FunctionCatalog catalog,
    FunctionSettings settings,
    FunctionQueues queues,
    FunctionInvoker invoker,
    MessageHandling handling,
    TimerTable timers,
    StorageSetup setup,
    TimeProvider clock,
    ILogger<LocalRuntime> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!mode.IsLocal) return;
        await setup.WaitAsync(stoppingToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var loops = catalog.Timers.Where(IsOn).Select(timer => StartTimer(timer, ending.Token))
            .Concat(queues.All.Where(queue => IsOn(queue.Function)).Select(queue => StartPump(queue, ending.Token)))
            .ToArray();
        try
        {
            // The first loop that fails for a reason nobody foresaw takes the process down: half an app would look like a whole one.
            await foreach (var loop in Task.WhenEach(loops)) await loop;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsOn(FunctionDeclaration function)
    {
        if (!settings.IsDisabled(function.Name)) return true;
        Disabled(function.Name);
        return false;
    }

    private Task StartTimer(TimerFunction function, CancellationToken stop)
    {
        if (!settings.TryExpand(function.Trigger.Schedule, out var text, out var missing))
        {
            InError(function.Name, $"the setting '{missing}' of its schedule is missing");
            return Task.CompletedTask;
        }
        if (!TimerSchedule.TryParse(text, out var schedule, out var reason))
        {
            InError(function.Name, reason);
            return Task.CompletedTask;
        }
        var holder = $"{Environment.MachineName}/{Environment.ProcessId}";
        return new TimerLoop(function, schedule, holder, timers, invoker, clock, log).RunAsync(stop);
    }

    private Task StartPump(FunctionQueue queue, CancellationToken stop)
    {
        if (queue.Fault is null) return new QueuePump(queue, handling, log).RunAsync(stop);
        InError(queue.Function.Name, queue.Fault);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} is disabled by a setting.")]
    private partial void Disabled(string function);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} was not started: {Reason}.")]
    private partial void InError(string function, string reason);
}
