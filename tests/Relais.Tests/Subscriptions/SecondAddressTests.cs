using System.Text.Json;
using Relais.Hosting;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>How somebody who joined by mail names a second address at ntfy, is told there, and how both leave.</summary>
public sealed class SecondAddressTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Joined_by_mail_told_by_ntfy_what_is_urgent_and_unseen_and_stopped_there_alone()
    {
        azurite.SkipUnlessRunning();
        using var server = await MailServer.StartAsync();
        await using var app = await RelaisApp.StartAsync(azurite, settings: Mail(server));
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, ntfy) = (new Visitor(app), new WebhookReceiver(app.Outside, "ntfy.example.org"));
        (await JoinAsync(visitor, "email", "ada@example.org")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(PathIn(await server.NextAsync("mail"), "/join/"))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var me = PathIn(await server.NextAsync("mail"), "/me/");

        var form = (await visitor.LookAsync(me + "?lang=fr")).Expect(200);
        Assert.Contains("Si quelque chose d'urgent vient et que vous ne l'avez pas vu", Visitor.Words(form), StringComparison.Ordinal);
        Assert.Contains("A message with a link to confirm is on its way to that address.", Visitor.Words((await AskAsync(visitor, me)).Expect(200)), StringComparison.Ordinal);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Contains("wants to be told here too when something is urgent and they have not seen it after 30 minutes", ntfy.Message(), StringComparison.Ordinal);
        var confirm = ntfy.Link().Path;
        Assert.Contains("what is urgent is sent here too", Visitor.Words((await visitor.LookAsync(confirm)).Expect(200)), StringComparison.Ordinal);
        for (var time = 0; time < 2; time++)
        {
            Assert.StartsWith("It works From now on this address is told too", Visitor.Words((await visitor.PostAsync(confirm)).Expect(200)), StringComparison.Ordinal);
        }

        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(2, ntfy.Received.Count);
        Assert.Contains("After 30 minutes you are told too by ntfy , https://ntfy.example.org/ada.", Visitor.Words((await visitor.LookAsync(me + "?lang=en")).Expect(200)), StringComparison.Ordinal);
        var own = (await app.SendContentAsync(HttpMethod.Get, "/api" + me, null, "")).Expect(200);
        Assert.Equal(("ntfy", "https://ntfy.example.org/ada", 30), (own.Read("second", "channel"), own.Read("second", "address"), own.Number("second", "minutes")));

        // No audience holds it, and no list shows it.
        Assert.Single((await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.Equal(1, (await app.GetAsync("/api/campaigns/climat/subscriptions/reach")).Number("people"));

        var called = app.Now;
        Assert.Equal(1, await TellAsync(app, "one"));
        Assert.Contains("/seen/", (await server.NextAsync("mail")).GetProperty("text").GetString(), StringComparison.Ordinal);
        await app.StepUntilAsync(called.AddMinutes(29), minutes: 1);
        Assert.Equal(2, ntfy.Received.Count);
        await app.StepUntilAsync(called.AddMinutes(32), minutes: 1);
        Assert.Equal("one", ntfy.Shown()[2]);

        // The page of whoever reads there has nothing of the first.
        var second = (await visitor.LookAsync(ntfy.Manage())).Expect(200);
        Assert.Contains("https://ntfy.example.org/ada", second.Text, StringComparison.Ordinal);
        Assert.Contains("Kept with the address: 30 minutes to wait; confirmed on 2026-03-02 ", Visitor.Words(second), StringComparison.Ordinal);
        Assert.Contains("to the words 2026-11-second; language en, time zone UTC and quiet hours, as at the first address", Visitor.Words(second), StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", second.Text, StringComparison.OrdinalIgnoreCase);
        (await app.SendContentAsync(HttpMethod.Get, "/api" + ntfy.Manage(), null, "")).Expect(404);
        Assert.Contains("Whoever named it goes on being told at their first one.", Visitor.Words((await visitor.PostAsync(ntfy.Manage() + "/stop")).Expect(200)), StringComparison.Ordinal);

        await TellAsync(app, "two");
        Assert.DoesNotContain("/seen/", (await server.NextAsync("mail")).GetProperty("text").GetString(), StringComparison.Ordinal);
        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 5);
        Assert.Equal(3, ntfy.Received.Count);
        Assert.DoesNotContain("you are told too by", Visitor.Words((await visitor.LookAsync(me + "?lang=en")).Expect(200)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Whoever_stops_or_is_erased_takes_their_second_address_away_and_no_row_is_left()
    {
        azurite.SkipUnlessRunning();
        foreach (var way in (string[])["/erase", "/stop"])
        {
            await using var app = await RelaisApp.StartAsync(azurite);
            var (visitor, first, second) = await JoinedTwiceAsync(app);
            var id = Assert.Single((await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").EnumerateArray()).GetProperty("id").GetString()!;
            await TellAsync(app, "seen");
            (await visitor.PostAsync(first.Link().Path)).Expect(200);
            await TellAsync(app, "unseen");
            await app.StepUntilAsync(app.Now.AddMinutes(40), minutes: 1);
            Assert.Equal(["Marche climat: is it you?", "Marche climat: it works.", "unseen"], second.Shown());
            Assert.Contains(await RowsAsync(app), row => row.Contains(id + "-2", StringComparison.Ordinal));

            (await visitor.PostAsync(first.Manage() + way)).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            var rows = await RowsAsync(app);
            Assert.DoesNotContain(rows, row => row.Contains(id + "-2", StringComparison.Ordinal));
            if (way == "/erase")
            {
                // That the second was asked today is known until tomorrow, by a hash alone.
                Assert.DoesNotContain(rows, row => row.Contains(id, StringComparison.Ordinal));
                await app.StepUntilAsync(app.Now.AddDays(1), minutes: 60);
                Assert.DoesNotContain(await RowsAsync(app), row => row.StartsWith(People.TableName, StringComparison.Ordinal));
            }

            (await visitor.LookAsync(second.Manage())).Expect(404);
            Assert.Equal((404, 404), ((await visitor.LookAsync(first.Link().Path)).Status, (await visitor.PostAsync(first.Link().Path)).Status));
        }
    }

    [SkippableFact]
    public async Task Erasing_the_second_leaves_the_first_and_its_wishes_follow_the_firsts()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, second) = await JoinedTwiceAsync(app);
        var id = Assert.Single((await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        (await visitor.PostAsync(first.Manage(), ("kinds", "call"), ("rhythm", "now"), ("zone", "America/Toronto"), ("language", "fr"), ("floor", "info"), ("urgentAnyTime", "yes"))).Expect(200);
        var stands = (await app.Get<SecondAddresses>().FindAsync("climat", id, default))!;
        Assert.Equal(("fr", "America/Toronto", true, 30), (stands.Language, stands.Wishes.Zone.Id, stands.Wishes.UrgentAnyTime, stands.Behind!.Minutes));

        // The same address again: only the minutes change, and nobody is asked.
        (await AskAsync(visitor, first.Manage(), "https://second.example.org/ada", "60")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal((60, 2), ((await app.Get<SecondAddresses>().FindAsync("climat", id, default))!.Behind!.Minutes, second.Received.Count));

        (await app.SendContentAsync(HttpMethod.Delete, "/api" + second.Manage(), null, "")).Expect(204);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.DoesNotContain(await RowsAsync(app), row => row.Contains(id + "-2", StringComparison.Ordinal));
        await TellAsync(app, "three");
        Assert.Equal("three", first.Shown()[^1]);
    }

    [SkippableFact]
    public async Task Nobody_else_is_asked_without_end_and_who_is_told_already_stays_as_they_are()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, second) = await JoinedTwiceAsync(app);
        var me = first.Manage();
        Assert.Contains("This address cannot be used. (is the one at which you are told already)", Visitor.Words(await AskAsync(visitor, me, "https://first.example.org/ada")), StringComparison.Ordinal);
        Assert.Equal((400, 400), ((await AskAsync(visitor, me, "nowhere")).Status, (await AskAsync(visitor, me, "https://second.example.org/other", "5")).Status));

        // Somebody who has joined by themselves is asked like anybody, and told at their own page alone that nothing changes.
        var other = new WebhookReceiver(app.Outside, "other.example.org");
        await JoinAsync(app, visitor, other, "https://other.example.org/eve");
        await app.StepAsync(app.Now.AddDays(1));
        for (var time = 0; time < 5; time++)
        {
            Assert.Contains("A message with a link to confirm is on its way", Visitor.Words((await AskAsync(visitor, me, "https://other.example.org/eve")).Expect(200)), StringComparison.Ordinal);
            await app.StepAsync(app.Now.AddMinutes(1));
        }

        Assert.Equal(3, other.Shown().Count(title => title == "Marche climat: is it you?") - 1);
        Assert.StartsWith("You are told already", Visitor.Words((await visitor.PostAsync(other.Link().Path)).Expect(200)), StringComparison.Ordinal);

        // The second address that wants to join by itself is told how it stands.
        (await JoinAsync(visitor, "ntfy", "https://second.example.org/ada")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Contains("What is urgent will be sent here too", second.Message(), StringComparison.Ordinal);
        Assert.Equal(2, (await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").GetArrayLength());
        using var list = new StringContent("channel,address,consentAt,consentSource\nntfy,https://second.example.org/ada,2026-01-01,a list\n", System.Text.Encoding.UTF8, "text/csv");
        Assert.Equal(1, (await app.SendContentAsync(HttpMethod.Post, "/api/campaigns/climat/subscriptions/import", list, app.Key)).Expect(200).Number("known"));

        // Of an address that is asked and never confirms nothing is left, and the one that stands stays.
        var before = (await RowsAsync(app)).Count(row => row.StartsWith(People.TableName, StringComparison.Ordinal));
        await app.StepAsync(app.Now.AddDays(1));
        _ = new WebhookReceiver(app.Outside, "third.example.org");
        (await AskAsync(visitor, me, "https://third.example.org/ada")).Expect(200);
        await app.StepUntilAsync(app.Now.AddHours(50), minutes: 60);
        Assert.Equal(before, (await RowsAsync(app)).Count(row => row.StartsWith(People.TableName, StringComparison.Ordinal)));
        Assert.DoesNotContain(await RowsAsync(app), row => row.StartsWith(JoinStore.TableName, StringComparison.Ordinal));
        Assert.Equal("ntfy", (await app.SendContentAsync(HttpMethod.Get, "/api" + me, null, "")).Expect(200).Read("second", "channel"));
    }

    internal static async Task<(Visitor Visitor, WebhookReceiver First, WebhookReceiver Second)> JoinedTwiceAsync(RelaisApp app)
    {
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, first, second) = (new Visitor(app), new WebhookReceiver(app.Outside, "first.example.org"), new WebhookReceiver(app.Outside, "second.example.org"));
        await JoinAsync(app, visitor, first, "https://first.example.org/ada");
        (await AskAsync(visitor, first.Manage(), "https://second.example.org/ada")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(second.Link().Path)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        return (visitor, first, second);
    }

    internal static async Task JoinAsync(RelaisApp app, Visitor visitor, WebhookReceiver ntfy, string address)
    {
        (await JoinAsync(visitor, "ntfy", address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(ntfy.Link().Path)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
    }

    internal static Task<Answer> JoinAsync(Visitor visitor, string channel, string address) => visitor.PostAsync(
        "/c/climat/join",
        ("channel", channel), ("address", address), ("lang", "en"), ("consent", "yes"), ("kinds", "call"), ("rhythm", "now"), ("zone", "UTC"), ("language", "en"), ("urgentAnyTime", "yes"));

    internal static Task<Answer> AskAsync(Visitor visitor, string me, string address = "https://ntfy.example.org/ada", string minutes = "30") =>
        visitor.PostAsync(me + "/second", ("lang", "en"), ("channel", "ntfy"), ("address", address), ("minutes", minutes));

    internal static async Task<int> TellAsync(RelaisApp app, string title)
    {
        var raised = (await app.UrgentAsync(title, "", title)).Expect(201);
        await app.StepAsync(app.Now.AddMinutes(1));
        return (await app.GetAsync($"/api/campaigns/climat/alerts/{raised.Read("id")}")).Expect(200).Number("deliveries", "audience");
    }

    // The first link of its kind in the text of a mail.
    private static string PathIn(JsonElement mail, string kind)
    {
        var text = mail.GetProperty("text").GetString()!;
        var from = text.IndexOf(kind, StringComparison.Ordinal);
        return text[from..text.IndexOf('\n', from)].Trim();
    }

    internal static async Task<IReadOnlyList<string>> RowsAsync(RelaisApp app)
    {
        var rows = new List<string>();
        foreach (var table in app.Get<IEnumerable<DeclaredTable>>())
        {
            await foreach (var row in app.Get<StorageAccount>().Table(table.Name).QueryAsync<TableEntity>())
            {
                rows.Add($"{table.Name}: {string.Join(" | ", row.Select(column => $"{column.Key}={column.Value}"))}");
            }
        }

        return rows;
    }

    private static Dictionary<string, string?> Mail(MailServer server) => new()
    {
        ["Smtp:Host"] = "localhost", ["Smtp:Port"] = server.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "relais@example.org",
    };
}
