using Relais.Alerts;
using Relais.Notifications;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Who is planned to hear of an alert.</summary>
public sealed class FanOutAlertTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly FanOutDue Due = new("climat", Make.Surge("climat", RelaisApp.Morning).Id, 1);

    [SkippableFact]
    public async Task Twelve_hundred_and_one_subscribers_are_three_pages_whatever_cuts_the_planning_short()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", 1201, addresses: false);
        var everybody = Enumerable.Range(0, 1201).Select(Make.SubscriberId).ToArray();
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);

        // The power fails after one request more each time.
        var cuts = 0;
        for (var finished = false; !finished; cuts++)
        {
            app.Storage.CutAfter(cuts);
            try
            {
                await FanOutAsync(app);
                finished = true;
            }
            catch (PowerCutException)
            {
                // What was planned by now is kept.
            }

            app.Storage.Restore();
            await CheckPagesAsync(app, everybody, all: finished);
        }

        Assert.InRange(cuts, 10, 30);
        Assert.Equal([500, 500, 201], (await PagesAsync(app)).Select(page => page.Length));
        Assert.Equal(1201, (await app.Get<LedgerReader>().CountAsync(Due.AlertId, Due.Version, default)).Planned);

        // Said again, it plans nobody twice and nobody new.
        await app.SubscribersAsync("climat", 1, addresses: false, from: 5000);
        await FanOutAsync(app);
        Assert.Equal(1201, (await app.Get<LedgerReader>().CountAsync(Due.AlertId, Due.Version, default)).Audience);
    }

    [SkippableFact]
    public async Task Pages_that_stand_are_kept_when_people_come_and_go_before_the_rest_is_planned()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var campaign = await app.CampaignAsync();
        await app.SubscribersAsync("climat", 2100, addresses: false);
        var alert = Make.Surge("climat", app.Now);
        await app.Get<AlertDesk>().RaiseAsync(alert, default);
        var notification = AlertText.Say(alert, campaign, Make.First(app.Now));
        Assert.NotNull(await app.Get<Ledger>().PlanAsync(notification, 1, [[.. Enumerable.Range(0, 500).Select(Make.SubscriberId)]], app.Now, default));

        var subscriptions = app.Get<SubscriptionStore>();
        await subscriptions.RemoveAsync("climat", Make.SubscriberId(7), default);
        await subscriptions.RemoveAsync("climat", Make.SubscriberId(499), default);
        await subscriptions.RemoveAsync("climat", Make.SubscriberId(2050), default);
        await app.SubscribersAsync("climat", 1, addresses: false, from: 2200);
        await FanOutAsync(app);

        var pages = await PagesAsync(app);
        Assert.Equal(Enumerable.Range(0, 500).Select(Make.SubscriberId), pages[0]);
        Assert.Equal(Enumerable.Range(2000, 100).Append(2200).Where(number => number != 2050).Select(Make.SubscriberId), pages[4]);
    }

    [SkippableFact]
    public async Task Only_those_who_want_this_kind_and_this_version_are_planned()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.CampaignAsync("other");
        await app.SubscribersAsync("climat", 3, addresses: false);
        await app.SubscribersAsync("climat", 2, addresses: false, from: 3, resolved: false);
        await app.SubscribersAsync("other", 4, addresses: false);
        await app.Get<SubscriptionStore>().PutAsync(new Subscription("s_x", "climat", "webhook", ["announcement"], true, "en", app.Now), default);
        var alert = Make.Surge("climat", app.Now);
        await app.Get<AlertDesk>().RaiseAsync(alert, default);
        await FanOutAsync(app);
        app.SetClock(app.Now.AddHours(1));
        await app.Get<AlertDesk>().ResolveAsync("climat", alert.Fingerprint, app.Now, alert.AtStart!, default);
        await FanOutAsync(app, Due with { Version = 2 });

        Assert.Equal(5, (await app.Get<LedgerReader>().CountAsync(alert.Id, 1, default)).Audience);
        Assert.Equal(3, (await app.Get<LedgerReader>().CountAsync(alert.Id, 2, default)).Audience);
        Assert.Equal("Marche climat is back to usual.", (await app.Get<Ledger>().ReadNotificationAsync(alert.Id, 2, default))!.Title.En);
    }

    [SkippableFact]
    public async Task A_message_about_nothing_plans_nothing()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.SubscribersAsync("climat", 3, addresses: false);
        await FanOutAsync(app);

        // The row stands before the alert does; and that of the second version before that is said.
        await app.Get<OpenAlerts>().OpenAsync(Due, app.Now, default);
        await FanOutAsync(app);
        await app.Get<AlertDesk>().RaiseAsync(Make.Surge("climat", app.Now), default);
        await app.Get<OpenAlerts>().OpenAsync(Due with { Version = 2 }, app.Now, default);
        await FanOutAsync(app, Due with { Version = 2 });
        await FanOutAsync(app, new FanOutDue("nowhere", Due.AlertId, 1));

        Assert.Empty(await PagesAsync(app));
    }

    private static Task FanOutAsync(RelaisApp app, FanOutDue? due = null) => app.RunAsync<FanOutAlert>(fanOut => fanOut.RunAsync(due ?? Due, default));

    private static async Task CheckPagesAsync(RelaisApp app, string[] everybody, bool all)
    {
        var planned = (await PagesAsync(app)).SelectMany(page => page).ToArray();
        Assert.Equal(everybody.Take(planned.Length), planned);
        Assert.True(!all || planned.Length == everybody.Length);
    }

    private static async Task<List<string[]>> PagesAsync(RelaisApp app)
    {
        var pages = new List<string[]>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {$"{Due.AlertId}.1"} and RowKey ge {"page~"} and RowKey lt {"page~~"}");
        await foreach (var row in app.Get<StorageAccount>().Table(Ledger.TableName).QueryAsync<TableEntity>(filter))
        {
            pages.Add(row.GetString("Recipients")!.Split('\n'));
        }

        return pages;
    }
}
