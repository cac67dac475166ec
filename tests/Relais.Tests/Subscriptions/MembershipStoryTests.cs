using System.Text.Json;
using Relais.Hosting;
using Relais.Notifications;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>How people come to be told, change it, and leave.</summary>
public sealed class MembershipStoryTests : IClassFixture<Azurite>, IAsyncLifetime
{
    private readonly Azurite azurite;
    private readonly string campaign = Azurite.NewName("c");
    private RelaisApp? app;

    public MembershipStoryTests(Azurite azurite) => this.azurite = azurite;

    private RelaisApp App
    {
        get
        {
            azurite.SkipUnlessRunning();
            return app!;
        }
    }

    public async Task InitializeAsync() => app = azurite.IsRunning ? await RelaisApp.StartAsync(azurite) : null;

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Somebody_joins_confirms_is_told_changes_and_stops()
    {
        await Visitor.CampaignAsync(App, campaign, "demos", "press");
        var (visitor, hook) = (new Visitor(App), new WebhookReceiver(App.Outside));

        var page = (await visitor.LookAsync($"/c/{campaign}?lang=fr")).Expect(200);
        Assert.Contains("Nous marchons.", Visitor.Words(page), StringComparison.Ordinal);
        Assert.Contains("Mon propre programme (webhook)", Visitor.Words(page), StringComparison.Ordinal);

        var asked = (await visitor.JoinAsync(campaign, hook.Address, ("topics", "demos"))).Expect(200);
        Assert.StartsWith("Look at your messages A message with a link to confirm is on its way.", Visitor.Words(asked), StringComparison.Ordinal);
        Assert.Empty((await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());

        await App.StepAsync(App.Now.AddMinutes(1));
        var question = Assert.Single(hook.Received);
        Assert.Equal("alert.firing", JsonDocument.Parse(question.Body).RootElement.GetProperty("type").GetString());
        var confirm = Visitor.ConfirmPath(question);
        Assert.Contains("Yes, tell me", Visitor.Words((await visitor.LookAsync(confirm)).Expect(200)), StringComparison.Ordinal);
        Assert.Empty((await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());

        Assert.StartsWith("It works", Visitor.Words((await visitor.PostAsync(confirm)).Expect(200)), StringComparison.Ordinal);
        await App.StepAsync(App.Now.AddMinutes(1));
        Assert.Equal(2, hook.Received.Count);
        Assert.StartsWith("Marche ", JsonDocument.Parse(hook.Received[1].Body).RootElement.GetProperty("data").GetProperty("campaignName").GetString(), StringComparison.Ordinal);

        var told = await TellAsync("First");
        Assert.Equal(3, hook.Received.Count);
        Assert.Equal(1, told.Number("deliveries", "sent"));

        var manage = Visitor.ManagePath(hook.Received[2]);
        Assert.Contains("Save", Visitor.Words((await visitor.LookAsync(manage)).Expect(200)), StringComparison.Ordinal);
        Assert.Contains("Saved.", Visitor.Words((await visitor.PostAsync(manage, ("kinds", "surge"), ("rhythm", "daily"), ("zone", "America/Toronto"), ("language", "en"), ("floor", "normal"))).Expect(200)), StringComparison.Ordinal);
        await TellAsync("Second");
        Assert.Equal(3, hook.Received.Count);

        var stop = Visitor.StopPath(hook.Received[2]);
        Assert.StartsWith("Stop?", Visitor.Words((await visitor.LookAsync(stop)).Expect(200)), StringComparison.Ordinal);
        Assert.Single((await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.StartsWith("It has stopped", Visitor.Words((await visitor.PostAsync(stop, ("List-Unsubscribe", "One-Click"))).Expect(200)), StringComparison.Ordinal);
        (await visitor.PostAsync(stop, ("List-Unsubscribe", "One-Click"))).Expect(200);
        Assert.Empty((await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray());
        (await visitor.LookAsync(manage)).Expect(404);
    }

    [SkippableFact]
    public async Task Whoever_is_erased_leaves_no_row_behind()
    {
        await Visitor.CampaignAsync(App, campaign);
        var (visitor, hook) = (new Visitor(App), new WebhookReceiver(App.Outside));
        var manage = await JoinedAsync(visitor, hook);
        var id = Assert.Single((await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        Assert.Contains(await RowsAsync(), row => row.Contains(id, StringComparison.Ordinal));

        var own = (await App.SendContentAsync(HttpMethod.Get, "/api" + manage, null, "")).Expect(200);
        Assert.Equal((hook.Address, "page", ConsentWords.Version), (own.Read("address"), own.Read("consent", "way"), own.Read("consent", "text")));
        Assert.Equal(campaign, own.Read("campaigns", "0"));

        // Also of what is on its way at that moment: a question to be asked, an alert to be delivered.
        await App.SendWithKeyAsync($$"""{"campaign":"{{campaign}}","title":{"en":"On its way"},"body":{"en":"Come all." } }""", "on its way");
        (await visitor.JoinAsync(campaign, hook.Address)).Expect(200);
        Assert.Contains(await RowsAsync(), row => row.StartsWith("queue ", StringComparison.Ordinal) && row.Contains(id, StringComparison.Ordinal));
        (await App.SendContentAsync(HttpMethod.Delete, "/api" + manage, null, "")).Expect(204);
        (await App.SendContentAsync(HttpMethod.Get, "/api" + manage, null, "")).Expect(404);
        (await App.SendContentAsync(HttpMethod.Delete, "/api" + manage, null, "")).Expect(204);
        await App.StepUntilAsync(App.Now.AddMinutes(4), minutes: 1);
        Assert.DoesNotContain(hook.Received, received => received.Text.Contains("On its way", StringComparison.Ordinal));

        var rows = await RowsAsync();
        Assert.DoesNotContain(rows, row => row.Contains(id, StringComparison.Ordinal) || row.Contains(hook.Address, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.StartsWith(People.TableName, StringComparison.Ordinal));
        Assert.Contains(rows, row => row.StartsWith(Ledger.TableName, StringComparison.Ordinal) && row.Contains(LedgerErasure.StandIn(id), StringComparison.Ordinal));
    }

    // Every column of every row of every table that the app declares, and every message of every queue, poisoned ones too.
    private async Task<IReadOnlyList<string>> RowsAsync()
    {
        var rows = new List<string>();
        foreach (var table in App.Get<IEnumerable<DeclaredTable>>())
        {
            await foreach (var row in App.Get<StorageAccount>().Table(table.Name).QueryAsync<TableEntity>())
            {
                rows.Add($"{table.Name}: {string.Join(" | ", row.Select(column => $"{column.Key}={column.Value}"))}");
            }
        }

        foreach (var queue in App.Get<FunctionCatalog>().Queues.SelectMany(function => new[] { function.Queue, function.Queue + "-poison" }))
        {
            var messages = App.Get<StorageAccount>().Queue(queue);
            rows.AddRange(await messages.ExistsAsync() ? (await messages.PeekMessagesAsync(32)).Value.Select(message => $"queue {queue}: {message.Body}") : []);
        }

        return rows;
    }

    private async Task<string> JoinedAsync(Visitor visitor, WebhookReceiver hook)
    {
        (await visitor.JoinAsync(campaign, hook.Address)).Expect(200);
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[^1]))).Expect(200);
        await App.StepAsync(App.Now.AddMinutes(1));
        await TellAsync("Hello " + hook.Received.Count);
        return Visitor.ManagePath(hook.Received[^1]);
    }

    private async Task<Answer> TellAsync(string title)
    {
        var raised = (await App.SendWithKeyAsync($$"""{"campaign":"{{campaign}}","title":{"en":"{{title}}"},"body":{"en":"Come all." } }""", title)).Expect(201);
        await App.StepAsync(App.Now.AddMinutes(1));
        return (await App.GetAsync($"/api/campaigns/{campaign}/alerts/{raised.Read("id")}")).Expect(200);
    }
}
