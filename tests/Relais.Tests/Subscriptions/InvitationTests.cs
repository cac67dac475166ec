using Relais.Notifications;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>Links by which groups join: counted exactly, over when they are used up or their day has passed.</summary>
public sealed class InvitationTests : IClassFixture<Azurite>, IAsyncLifetime
{
    private readonly Azurite azurite;
    private readonly string campaign = Azurite.NewName("c");
    private RelaisApp? app;

    public InvitationTests(Azurite azurite) => this.azurite = azurite;

    private RelaisApp App
    {
        get
        {
            azurite.SkipUnlessRunning();
            return app!;
        }
    }

    public async Task InitializeAsync()
    {
        app = azurite.IsRunning ? await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { ["Subscriptions:CallsAtOnce"] = "1" }) : null;
        if (app is not null)
        {
            await Visitor.CampaignAsync(app, campaign);
        }
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Of_twenty_six_who_press_at_once_behind_one_address_twenty_five_come_in()
    {
        var link = await InviteAsync(25, "paris-nord");
        var visitor = new Visitor(App);
        Assert.Contains("You join the group paris-nord .", Visitor.Words((await visitor.LookAsync($"/c/{campaign}?lang=en&invite={link}")).Expect(200)), StringComparison.Ordinal);

        var answers = await Task.WhenAll(Enumerable.Range(0, 26).Select(n => visitor.JoinAsync(campaign, $"https://n{n}.example.org/", ("invite", link))));
        Assert.Equal((25, 1), (answers.Count(answer => answer.Status == 200), answers.Count(answer => answer.Status == 410)));
        Assert.Equal(25, await UsedAsync());

        var over = (await visitor.LookAsync($"/c/{campaign}?lang=fr&invite={link}")).Expect(410);
        Assert.Equal($"Cette invitation n'est plus valable Autant de personnes que prévu ont rejoint par elle, ou son temps est passé. La personne qui vous l'a donnée peut en faire une autre. Marche {campaign}", Visitor.Words(over)[..Visitor.Words(over).IndexOf(campaign, StringComparison.Ordinal)] + campaign);

        // Who was refused is not kept.
        Assert.Equal(25, (await RowsAsync(JoinStore.TableName)).Count(row => row.PartitionKey == campaign));
        Assert.Equal(50, (await RowsAsync(People.TableName)).Count);
    }

    [SkippableFact]
    public async Task Whoever_confirms_stays_counted_and_in_the_group_and_whoever_does_not_gives_their_place_back()
    {
        var link = await InviteAsync(2, "lyon");
        var (visitor, hook, other) = (new Visitor(App), new WebhookReceiver(App.Outside), new WebhookReceiver(App.Outside, "other.example.org"));
        (await visitor.JoinAsync(campaign, hook.Address, ("invite", link))).Expect(200);
        (await visitor.JoinAsync(campaign, hook.Address, ("invite", link))).Expect(200);
        (await visitor.JoinAsync(campaign, other.Address, ("invite", link))).Expect(200);
        (await visitor.JoinAsync(campaign, "https://third.example.org/", ("invite", link))).Expect(410);
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[^1]))).Expect(200);
        Assert.Equal(2, await UsedAsync());
        Assert.Equal("lyon", (await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).Read("subscriptions", "0", "cell"));

        await App.StepUntilAsync(App.Now.AddHours(50), minutes: 60);
        Assert.Equal(1, await UsedAsync());
        Assert.Single(await RowsAsync(InvitationStore.TableName));

        // Somebody who says at once that they do not want it gives theirs back at once.
        (await visitor.JoinAsync(campaign, other.Address, ("invite", link))).Expect(200);
        Assert.Equal(2, await UsedAsync());
        await App.StepAsync(App.Now.AddMinutes(1));
        var asked = Assert.Single(await RowsAsync(JoinStore.TableName));
        (await visitor.PostAsync(new Uri(App.Get<PersonalLinks>().Manage(campaign, asked.RowKey)).AbsolutePath + "/erase")).Expect(200);
        Assert.Equal(1, await UsedAsync());
    }

    [SkippableFact]
    public async Task A_link_whose_day_has_passed_or_that_was_taken_back_or_never_was_lets_nobody_in()
    {
        var (visitor, brief, taken) = (new Visitor(App), await InviteAsync(5, null, TimeSpan.FromHours(1)), await InviteAsync(5, null));
        (await App.SendAsync(HttpMethod.Delete, $"/api/campaigns/{campaign}/invitations/{taken}")).Expect(204);
        (await App.SendAsync(HttpMethod.Delete, $"/api/campaigns/{campaign}/invitations/{taken}")).Expect(404);
        await App.StepAsync(App.Now.AddHours(1));
        foreach (var link in new[] { brief, taken, new string('0', 32), "x", "~", "'" })
        {
            (await visitor.LookAsync($"/c/{campaign}?invite={Uri.EscapeDataString(link)}")).Expect(410);
            (await visitor.JoinAsync(campaign, "https://a.example.org/", ("invite", link))).Expect(410);
        }

        // Seen for a month, and then gone.
        Assert.Equal(1, (await App.GetAsync($"/api/campaigns/{campaign}/invitations")).Expect(200).At("invitations").GetArrayLength());
        await App.StepAsync(App.Now.AddDays(31).Date.AddHours(27.5));
        Assert.Empty(await RowsAsync(InvitationStore.TableName));
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_whoever_asks_again_counts_once()
    {
        var link = await InviteAsync(100, null);
        var cuts = 0;
        for (var (n, wasCut) = (0, true); wasCut; n++)
        {
            var before = await UsedAsync();
            _ = new WebhookReceiver(App.Outside, $"cut{n}.example.org");
            App.MayLogErrors = true;
            App.Storage.CutAfter(n);
            await new Visitor(App).JoinAsync(campaign, $"https://cut{n}.example.org/", ("invite", link));
            wasCut = App.Storage.WasCut;
            App.Storage.Restore();
            (await new Visitor(App).JoinAsync(campaign, $"https://cut{n}.example.org/", ("invite", link))).Expect(200);
            Assert.Equal(before + 1, await UsedAsync());
            cuts++;
        }

        Assert.True(cuts > 8);
        await App.StepAsync(App.Now.AddMinutes(1));
        await App.StepAsync(App.Now.AddHours(49));
        Assert.Equal(0, await UsedAsync());
        Assert.Empty(await RowsAsync(People.TableName));
        Assert.Single(await RowsAsync(InvitationStore.TableName));
    }

    [SkippableFact]
    public async Task Whoever_is_told_already_takes_a_place_like_a_stranger_and_gives_it_back()
    {
        var (visitor, hook) = (new Visitor(App), new WebhookReceiver(App.Outside));
        (await visitor.JoinAsync(campaign, hook.Address)).Expect(200);
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[^1]))).Expect(200);

        var link = await InviteAsync(1, "lyon");
        (await visitor.JoinAsync(campaign, hook.Address, ("invite", link))).Expect(200);
        (await visitor.LookAsync($"/c/{campaign}?invite={link}")).Expect(410);
        await App.StepUntilAsync(App.Now.AddHours(50), minutes: 60);
        Assert.Equal(0, await UsedAsync());
        Assert.Single(await RowsAsync(InvitationStore.TableName));
    }

    [SkippableFact]
    public async Task Wherever_confirming_is_cut_short_whoever_is_in_stays_counted()
    {
        for (var (n, wasCut) = (0, true); wasCut; n++)
        {
            var (visitor, hook, link) = (new Visitor(App), new WebhookReceiver(App.Outside, $"confirm{n}.example.org"), await InviteAsync(9, null, TimeSpan.FromDays(90)));
            (await visitor.JoinAsync(campaign, hook.Address, ("invite", link))).Expect(200);
            await App.StepAsync(App.Now.AddMinutes(1));
            App.MayLogErrors = true;
            App.Storage.CutAfter(n);
            await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[^1]));
            wasCut = App.Storage.WasCut;
            App.Storage.Restore();
            await App.StepUntilAsync(App.Now.AddHours(50), minutes: 120);

            var isIn = hook.Received.Count > 1 || (await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").GetArrayLength() > 0;
            var used = (await App.GetAsync($"/api/campaigns/{campaign}/invitations")).At("invitations").EnumerateArray().Single(one => one.GetProperty("id").GetString() == link).GetProperty("used").GetInt32();
            Assert.Equal((n, isIn ? 1 : 0), (n, used));
            Assert.Equal(n + 1, (await RowsAsync(InvitationStore.TableName)).Count);
            foreach (var one in (await App.GetAsync($"/api/campaigns/{campaign}/subscriptions")).At("subscriptions").EnumerateArray())
            {
                await App.Get<Departures>().StopAsync(campaign, one.GetProperty("id").GetString()!, default);
            }
        }
    }

    [SkippableTheory]
    [InlineData("""{}""", "uses: must be 1 to 10000. until: must be given.")]
    [InlineData("""{"uses":0,"until":"2026-03-02T07:00:00Z","cell":"A b"}""", "uses: must be 1 to 10000. until: must lie ahead. cell: must be 1 to 40 lower-case letters, digits and dashes, and begin and end with a letter or digit.")]
    [InlineData("""{"uses":10001,"until":"2028-03-02T07:00:00Z"}""", "uses: must be 1 to 10000. until: must be at most a year ahead.")]
    public async Task What_can_be_no_link_is_refused(string draft, string detail) =>
        Assert.Equal(detail, (await App.PostAsync($"/api/campaigns/{campaign}/invitations", draft)).Expect(400).Detail);

    [SkippableFact]
    public async Task A_campaign_without_a_page_has_no_links()
    {
        await App.CampaignAsync("plain");
        var reading = (await App.PostAsync("/api/keys", """{"name":"reader","scope":"read"}""")).Expect(201).Read("key");
        (await App.GetAsync("/api/campaigns/plain/invitations", reading)).Expect(403);
        Assert.Equal("campaign: has no public page, where people could join.", (await App.PostAsync("/api/campaigns/plain/invitations", """{"uses":1,"until":"2026-03-09T07:00:00Z"}""")).Expect(409).Detail);
        (await App.PostAsync("/api/campaigns/nobody/invitations", """{"uses":1,"until":"2026-03-09T07:00:00Z"}""")).Expect(404);
        (await App.GetAsync("/api/campaigns/nobody/invitations")).Expect(404);
    }

    private async Task<string> InviteAsync(int uses, string? cell, TimeSpan? lasts = null)
    {
        var until = (App.Now + (lasts ?? TimeSpan.FromDays(9))).ToString("O");
        var made = (await App.PostAsync($"/api/campaigns/{campaign}/invitations", $$"""{"uses":{{uses}},"until":"{{until}}"{{(cell is null ? "" : $",\"cell\":\"{cell}\"")}}}""")).Expect(201);
        Assert.EndsWith($"/c/{campaign}?invite={made.Read("id")}", made.Read("url"), StringComparison.Ordinal);
        return made.Read("id");
    }

    private async Task<int> UsedAsync() => (await App.GetAsync($"/api/campaigns/{campaign}/invitations")).Expect(200).At("invitations", "0", "used").GetInt32();

    private async Task<IReadOnlyList<TableEntity>> RowsAsync(string table)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in App.Get<StorageAccount>().Table(table).QueryAsync<TableEntity>())
        {
            rows.Add(row);
        }

        return rows;
    }
}
