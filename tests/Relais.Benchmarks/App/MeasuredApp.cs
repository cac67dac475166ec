using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Storage;
using Relais.Subscriptions;

namespace Relais.Benchmarks.App;

/// <summary>The whole app as every command puts it together, in a corner of the emulator of its own, with a meter on its way to storage.</summary>
internal sealed class MeasuredApp : IAsyncDisposable
{
    public const string CampaignId = "campaign";

    /// <summary>Where a stepped clock begins: a minute in which nothing but the schedule of polls is due.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 2, 8, 1, 0, TimeSpan.Zero);

    // Asking the emulator for more at once gains nothing: it works on one thread.
    private const int SeedingInFlight = 16;

    private static int names;
    private readonly WebApplication app;

    private MeasuredApp(WebApplication app, StorageMeter storage) => (this.app, Storage) = (app, storage);

    public StorageMeter Storage { get; }

    /// <param name="emulator">Where its tables and queues are.</param>
    /// <param name="settings">What this app is to be; stepped when nothing else is said.</param>
    /// <param name="outside">Who answers its requests to strangers; null for the network.</param>
    /// <param name="prepare">What else is put into the app.</param>
    public static async Task<MeasuredApp> StartAsync(
        StorageEmulator emulator,
        IReadOnlyDictionary<string, string?>? settings = null,
        HttpMessageHandler? outside = null,
        Action<WebApplicationBuilder>? prepare = null)
    {
        var prefix = $"bench{Interlocked.Increment(ref names)}x";
        var storage = new StorageMeter(prefix);
        var app = WholeApp.Compose(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Relais:Stepped"] = "true",
                ["Polling:EveryMinutes"] = "1",
                ["Http:AllowLoopback"] = "true",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            });
            builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["AzureWebJobsStorage"] = emulator.ConnectionString, ["Relais:Prefix"] = prefix });
            builder.Services.AddSingleton(StorageAccount.FromConfiguration(builder.Configuration, prefix: prefix, transport: storage));
            if (outside is not null)
            {
                builder.Services.AddKeyedSingleton(HttpModule.OutboundHandlerKey, outside);
            }

            prepare?.Invoke(builder);
        });
        app.Services.GetRequiredService<SteppedClock>().Set(Beginning);
        await app.StartAsync();
        return new MeasuredApp(app, storage);
    }

    public IServiceProvider Services => app.Services;

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Lets the app run at one instant of its stepped clock.</summary>
    public Task StepAsync(DateTimeOffset now) => Get<SteppedRuntime>().StepAsync(now, CancellationToken.None);

    /// <summary>Calls a function as its trigger would, in a scope of its own.</summary>
    public async Task CallAsync<TFunction>(Func<TFunction, Task> call)
        where TFunction : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        await call(scope.ServiceProvider.GetRequiredService<TFunction>());
    }

    /// <summary>A live campaign that follows these sources.</summary>
    public async Task<Campaign> AddCampaignAsync(DateTimeOffset from, params FollowedSource[] sources)
    {
        var hashtag = Hashtag.TryParse("BoîteÀOutils", out var parsed, out var reason) ? parsed : throw new InvalidOperationException(reason);
        var campaign = new Campaign(CampaignId, "Boîte à outils", [hashtag], sources, from, null, Thresholds.Default);
        await Get<CampaignStore>().AddAsync(campaign, CancellationToken.None);
        return campaign;
    }

    /// <summary>So many webhooks that want to hear of every surge, and not of its end.</summary>
    public Task SubscribeAsync(int count, Func<int, string> address, DateTimeOffset now)
    {
        var (addresses, subscriptions) = (Get<AddressBook>(), Get<SubscriptionStore>());
        var options = new ParallelOptions { MaxDegreeOfParallelism = SeedingInFlight };
        return Parallel.ForEachAsync(Enumerable.Range(0, count), options, async (number, stop) =>
        {
            // As long as the ids that the app gives.
            var subscription = new Subscription($"s_{number:D32}", CampaignId, "webhook", AlertKinds.All, false, "en", now);
            await addresses.PutAsync(CampaignId, new Recipient(subscription.Id, "webhook", address(number), WebhookSecret.Create().Reveal(), "en"), stop);
            await subscriptions.PutAsync(subscription, stop);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
