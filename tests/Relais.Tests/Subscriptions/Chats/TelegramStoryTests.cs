using Relais.Campaigns;
using Relais.Notifications;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions.Chats;

/// <summary>How people join and leave by a chat with the bot.</summary>
public sealed class TelegramStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/campaigns/climat/subscriptions";
    private const string Used = "This link leads nowhere any more: it has been used, is older than two days, its invitation is used up, or its campaign is gone. If it was you who used it, all is well. Else choose Telegram once more on the campaign's page.";
    private const string Stopped = "It has stopped: nothing that you asked for is sent here any more. To be told again, join once more on a campaign's page. Should something still come, an organiser has entered this chat: the link below that message ends it.";

    [SkippableFact]
    public async Task Somebody_joins_by_the_page_and_the_bot_is_told_and_stops_in_the_chat()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        var page = (await new Visitor(app).LookAsync("/c/climat?lang=fr&by=telegram")).Expect(200);
        Assert.Contains("Vous ne donnez aucun numéro", Visitor.Words(page), StringComparison.Ordinal);
        Assert.Contains("Continuer dans Telegram", Visitor.Words(page), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"address\"", page.Text, StringComparison.Ordinal);

        var asked = await TelegramStandIn.AskAsync(app, "climat", ("lang", "fr"), ("language", "fr"), ("address", "999"));
        var code = TelegramStandIn.CodeOf(asked);
        Assert.Equal(
            "Encore une étape, dans Telegram Ouvrez Telegram par le bouton et appuyez là-bas sur Démarrer\u00a0: dès lors vous êtes tenu au courant dans cette conversation. Rien n'est envoyé avant\u00a0; après deux jours le lien ne vaut plus et ce que vous avez choisi est effacé. "
            + "Il marche une seule fois, pour vous\u00a0: ne le transmettez pas. Ouvrir Telegram Telegram est sur un autre appareil\u00a0? Cherchez-y ce bot, et envoyez-lui ces mots\u00a0: @relais_bot , /start " + code,
            Visitor.Words(asked).Replace(" \u00a0", "\u00a0", StringComparison.Ordinal));
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Empty(telegram.Sent);
        Assert.Equal(0, await TelegramStandIn.PeopleAsync(app));

        Assert.Equal("Tout marche\u00a0: ce qui fait bouger «\u00a0Marche climat\u00a0» vous est envoyé ici désormais. /stop y met fin à tout moment.", await telegram.WriteAsync(77, "/start " + code));
        await app.SettleAsync();
        Assert.StartsWith("<b>Marche climat\u00a0: tout marche.</b>", Assert.Single(telegram.Sent), StringComparison.Ordinal);
        var shown = Assert.Single((await app.GetAsync(Path)).At("subscriptions").EnumerateArray());
        Assert.Equal(new Consent(app.Now, "page", ConsentWords.Version, null), (await app.Get<SubscriptionStore>().FindAsync("climat", shown.GetProperty("id").GetString()!, default))!.Consent);
        Assert.Equal("77", (await app.Get<AddressBook>().FindAsync("climat", shown.GetProperty("id").GetString()!, default))!.Address);

        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        Assert.StartsWith("<b>Marche à midi</b>", telegram.Sent[1], StringComparison.Ordinal);

        Assert.StartsWith("C'est arrêté\u00a0: plus rien de ce que vous avez demandé n'est envoyé ici.", await telegram.WriteAsync(77, "/stop"), StringComparison.Ordinal);
        (await app.CallAsync("two")).Expect(201);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(2, telegram.Sent.Count);
        Assert.Equal(0, await TelegramStandIn.PeopleAsync(app));
        Assert.Equal(Stopped, await telegram.WriteAsync(77, "/stop"));
    }

    [SkippableFact]
    public async Task A_code_is_good_for_one_chat_and_once_and_for_two_days()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        var (first, second) = (TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat")), TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat")));
        Assert.StartsWith("It works: what moves “Marche climat” is sent here", await telegram.WriteAsync(77, "/start " + first), StringComparison.Ordinal);
        Assert.Equal(Used, await telegram.WriteAsync(78, "/start " + first));
        Assert.Equal(Used, await telegram.WriteAsync(77, "/start " + first));
        Assert.Equal(1, await TelegramStandIn.PeopleAsync(app));
        foreach (var wrong in new[] { "x", second[..^1], second + "A", second.ToUpperInvariant(), new string('A', 22), "../../joins", "é" })
        {
            Assert.Equal(Used, await telegram.WriteAsync(78, "/start " + wrong));
        }

        await app.StepUntilAsync(app.Now.AddHours(47), minutes: 600);
        Assert.Equal(1, await TelegramStandIn.ChatRowsAsync(app));
        app.SetClock(app.Now.AddHours(1));
        Assert.Equal(Used, await telegram.WriteAsync(78, "/start " + second));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 60);
        Assert.Equal(0, await TelegramStandIn.ChatRowsAsync(app));
    }

    [SkippableFact]
    public async Task Two_chats_that_send_one_code_at_once_are_one_subscription()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        var code = TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat"));
        await Task.WhenAll(Enumerable.Range(1, 4).Select(chat => telegram.WriteAsync(chat, "/start " + code)));
        Assert.Equal(1, await TelegramStandIn.PeopleAsync(app));
        await app.SettleAsync();
        Assert.Single(telegram.Sent);
    }

    [SkippableFact]
    public async Task Whoever_is_told_keeps_their_wishes_and_whoever_had_stopped_comes_back_by_themselves()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        await telegram.WriteAsync(77, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat", ("rhythm", "weekly"))));
        await app.StepAsync(app.Now.AddMinutes(1));
        var id = Assert.Single((await app.GetAsync(Path)).At("subscriptions").EnumerateArray()).GetProperty("id").GetString()!;
        await app.Get<AddressBook>().KeepHealthAsync("climat", [(await app.Get<AddressBook>().FindAsync("climat", id, default))! with { Health = Health.Well with { Off = "gone", OffSince = app.Now } }], default);

        Assert.StartsWith("You are told of “Marche climat” here already", await telegram.WriteAsync(77, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat"))), StringComparison.Ordinal);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(2, telegram.Sent.Count);
        var kept = (await app.Get<AddressBook>().FindAsync("climat", id, default))!;
        Assert.Equal(("weekly", null), (WishDraft.Of(kept.Wishes).Rhythm, kept.Off));

        await telegram.WriteAsync(77, "Stop");
        Assert.Equal(409, (await app.PostAsync(Path, """{"channel":"telegram","address":"77"}""")).Status);
        await telegram.WriteAsync(77, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat")));
        Assert.Equal(1, await TelegramStandIn.PeopleAsync(app));
        await app.SettleAsync();
    }

    [SkippableFact]
    public async Task Stop_and_blocking_the_bot_end_every_campaign_of_the_chat_and_of_no_other()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        await Visitor.CampaignAsync(app, "paix");
        foreach (var (chat, campaign) in new[] { (77L, "climat"), (77L, "paix"), (78L, "climat"), (78L, "paix"), (79L, "climat") })
        {
            Assert.StartsWith("It works", await telegram.WriteAsync(chat, "/start " + TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, campaign))), StringComparison.Ordinal);
        }

        await app.SettleAsync();
        await telegram.WriteAsync(77, "/stop@Relais_Bot now please");
        Assert.Equal((2, 1), (await TelegramStandIn.PeopleAsync(app), await TelegramStandIn.PeopleAsync(app, "paix")));
        Assert.Equal((200, ""), await telegram.MoveAsync(78, "kicked") is var blocked ? (blocked.Status, blocked.Text) : default);
        Assert.Equal((200, ""), await telegram.MoveAsync(78, "kicked") is var again ? (again.Status, again.Text) : default);
        await telegram.MoveAsync(79, "member");
        await telegram.MoveAsync(79, "kicked", "group");
        Assert.Equal((1, 0), (await TelegramStandIn.PeopleAsync(app), await TelegramStandIn.PeopleAsync(app, "paix")));
        await telegram.MoveAsync(78, "member");
        Assert.Equal((1, 0), (await TelegramStandIn.PeopleAsync(app), await TelegramStandIn.PeopleAsync(app, "paix")));
    }

    [SkippableFact]
    public async Task A_campaign_that_is_gone_has_nobody_join_it()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await StartAsync();
        await using var _ = app;
        var code = TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat"));
        var campaigns = app.Get<StorageAccount>().Table(CampaignStore.TableName);
        await foreach (var row in campaigns.QueryAsync<TableEntity>())
        {
            await campaigns.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        }

        Assert.Equal(Used, await telegram.WriteAsync(77, "/start " + code));
        Assert.Equal((0, 0), (await TelegramStandIn.ChatRowsAsync(app), await TelegramStandIn.RowsAsync(app, People.TableName)));
    }

    private Task<(RelaisApp App, TelegramStandIn Telegram)> StartAsync() => TelegramStandIn.WithCampaignAsync(azurite);
}
