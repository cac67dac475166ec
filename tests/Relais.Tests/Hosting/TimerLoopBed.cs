using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Hosting.Worker;
using Relais.Storage;

namespace Relais.Tests.Hosting;

/// <summary>Processes that share one timer and its row, with the clock in the test's hand.</summary>
public abstract class TimerLoopBed(Azurite azurite) : IAsyncLifetime, IDisposable
{
    private protected const string Each5Minutes = "0 */5 * * * *";
    private protected static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 2, 0, TimeSpan.Zero);

    private protected readonly ManualClock clock = new(Start);
    private protected readonly Channel<TimerInfo> runs = Channel.CreateUnbounded<TimerInfo>();
    private protected readonly CancellationTokenSource stop = new();
    private protected readonly SemaphoreSlim done = new(0);
    private protected readonly List<Task> loops = [];
    private protected TimerTable table = null!;
    private protected Func<CancellationToken, Task> behave = _ => Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        stop.Dispose();
        done.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task OpenAsync()
    {
        var settings = new Dictionary<string, string?> { ["AzureWebJobsStorage"] = azurite.ConnectionString };
        var account = StorageAccount.FromConfiguration(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), prefix: Azurite.NewName("timer"));
        await account.Table(TimerTable.Name).CreateIfNotExistsAsync();
        table = new TimerTable(account);
    }

    private protected void Begin(string holder = "first", TimerTriggerAttribute? trigger = null)
    {
        trigger ??= new TimerTriggerAttribute(Each5Minutes);
        Assert.True(TimerSchedule.TryParse(trigger.Schedule, out var schedule, out _));
        var function = new TimerFunction("Tick", "timer", trigger, async (_, timer, token) =>
        {
            runs.Writer.TryWrite(timer);
            await behave(token);
        });
        var scopes = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var invoker = new FunctionInvoker(scopes, new HostingMode(new ConfigurationBuilder().Build()), NullLogger<FunctionInvoker>.Instance);
        loops.Add(new TimerLoop(function, schedule, holder, table, invoker, clock, NullLogger.Instance).RunAsync(stop.Token));
    }

    private protected async Task WriteAsync(TimerStatus status, string? holder = null, DateTimeOffset? until = null) =>
        Assert.NotNull(await table.WriteAsync(new TimerRow("Tick", status, holder, until, default), default));

    private protected async Task<TimerRow> RowAsync() => (await table.FindAsync("Tick", default))!;

    // Storage takes real time, in which the clock stands still: whoever renews a hold has to have come to it.
    private protected async Task UntilHeldAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await RowAsync()).HeldUntil < clock.GetUtcNow().AddSeconds(10))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private protected static TimeSpan Minutes(int minutes) => TimeSpan.FromMinutes(minutes);

    private protected static DateTimeOffset At(int hour, int minute) => new(2026, 11, 20, hour, minute, 0, TimeSpan.Zero);
}
