using System.Text.Json;
using Relais.Alerts;
using Relais.Notifications;
using Relais.Secrets;
using Relais.Storage.Tables;
using Relais.Subscriptions;

namespace Relais.EndToEndTests.Delivering;

/// <summary>One call to all of a campaign's people, and how it stands in the API and in the ledger.</summary>
internal sealed class Call
{
    private const int SeedingInFlight = 32;

    private readonly KilledApps apps;
    private readonly string campaign;
    private readonly string alert;
    private readonly TableClient ledger;

    private Call(KilledApps apps, string campaign, string alert, TableClient ledger) => (this.apps, this.campaign, this.alert, this.ledger) = (apps, campaign, alert, ledger);

    private string Path => $"api/campaigns/{campaign}/alerts/{alert}";

    /// <summary>A campaign to which so many people have subscribed, each with an address.</summary>
    public static async Task<string> GatherAsync(KilledApps apps, string storage, int people, Func<int, string> address)
    {
        var campaign = (await apps.CallAsync(HttpMethod.Post, "api/campaigns", new { name = "Torture", hashtags = new[] { "torture" } })).GetProperty("id").GetString()!;
        var addresses = new AddressBook(new TableClient(storage, KilledApps.Prefix + AddressBook.TableName), new Seal(KeyRing.Parse(AppProcess.Keys)));
        var subscriptions = new SubscriptionStore(new TableClient(storage, KilledApps.Prefix + SubscriptionStore.TableName));
        var (now, secret) = (TimeProvider.System.GetUtcNow(), Http.WebhookSecret.Create().Reveal());
        await Parallel.ForEachAsync(Enumerable.Range(0, people), new ParallelOptions { MaxDegreeOfParallelism = SeedingInFlight }, async (number, stop) =>
        {
            var subscription = new Subscription(IdOf(number), campaign, "webhook", AlertKinds.Usual, true, "en", now);
            await addresses.PutAsync(campaign, new Recipient(subscription.Id, "webhook", address(number), secret, "en"), stop);
            await subscriptions.PutAsync(subscription, stop);
        });
        return campaign;
    }

    public static async Task<Call> RaiseAsync(KilledApps apps, string storage, string campaign, string title)
    {
        var raised = await apps.CallAsync(HttpMethod.Post, "api/alerts", new { campaign, title = new { en = title }, body = new { en = "Come all." } }, once: title);
        return new Call(apps, campaign, raised.GetProperty("id").GetString()!, new TableClient(storage, KilledApps.Prefix + Ledger.TableName));
    }

    public FanOutDue Planning(int version) => new(campaign, alert, version);

    /// <summary>The webhooks of a version that its receivers took.</summary>
    public Heard[] Heard(Crowd crowd, int version)
    {
        var ids = $"{alert}-{version}-";
        return [.. crowd.All.Where(heard => heard.Id.StartsWith(ids, StringComparison.Ordinal))];
    }

    /// <summary>What names a version of it to one person for ever.</summary>
    public string DeliveryIdOf(int number, int version) => $"{alert}-{version}-{IdOf(number)}";

    public Task CorrectAsync(string title) =>
        apps.CallAsync(HttpMethod.Post, Path + "/corrections", new { title = new { en = title }, body = new { en = "Come all." } });

    /// <summary>How many of a version's deliveries stand in each state, and whether all is done.</summary>
    public async Task<(DeliveryCounts Counts, bool Done)> StandsAsync(int version)
    {
        var progress = await apps.CallAsync(HttpMethod.Get, $"{Path}/progress?version={version}");
        return (CountsIn(progress.GetProperty("deliveries")), progress.GetProperty("done").GetBoolean());
    }

    /// <summary>What the alert itself says of all its versions together.</summary>
    public async Task<DeliveryCounts> TotalAsync() => CountsIn((await apps.CallAsync(HttpMethod.Get, Path)).GetProperty("deliveries"));

    /// <summary>How many deliveries of a version are listed as late, with a reason each.</summary>
    public async Task<int> ListLateAsync(int version)
    {
        var late = 0;
        for (string? after = ""; after is not null;)
        {
            var list = await apps.CallAsync(HttpMethod.Get, $"{Path}/deliveries?version={version}&state=late{after}");
            Assert.All(list.GetProperty("deliveries").EnumerateArray(), delivery => Assert.NotEqual("", delivery.GetProperty("reason").GetString()));
            late += list.GetProperty("deliveries").GetArrayLength();
            after = list.GetProperty("after").GetString() is { } next ? "&after=" + next : null;
        }

        return late;
    }

    /// <summary>The pages of a version as they lie in the ledger: until when each is held, and how many of it are written down as sent.</summary>
    public async Task<IReadOnlyDictionary<string, (DateTimeOffset HeldUntil, int Sent)>> ReadPagesAsync(int version)
    {
        var pages = new Dictionary<string, (DateTimeOffset, int)>(StringComparer.Ordinal);
        await foreach (var row in ledger.QueryAsync<TableEntity>(LedgerRows.PagesFrom(alert, version, 1)))
        {
            pages[row.RowKey] = (row.GetDateTimeOffset("LeaseUntil")!.Value, row.GetString("States")!.Count(state => state == (char)DeliveryState.Sent));
        }

        return pages;
    }

    private static DeliveryCounts CountsIn(JsonElement counts) => new(
        counts.GetProperty("planned").GetInt32(),
        counts.GetProperty("sent").GetInt32(),
        counts.GetProperty("deferred").GetInt32(),
        counts.GetProperty("failed").GetInt32(),
        counts.GetProperty("expired").GetInt32(),
        counts.GetProperty("suppressed").GetInt32());

    // As long as the ids that the app gives.
    private static string IdOf(int number) => $"s_{number:D32}";
}
