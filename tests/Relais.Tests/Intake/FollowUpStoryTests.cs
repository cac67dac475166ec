using Relais.Alerts;
using Relais.Intake;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;
using static Relais.Tests.Intake.JsonSite;

namespace Relais.Tests.Intake;

/// <summary>Whoever signs up elsewhere: asked once, whatever fails on the way, and in peace when they want to be.</summary>
public sealed class FollowUpStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Whoever_signs_up_elsewhere_is_asked_once_and_told_only_after_their_yes()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(azurite, mail);
        await Visitor.CampaignAsync(app, "climat");
        var path = await InletAsync(app, "sign-up");
        foreach (var body in new[] { SignUp("s_1", "ada@example.org"), SignUp("s_1", "ada@example.org"), SignUp("s_2", "bob@example.org", more: ""","test":true"""), SignUp("s_3", "no address") })
        {
            (await PushAsync(app, path, body)).Expect(200);
        }

        await app.StepAsync(app.Now.AddMinutes(1));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 30);
        var letter = await mail.NextAsync("mail");
        Assert.Equal("ada@example.org", letter.GetProperty("to")[0].GetString());
        Assert.Equal(0, mail.Waiting("mail"));
        Assert.Empty((await app.GetAsync("/api/campaigns/climat/subscriptions")).At("subscriptions").EnumerateArray());
        Assert.Empty(await RowsAsync(app, "due~"));

        // Another address of the same thing is another person.
        (await PushAsync(app, path, SignUp("s_1", "ida@example.org", minute: 1))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal("ida@example.org", (await mail.NextAsync("mail")).GetProperty("to")[0].GetString());
    }

    [SkippableTheory]
    [InlineData(true, true, false)] // its inlet asks nobody
    [InlineData(false, false, false)] // the campaign has no page
    [InlineData(true, false, true)] // it is over
    public async Task Nobody_is_asked_where_nobody_is_to_be(bool hasPage, bool isQuiet, bool isOver)
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(azurite, mail);
        await (hasPage ? Visitor.CampaignAsync(app, "climat") : app.CampaignAsync());
        var path = await InletAsync(app, "sign-up", isQuiet ? ""","asks":false""" : "");
        if (isOver)
        {
            (await app.SendAsync(HttpMethod.Post, "/api/campaigns/climat/end")).Expect(200);
        }

        (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 30);
        Assert.Equal(0, mail.Waiting("mail"));
        Assert.Empty(await RowsAsync(app, "due~"));
    }

    [SkippableFact]
    public async Task Wherever_the_power_fails_whoever_signed_up_is_asked_and_the_share_is_said()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(azurite, mail);
        await Visitor.CampaignAsync(app, "climat");
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"goals":[{"unit":"sign-ups","target":1000,"percents":[1,2,3,4,5,6,7,8,9,10,11,12]}]}""")).Expect(200);
        var path = await InletAsync(app, "sign-up");
        var (told, isOver) = (0, false);
        for (; !isOver; told++)
        {
            // A request of the call fails, and then one of what comes of it: the timer of the next hours finds both.
            app.MayLogErrors = true;
            app.Storage.CutAfter(told);
            var answer = await PushAsync(app, path, SignUp($"s_{told}", $"ada{told}@example.org"));
            var wasCut = app.Storage.WasCut;
            app.Storage.Restore();
            Assert.True(answer.Status == 200 || wasCut, answer.Text);
            if (answer.Status != 200)
            {
                (await PushAsync(app, path, SignUp($"s_{told}", $"ada{told}@example.org"))).Expect(200);
            }

            app.Storage.CutAfter(told);
            try
            {
                await app.StepAsync(app.Now.AddSeconds(1));
            }
            catch (PowerCutException)
            {
                // The machine died in the middle of this.
            }

            isOver = !app.Storage.WasCut && !wasCut;
            app.Storage.Restore();
            await app.StepUntilAsync(app.Now.AddMinutes(130), minutes: 65);
        }

        // Cut between sending and noting it, a letter is sent again: it waits without end for one that never came.
        var letters = new List<string>();
        while (letters.Distinct().Count() < told)
        {
            letters.Add((await mail.NextAsync("mail")).GetProperty("to")[0].GetString()!);
        }

        Assert.InRange(letters.Count, told, told + 5);
        Assert.Equal(told, (await app.Get<CampaignSums>().ReadAsync("climat", default)).Of("deeds sign-up"));
        Assert.True(told > 10, $"{told}");
        Assert.Contains(await app.Get<AlertStore>().ListAsync("climat", "", 20, default), alert => alert.Labels["milestone"] == "1%");
        Assert.Empty(await RowsAsync(app, "due~"));
    }

    [SkippableFact]
    public async Task Whoever_stopped_is_told_or_may_still_say_yes_is_not_asked_again()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(azurite, mail);
        await Visitor.CampaignAsync(app, "climat");
        var (path, visitor) = (await InletAsync(app, "sign-up"), new Visitor(app));
        (await PushAsync(app, path, SignUp("s_1", "ada@example.org"))).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var confirm = LinkIn(await mail.NextAsync("mail"), "/join/");
        await AgainAsync("s_2");
        (await visitor.PostAsync(confirm)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var manage = LinkIn(await mail.NextAsync("mail"), "/me/");
        await AgainAsync("s_3");
        (await visitor.PostAsync(manage + "/stop")).Expect(200);
        await AgainAsync("s_4");

        async Task AgainAsync(string id)
        {
            (await PushAsync(app, path, SignUp(id, "Ada@Example.org"))).Expect(200);
            await app.StepAsync(app.Now.AddMinutes(1));
            Assert.Equal(0, mail.Waiting("mail"));
        }
    }
}
