using Azure.Core;
using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>What is left of a second address, and of a wish to join, when people join, confirm and leave in every order.</summary>
public sealed class SecondLeavingTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Erasing_the_first_takes_a_second_out_of_the_ledger_that_had_stopped_long_ago()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, second) = await SecondAddressTests.JoinedTwiceAsync(app);
        var id = SecondChannel.FirstOf(IdOf(app, second))!;
        await SecondAddressTests.TellAsync(app, "one");
        await app.StepUntilAsync(app.Now.AddMinutes(40), minutes: 1);
        (await visitor.PostAsync(second.Manage() + "/stop")).Expect(200);
        Assert.Contains(await SecondAddressTests.RowsAsync(app), row => row.Contains(id + "-2", StringComparison.Ordinal));

        (await visitor.PostAsync(first.Manage() + "/erase")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.DoesNotContain(await SecondAddressTests.RowsAsync(app), row => row.Contains(id, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Who_confirms_as_a_second_gives_the_place_back_that_their_own_open_wish_had_taken()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, ntfy) = await AskedAsync(app);
        var link = (await app.PostAsync("/api/campaigns/climat/invitations", """{"uses":5,"until":"2026-03-09T07:00:00Z"}""")).Expect(201).Read("id");
        var confirm = ntfy.Link().Path;
        (await visitor.PostAsync("/c/climat/join", ("channel", "ntfy"), ("address", "https://second.example.org/ada"), ("lang", "en"), ("consent", "yes"), ("kinds", "call"), ("rhythm", "now"), ("zone", "UTC"), ("language", "en"), ("invite", link))).Expect(200);
        Assert.Equal(1, (await app.Get<InvitationStore>().FindAsync("climat", link, default))!.Used);
        Assert.StartsWith("It works", Visitor.Words((await visitor.PostAsync(confirm)).Expect(200)), StringComparison.Ordinal);
        Assert.Equal(0, (await app.Get<InvitationStore>().FindAsync("climat", link, default))!.Used);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Contains("second.example.org", (await visitor.LookAsync(first.Manage())).Expect(200).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_second_that_joins_leaves_the_question_to_another_open()
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, _) = await SecondAddressTests.JoinedTwiceAsync(app);
        await app.StepAsync(app.Now.AddDays(1));
        var other = new WebhookReceiver(app.Outside, "other.example.org");
        (await SecondAddressTests.AskAsync(visitor, first.Manage(), "https://other.example.org/ada")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await SecondAddressTests.JoinAsync(visitor, "ntfy", "https://second.example.org/ada")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.StartsWith("It works", Visitor.Words((await visitor.PostAsync(other.Link().Path)).Expect(200)), StringComparison.Ordinal);
        await app.StepAsync(app.Now.AddMinutes(1));
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_while_a_second_confirms_they_confirm_again_or_join_by_themselves()
    {
        azurite.SkipUnlessRunning();
        for (var (cut, wasCut) = (0, true); wasCut; cut++)
        {
            await using var app = await RelaisApp.StartAsync(azurite);
            app.MayLogErrors = true;
            var (visitor, first, ntfy) = await AskedAsync(app);
            var confirm = ntfy.Link().Path;
            app.Storage.CutAfter(cut);
            await visitor.PostAsync(confirm);
            wasCut = app.Storage.WasCut;
            app.Storage.Restore();
            var stands = await app.Get<SecondAddresses>().FindAsync("climat", IdOf(app, first), default) is not null;

            // Either as the second that they are, or by a subscription of their own.
            (await SecondAddressTests.JoinAsync(visitor, "ntfy", "https://second.example.org/ada")).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            if (!stands)
            {
                (await visitor.PostAsync(ntfy.Link().Path)).Expect(200);
            }

            var own = stands ? 1 : 2;
            Assert.Equal(own, (await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").GetArrayLength());
            Assert.StartsWith(stands ? "It works" : "You are told already", Visitor.Words((await visitor.PostAsync(confirm)).Expect(200)), StringComparison.Ordinal);
            await app.StepAsync(app.Now.AddMinutes(1));
        }
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_confirms_at_the_moment_in_which_the_first_leaves_is_not_left_behind(bool isConfirmFirst)
    {
        azurite.SkipUnlessRunning();
        await using var app = await RelaisApp.StartAsync(azurite);
        var (visitor, first, ntfy) = await AskedAsync(app);
        var (confirm, id, isBefore) = (ntfy.Link().Path, IdOf(app, first), true);
        var (outer, inner) = isConfirmFirst ? (confirm, first.Manage() + "/erase") : (first.Manage() + "/erase", confirm);

        // In the middle of the one, just before it writes or deletes an address, comes the other.
        app.Storage.Before = async request =>
        {
            var path = Uri.UnescapeDataString(request.Uri.ToUri().AbsolutePath);
            if (isBefore && path.Contains(AddressBook.TableName, StringComparison.Ordinal) && (request.Method == RequestMethod.Put || request.Method == RequestMethod.Delete) && path.Contains(id, StringComparison.Ordinal))
            {
                isBefore = false;
                await visitor.PostAsync(inner);
            }
        };
        await visitor.PostAsync(outer);
        Assert.False(isBefore);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.DoesNotContain(await SecondAddressTests.RowsAsync(app), row => row.Contains(id, StringComparison.Ordinal));
    }

    private static string IdOf(RelaisApp app, WebhookReceiver ntfy) => app.Get<PersonalLinks>().Read("me", ntfy.Manage()["/me/".Length..])!.Value.RecipientId;

    /// <summary>Somebody who is told at first.example.org and has second.example.org asked, which has not confirmed.</summary>
    private static async Task<(Visitor Visitor, WebhookReceiver First, WebhookReceiver Second)> AskedAsync(RelaisApp app)
    {
        await Visitor.CampaignAsync(app, "climat");
        var (visitor, first, second) = (new Visitor(app), new WebhookReceiver(app.Outside, "first.example.org"), new WebhookReceiver(app.Outside, "second.example.org"));
        await SecondAddressTests.JoinAsync(app, visitor, first, "https://first.example.org/ada");
        (await SecondAddressTests.AskAsync(visitor, first.Manage(), "https://second.example.org/ada")).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        return (visitor, first, second);
    }
}
