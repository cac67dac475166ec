using Relais.Intake;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;
using static Relais.Tests.Intake.JsonSite;

namespace Relais.Tests.Intake;

/// <summary>What people wrote: shown to themselves and to organisers, erased with them, and gone in time.</summary>
public sealed class PrivateWordsStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task What_a_person_sent_is_shown_to_them_and_to_organisers_and_erased_with_them()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(azurite, mail);
        await Visitor.CampaignAsync(app, "climat");
        var path = await InletAsync(app, "sign-up");
        var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
        (await PushAsync(app, path, SignUp("s_1", "Ada@example.org", more: ""","name":"Ada","text":"I can bake." """))).Expect(200);
        (await PushAsync(app, path, """{"kind":"donation","id":"d_1","at":"2026-03-02T07:00:00Z","amount":"5.00","currency":"EUR","email":"bob@example.org","name":"Bob"}""")).Expect(200);
        var listed = (await app.GetAsync(inlet + "/submissions")).Expect(200);
        Assert.Equal(["Ada I can bake.", "Bob "], listed.At("submissions").EnumerateArray().Select(one => $"{one.GetProperty("name").GetString()} {one.GetProperty("text").GetString()}").Order(StringComparer.Ordinal));
        (await app.GetAsync(inlet + "/submissions?after=XYZ")).Expect(400);

        var visitor = new Visitor(app);
        await app.StepAsync(app.Now.AddMinutes(1));
        var confirm = LinkIn(await mail.NextAsync("mail"), "/join/");
        (await visitor.PostAsync(confirm)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        var own = "/api" + LinkIn(await mail.NextAsync("mail"), "/me/");
        Assert.Equal("I can bake.", (await app.SendContentAsync(HttpMethod.Get, own, null, "")).Expect(200).Read("sent", "0", "text"));
        (await app.SendContentAsync(HttpMethod.Delete, own, null, "")).Expect(204);
        listed = (await app.GetAsync(inlet + "/submissions")).Expect(200);
        Assert.DoesNotContain("bake", listed.Text, StringComparison.Ordinal);
        Assert.Contains("Bob", listed.Text, StringComparison.Ordinal);

        (await app.PostAsync("/api/campaigns/climat/inlets/erasures", """{"email":" BOB@example.org"}""")).Expect(204);
        Assert.DoesNotContain("Bob", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
        Assert.Equal((1, 500), ((await app.GetAsync(inlet)).Number("counted", "submissions", "sign-up"), (await app.GetAsync(inlet)).Number("counted", "money", "0", "minor")));
    }

    [SkippableFact]
    public async Task What_people_said_is_gone_after_three_months_and_closed_anew_when_keys_are_turned()
    {
        azurite.SkipUnlessRunning();
        var prefix = Azurite.NewName("turn");
        string path;
        await using (var app = await RelaisApp.StartAsync(azurite, prefix: prefix))
        {
            await app.CampaignAsync();
            path = await InletAsync(app, "pledge");
            (await PushAsync(app, path, SignUp("s_1", "ada@example.org", more: ""","name":"Ada" """))).Expect(200);
        }

        const string Newer = "QW5vdGhlciBrZXkgdGhhdCBpcyBuZXdlciB0aGFuIGk=";
        var night = new DateTimeOffset(2026, 3, 3, 2, 41, 40, TimeSpan.Zero);
        await using (var app = await RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = $"{Newer},{RelaisApp.Keys}" }, prefix: prefix))
        {
            await app.StepAsync(app.Now.AddMinutes(1));
            await app.StepAsync(night);
        }

        await using (var app = await RelaisApp.StartAsync(azurite, now: night, settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = Newer }, prefix: prefix))
        {
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Contains("Ada", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            (await PushAsync(app, path, SignUp("s_2", "bob@example.org"))).Expect(200);
            (await app.PostAsync("/api/campaigns/climat/inlets/erasures", """{"email":"bob@example.org"}""")).Expect(204);
            Assert.DoesNotContain("bob", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            await app.StepAsync(night.AddMinutes(1));
        }

        // Nobody can open it any more: it is gone all the same.
        const string Newest = "QSB0aGlyZCBrZXkgb2YgZXhhY3RseSAzMiBieXRlcy4=";
        await using (var app = await RelaisApp.StartAsync(azurite, now: night.AddMinutes(2), settings: new Dictionary<string, string?> { [Relais.Secrets.KeyRing.Setting] = Newest }, prefix: prefix))
        {
            var inlet = "/api/campaigns/climat/inlets/" + path.Split('/')[^1];
            Assert.Equal(1, await SpokenAsync(app));
            await app.StepAsync(night.AddDays(91));
            Assert.Equal(0, await SpokenAsync(app));
            Assert.DoesNotContain("Ada", (await app.GetAsync(inlet + "/submissions")).Text, StringComparison.Ordinal);
            Assert.Equal(2, (await app.GetAsync(inlet)).Number("counted", "submissions", "pledge"));
        }
    }

    private static async Task<int> SpokenAsync(RelaisApp app)
    {
        var spoken = 0;
        await foreach (var row in app.Get<StorageAccount>().Table(SubmissionStore.TableName).QueryAsync<TableEntity>())
        {
            spoken += row.GetDateTimeOffset("SpokenAt") is null ? 0 : 1;
        }

        return spoken;
    }
}
