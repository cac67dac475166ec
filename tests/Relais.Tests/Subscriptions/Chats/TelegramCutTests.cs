using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions.Chats;

/// <summary>What becomes of an update that is cut short, once Telegram brings it again.</summary>
public sealed class TelegramCutTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_power_cut_at_any_request_of_joining_and_stopping_is_mended_by_the_repeat()
    {
        azurite.SkipUnlessRunning();
        var (app, telegram) = await TelegramStandIn.WithCampaignAsync(azurite);
        await using var _ = app;
        app.MayLogErrors = true;
        for (var cut = 0; cut < 18; cut++)
        {
            var code = TelegramStandIn.CodeOf(await TelegramStandIn.AskAsync(app, "climat"));
            await CutAsync(app, cut, () => telegram.BringAsync(Message(77, "/start " + code)));
            (await telegram.BringAsync(Message(77, "/start " + code))).Expect(200);
            Assert.Equal(1, await TelegramStandIn.PeopleAsync(app));
            var sent = telegram.Sent.Count;
            await app.StepUntilAsync(app.Now.AddHours(1), minutes: 30);
            Assert.InRange(telegram.Sent.Count, sent + 1, sent + 2);

            await CutAsync(app, cut, () => telegram.BringAsync(Message(77, "/stop")));
            (await telegram.BringAsync(Message(77, "/stop"))).Expect(200);
            Assert.Equal((0, 0, 0), (await TelegramStandIn.PeopleAsync(app), await TelegramStandIn.RowsAsync(app, AddressBook.TableName), await TelegramStandIn.RowsAsync(app, JoinStore.TableName)));
        }
    }

    private static string Message(long chat, string text) => $$$"""{"update_id":1,"message":{"message_id":1,"chat":{"id":{{{chat}}},"type":"private"},"date":1772438400,"text":"{{{text}}}"}}""";

    private static async Task CutAsync(RelaisApp app, int after, Func<Task<Answer>> call)
    {
        app.Storage.CutAfter(after);
        await call();
        app.Storage.Restore();
    }
}
