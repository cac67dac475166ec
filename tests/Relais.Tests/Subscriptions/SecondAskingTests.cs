using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions.Chats;

namespace Relais.Tests.Subscriptions;

/// <summary>Who is asked to stand second, how often, and what each of their links opens.</summary>
public sealed class SecondAskingTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Each_asking_has_links_of_its_own_and_they_end_with_its_address()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, second) = await SecondAddressTests.JoinedTwiceAsync(app);
        await app.StepAsync(app.Now.AddDays(1));
        var (eve, other) = (new WebhookReceiver(app.Outside, "eve.example.org"), new WebhookReceiver(app.Outside, "other.example.org"));
        await AskedAsync(app, visitor, first, "https://eve.example.org/eve");
        await AskedAsync(app, visitor, first, "https://other.example.org/ada");
        var (hers, mine) = (eve.Link().Path, other.Link().Path);

        // Who was asked first has nothing in hand of who was asked next, nor of who stands.
        Assert.Equal(404, (await visitor.PostAsync(hers)).Status);
        Assert.Equal(404, (await visitor.LookAsync(eve.Manage())).Status);
        (await visitor.PostAsync(eve.Manage() + "/erase")).Expect(200);
        (await visitor.PostAsync(eve.Manage().Replace("/me/", "/stop/", StringComparison.Ordinal))).Expect(404);
        Assert.Contains("https://second.example.org/ada", (await visitor.LookAsync(second.Manage())).Expect(200).Text, StringComparison.Ordinal);

        Assert.StartsWith("It works", Visitor.Words((await visitor.PostAsync(mine)).Expect(200)), StringComparison.Ordinal);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal((404, 404), ((await visitor.PostAsync(hers)).Status, (await visitor.LookAsync(second.Manage())).Status));
        Assert.StartsWith("It works", Visitor.Words((await visitor.PostAsync(mine)).Expect(200)), StringComparison.Ordinal);
        (await visitor.PostAsync(second.Manage() + "/stop")).Expect(200);
        Assert.Contains("https://other.example.org/ada", (await visitor.LookAsync(first.Manage() + "?lang=en")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await SecondAddressTests.RowsAsync(app)).Count(row => row.StartsWith(AddressBook.TableName, StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task Taking_the_question_away_does_not_let_an_address_be_asked_more_than_three_times_a_day()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, asked) = (new Visitor(app), new WebhookReceiver(app.Outside, "asked.example.org"));
        WebhookReceiver[] askers = [new(app.Outside, "a.example.org"), new(app.Outside, "b.example.org")];
        foreach (var (asker, host) in askers.Zip(["a", "b"]))
        {
            await SecondAddressTests.JoinAsync(app, visitor, asker, $"https://{host}.example.org/x");
        }

        await app.StepAsync(app.Now.AddDays(1));
        var before = await PeopleAsync(app);
        for (var time = 0; time < 6; time++)
        {
            await AskedAsync(app, visitor, askers[time % 2], "https://asked.example.org/x");
            (await visitor.PostAsync(askers[time % 2].Manage() + "/second/remove", ("lang", "en"))).Expect(200);
        }

        Assert.Equal(3, asked.Received.Count);
        await app.StepUntilAsync(app.Now.AddDays(1), minutes: 60);
        Assert.Equal(before, await PeopleAsync(app));
        await AskedAsync(app, visitor, askers[0], "https://asked.example.org/x");
        Assert.Equal(4, asked.Received.Count);
    }

    [SkippableFact]
    public async Task Whoever_an_organiser_added_has_three_others_asked_a_day_and_nothing_is_kept_of_a_fourth()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        var added = (await app.PostAsync("/api/campaigns/climat/subscriptions", """{"channel":"ntfy","address":"https://added.example.org/x"}""")).Expect(201).Read("id");
        var me = new Uri(app.Get<PersonalLinks>().Manage("climat", added)).AbsolutePath;
        var told = 0;
        for (var stranger = 0; stranger < 5; stranger++)
        {
            var ntfy = new WebhookReceiver(app.Outside, $"s{stranger}.example.org");
            (await SecondAddressTests.AskAsync(new Visitor(app), me, $"https://s{stranger}.example.org/x")).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            told += ntfy.Received.Count;
        }

        Assert.Equal(3, told);
        Assert.Null(await app.Get<People>().FindAsync("ntfy", "https://s3.example.org/x", null, default));
        Assert.NotNull(await app.Get<People>().FindAsync("ntfy", "https://s2.example.org/x", null, default));
        await app.StepUntilAsync(app.Now.AddHours(50), minutes: 60);
        Assert.Equal(0, await PeopleAsync(app));
    }

    [SkippableFact]
    public async Task Who_is_told_by_a_program_names_no_second_and_an_organiser_tests_none()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, second) = await SecondAddressTests.JoinedTwiceAsync(app);
        var hook = new WebhookReceiver(app.Outside);
        (await visitor.JoinAsync("climat", hook.Address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[0]))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await SecondAddressTests.AskAsync(visitor, Visitor.ManagePath(hook.Received[^1]), "https://third.example.org/x")).Expect(404);

        var link = app.Get<PersonalLinks>().Read("me", second.Manage()["/me/".Length..])!.Value;
        (await app.PostAsync($"/api/campaigns/climat/subscriptions/{link.RecipientId}/test", "")).Expect(404);
        (await app.PostAsync($"/api/campaigns/climat/subscriptions/{SecondChannel.FirstOf(link.RecipientId)}/test", "")).Expect(200);

        var stop = second.Manage().Replace("/me/", "/stop/", StringComparison.Ordinal);
        Assert.Equal(404, (await visitor.LookAsync(stop)).Status);
        stop = new Uri(app.Get<PersonalLinks>().Stop("climat", link.RecipientId)).AbsolutePath;
        Assert.StartsWith("Stop? One click, and nothing more is sent to this second address.", Visitor.Words((await visitor.LookAsync(stop + "?lang=en")).Expect(200)), StringComparison.Ordinal);

        // Whoever has none any more is told so where they say that they have seen it.
        await SecondAddressTests.TellAsync(app, "one");
        var seen = first.Link().Path;
        (await visitor.PostAsync(first.Manage() + "/second/remove", ("lang", "en"))).Expect(200);
        Assert.StartsWith("one Noted. You have no second address any more.", Visitor.Words((await visitor.PostAsync(seen)).Expect(200)), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_people_write_to_the_bot_nobody_types_the_number_of_a_chat_and_a_chat_that_stands_second_is_told_so()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.WithCampaignAsync(azurite);
        await using var _ = app;
        var (visitor, first) = (new Visitor(app), new WebhookReceiver(app.Outside, "first.example.org"));
        await SecondAddressTests.JoinAsync(app, visitor, first, "https://first.example.org/ada");
        Assert.DoesNotContain("<option value=\"telegram\"", (await visitor.LookAsync(first.Manage())).Expect(200).Text, StringComparison.Ordinal);
        var typed = (await visitor.PostAsync(first.Manage() + "/second", ("lang", "en"), ("channel", "telegram"), ("address", "77"), ("minutes", "30"))).Expect(400);
        Assert.Contains("is not offered", Visitor.Words(typed), StringComparison.Ordinal);

        // One of the time before there was a bot.
        var id = SecondChannel.NewId(app.Get<PersonalLinks>().Read("me", first.Manage()["/me/".Length..])!.Value.RecipientId);
        var chat = await app.Get<People>().MeetAsync("telegram", "77", null, default);
        await app.Get<People>().ClaimAnewAsync(chat, "climat", id, default);
        await app.Get<AddressBook>().PutAsync("climat", new Recipient(id, "telegram", "77", null, "en") { Behind = new SecondChannel(30, app.Now, "v") }, default);
        var said = await telegram.WriteAsync(77, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat")));
        Assert.StartsWith("What is urgent of “Marche climat” comes here already when it was not seen at another address, and stays so; what you chose just now is not kept.", said, StringComparison.Ordinal);
        await app.SettleAsync();
    }

    private static async Task AskedAsync(RelaisApp app, Visitor visitor, WebhookReceiver first, string address)
    {
        (await SecondAddressTests.AskAsync(visitor, first.Manage(), address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
    }

    private static async Task<int> PeopleAsync(RelaisApp app) => (await SecondAddressTests.RowsAsync(app)).Count(row => row.StartsWith(People.TableName, StringComparison.Ordinal));
}
