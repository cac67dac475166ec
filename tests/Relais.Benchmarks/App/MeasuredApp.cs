using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Secrets;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;

namespace Relais.Benchmarks.App;

/// <summary>The whole app as every command puts it together, in a corner of the emulator of its own, with a meter on its way to storage.</summary>
internal sealed class MeasuredApp : IAsyncDisposable
{
    // The same for every app: one process furnishes what another sends to.
    private const string Keys = "VGhlIGtleSBvZiBldmVyeSB0ZXN0OiBubyBzZWNyZXQ=";

    public const string CampaignId = "campaign";

    /// <summary>Where a stepped clock begins: a minute in which nothing but the schedule of polls is due.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 2, 8, 1, 0, TimeSpan.Zero);

    // Table Storage, entity group transactions.
    private const int RowsATransaction = 100;

    private static int names;
    private readonly WebApplication app;

    private MeasuredApp(WebApplication app, StorageMeter storage) => (this.app, Storage) = (app, storage);

    public StorageMeter Storage { get; }

    /// <param name="emulator">Where its tables and queues are.</param>
    /// <param name="settings">What this app is to be; stepped when nothing else is said.</param>
    /// <param name="outside">Who answers its requests to strangers; null for the network.</param>
    /// <param name="prepare">What else is put into the app.</param>
    /// <param name="onlyCounts">The meter only counts requests.</param>
    public static Task<MeasuredApp> StartAsync(
        StorageEmulator emulator,
        IReadOnlyDictionary<string, string?>? settings = null,
        HttpMessageHandler? outside = null,
        Action<WebApplicationBuilder>? prepare = null,
        bool onlyCounts = false) =>
        StartAsync(emulator.ConnectionString, $"bench{Interlocked.Increment(ref names)}x", settings, outside, prepare, onlyCounts);

    /// <summary>The same in a corner that somebody else may have furnished.</summary>
    public static async Task<MeasuredApp> StartAsync(
        string connection,
        string prefix,
        IReadOnlyDictionary<string, string?>? settings = null,
        HttpMessageHandler? outside = null,
        Action<WebApplicationBuilder>? prepare = null,
        bool onlyCounts = false)
    {
        var storage = new StorageMeter(prefix, onlyCounts);
        var app = WholeApp.Compose(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Relais:Stepped"] = "true",
                [KeyRing.Setting] = Keys,
                ["Polling:EveryMinutes"] = "1",
                ["Http:AllowLoopback"] = "true",
                ["Logging:LogLevel:Default"] = "Warning",
                ["Logging:LogLevel:Microsoft"] = "Warning",
                ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            });
            builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.Configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["AzureWebJobsStorage"] = connection, ["Relais:Prefix"] = prefix });
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
    public Task<Campaign> AddCampaignAsync(DateTimeOffset from, params FollowedSource[] sources) => AddCampaignAsync(CampaignId, from, sources);

    /// <inheritdoc cref="AddCampaignAsync(DateTimeOffset, FollowedSource[])"/>
    public async Task<Campaign> AddCampaignAsync(string id, DateTimeOffset from, params FollowedSource[] sources)
    {
        var hashtag = Hashtag.TryParse("BoîteÀOutils", out var parsed, out var reason) ? parsed : throw new InvalidOperationException(reason);
        var campaign = new Campaign(id, "Boîte à outils", [hashtag], sources, from, null, Thresholds.Default);
        await Get<CampaignStore>().AddAsync(campaign, CancellationToken.None);
        return campaign;
    }

    /// <summary>Webhooks that want to hear of everything but ends, written by the hundred as no request of a person would be.</summary>
    public async Task SubscribeAsync(string campaignId, IReadOnlyList<string> webhooks, DateTimeOffset now)
    {
        var rows = new AddressRows(Get<Seal>());
        foreach (var some in webhooks.Index().Chunk(RowsATransaction))
        {
            await WriteAsync(AddressBook.TableName, some.Select(one => rows.Encode(campaignId, new Recipient(Id(one.Index), "webhook", one.Item, WebhookSecret.Create().Reveal(), "en"))));
            await WriteAsync(SubscriptionStore.TableName, some.Select(one => SubscriptionStore.Encode(new Subscription(Id(one.Index), campaignId, "webhook", AlertKinds.All, false, "en", now))));
        }
    }

    /// <summary>People with wishes, by webhook each, spread over all rows in which they are counted.</summary>
    public async Task JoinAsync(string campaignId, int members, Wishes wishes, DateTimeOffset now)
    {
        var rows = new AddressRows(Get<Seal>());
        foreach (var some in Enumerable.Range(0, members).Chunk(RowsATransaction))
        {
            await WriteAsync(AddressBook.TableName, some.Select(number => rows.Encode(
                campaignId, new Recipient(Member(number, members), "webhook", $"http://localhost/{number}", WebhookSecret.Create().Reveal(), "en") { Person = $"{number:D22}", Wishes = wishes })));
            await WriteAsync(SubscriptionStore.TableName, some.Select(number => SubscriptionStore.Encode(new Subscription(Member(number, members), campaignId, "webhook", AlertKinds.All, false, "en", now))));
        }
    }

    /// <summary>Takes them away again, so that the emulator, which goes through a whole table with each query, does not get slower.</summary>
    public async Task UnsubscribeAsync(string campaignId, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(RowsATransaction))
        {
            foreach (var table in new[] { AddressBook.TableName, SubscriptionStore.TableName })
            {
                await Services.GetRequiredKeyedService<TableClient>(table).SubmitTransactionAsync(
                    some.Select(number => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(campaignId, Id(number)), ETag.All)), CancellationToken.None);
            }
        }
    }

    /// <summary>Raises an organiser's call, which waits for nobody; each key once.</summary>
    public async Task<Alert> RaiseAsync(string campaignId, string key, DateTimeOffset now)
    {
        var alert = CallOf(campaignId, key, now);
        return (await Get<AlertDesk>().RaiseAsync(alert, CancellationToken.None)).Alert;
    }

    /// <summary>A call as <see cref="RaiseAsync"/> raises it.</summary>
    public static Alert CallOf(string campaignId, string key, DateTimeOffset now) => new CallDraft(
        campaignId,
        Title: new TextDraft("Now is the moment: #BoîteÀOutils", "C'est le moment : #BoîteÀOutils"),
        Body: new TextDraft("The assembly votes within the hour. Write to your representative, and pass it on.", "L'assemblée vote dans l'heure. Écrivez à votre élue ou élu, et faites passer."),
        Url: "https://example.org/boite-a-outils").ToAlert(key, "bench", now);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    // As long as the ids that the app gives.
    private static string Id(int number) => $"s_{number:D32}";

    private static string Member(int number, int members) => $"m_{number * 256 / members:x2}{number:D22}";

    private async Task WriteAsync(string table, IEnumerable<TableEntity> rows)
    {
        var upserts = rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row));
        await Services.GetRequiredKeyedService<TableClient>(table).SubmitTransactionAsync(upserts, CancellationToken.None);
    }
}
