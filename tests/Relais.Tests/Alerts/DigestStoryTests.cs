using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Rhythm = Relais.Notifications.Rhythm;

namespace Relais.Tests.Alerts;

/// <summary>What people are told later and together: at their hour, in the words that it has by then, once.</summary>
public sealed class DigestStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Wishes Daily = new() { Zone = MemberStory.Paris, Rhythm = Rhythm.Daily, DigestHour = 18 };

    // Six in the evening in Paris, and the tick that follows it.
    private static readonly DateTimeOffset Evening = RelaisApp.Morning.AddHours(9);
    private static readonly DateTimeOffset Sent = Evening.AddMinutes(7);

    [SkippableFact]
    public async Task A_digest_tells_at_the_persons_hour_what_came_since_newest_first()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var (anna, bob) = (await app.MemberAsync("anna", Daily), await app.MemberAsync("bob", Daily with { Zone = MemberStory.Toronto }, language: "fr"));
        var first = (await app.CallAsync("one")).Expect(201).Read("id");
        await app.SettleAsync();
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(2));
        (await app.CallAsync("two", ""","url":"https://example.org/two" """, """ "title":{"en":"Second","fr":"Deuxième"},"body":{"en":"Text."} """)).Expect(201);
        await app.StepUntilAsync(Evening);
        Assert.Empty(anna.Received);

        await app.StepUntilAsync(Sent);
        Assert.Equal([("Marche climat: 2 things to know", "2 Mar 11:00 – Second\n2 Mar 09:00 – March at noon")], anna.Told());
        Assert.Contains("https://example.org/two", anna.Received[0].Text, StringComparison.Ordinal);
        Assert.Empty(bob.Received);
        Assert.Equal("digest", (await app.GetAsync($"/api/campaigns/climat/alerts/{first}/deliveries/{MemberStory.IdOf("anna")}")).Read("deliveries", "0", "reason"));

        await app.StepUntilAsync(Sent.AddHours(7));
        Assert.Single(anna.Received);
        Assert.Equal([("Marche climat\u00a0: 2 choses à savoir", "2 mars 05:00 – Deuxième\n2 mars 03:00 – Marche à midi")], bob.Told());

        // Nothing is left of it but the ledger, and nothing is open.
        Assert.Empty(await app.Get<DigestBook>().ListDueAsync(app.Now.AddYears(1), default));
        Assert.Empty(await app.Get<DigestBook>().ListRecipientsAsync(new CampaignDigest("climat", Evening), default));
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
    }

    [SkippableFact]
    public async Task A_weekly_digest_waits_for_its_day()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily with { Rhythm = Rhythm.Weekly, DigestDay = DayOfWeek.Wednesday });
        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        await app.StepUntilAsync(Evening.AddDays(2), minutes: 60);
        Assert.Empty(anna.Received);

        await app.StepUntilAsync(Sent.AddDays(2));
        Assert.Equal("2 Mar 09:00 – March at noon", Assert.Single(anna.Told()).Body);
    }

    [SkippableFact]
    public async Task What_was_corrected_is_told_in_the_new_words_and_what_was_withdrawn_not_at_all()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        var (first, second) = ((await app.CallAsync("one")).Expect(201).Read("id"), (await app.CallAsync("two")).Expect(201).Read("id"));
        await app.SettleAsync();
        (await app.PostAsync($"/api/campaigns/climat/alerts/{first}/corrections", """{"title":{"en":"March at one"},"body":{"en":"New port."}}""")).Expect(201);
        (await app.PostAsync($"/api/campaigns/climat/alerts/{second}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(Sent);

        Assert.Equal([("Marche climat: 1 thing to know", "2 Mar 09:00 – March at one")], anna.Told());

        // Who has read it in a digest reads of its end in the next one.
        (await app.PostAsync($"/api/campaigns/climat/alerts/{first}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(Sent.AddDays(1), minutes: 15);
        Assert.Equal(("Marche climat: 1 thing to know", "2 Mar 18:07 – Withdrawn: March at one"), anna.Told()[1]);
    }

    [SkippableFact]
    public async Task Where_all_was_withdrawn_nothing_is_sent()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        var id = (await app.CallAsync("one")).Expect(201).Read("id");
        await app.SettleAsync();
        (await app.PostAsync($"/api/campaigns/climat/alerts/{id}/retraction", "{}")).Expect(201);
        await app.StepUntilAsync(Sent);

        Assert.Empty(anna.Received);
        Assert.Equal("nothing left", (await app.Get<LedgerReader>().FindAsync("d_202603021700_climat", 1, MemberStory.IdOf("anna"), default))!.Reason);
    }

    [SkippableFact]
    public async Task A_beginning_and_its_end_are_one_line()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        var surge = Make.Surge("climat", RelaisApp.Morning);
        await app.Get<AlertDesk>().RaiseAsync(surge, default);
        await app.SettleAsync();
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(1));
        await app.Get<AlertDesk>().ResolveAsync("climat", surge.Fingerprint, app.Now, surge.AtStart, default);
        await app.StepUntilAsync(Sent);

        var (title, body) = Assert.Single(anna.Told());
        Assert.Equal("Marche climat: 1 thing to know", title);
        Assert.StartsWith("2 Mar 10:00 – ", body, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', body);
    }

    [SkippableFact]
    public async Task Of_many_things_twenty_are_told_and_how_many_there_are()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        for (var number = 0; number < 23; number++)
        {
            (await app.CallAsync($"c{number}", "", $$""" "title":{"en":"Call {{number}}"},"body":{"en":"Text."} """)).Expect(201);
        }

        await app.StepUntilAsync(Sent);
        var (title, body) = Assert.Single(anna.Told());
        Assert.Equal("Marche climat: 23 things to know", title);
        Assert.Equal(21, body.Split('\n').Length);
        Assert.EndsWith("\nand 3 more", body, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_digest_that_does_not_arrive_is_tried_again_and_a_halt_holds_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        anna.Then(WebhookReceiver.Says(503));
        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        await app.StepUntilAsync(Evening.AddMinutes(-1));
        (await app.PostAsync("/api/halt", """{"campaign":"climat","reason":"wait"}""")).Expect(200);
        await app.StepUntilAsync(Evening.AddHours(2));
        Assert.Empty(anna.Received);

        (await app.PostAsync("/api/resume", """{"campaign":"climat"}""")).Expect(200);
        await app.StepUntilAsync(Evening.AddHours(3));
        Assert.Equal(2, anna.Received.Count);
        Assert.Single(anna.Received.Select(received => received.Id).Distinct());
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
    }

    [SkippableFact]
    public async Task A_digest_waits_for_the_end_of_quiet_hours_that_were_wished_since()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Daily);
        (await app.CallAsync("one")).Expect(201);
        await app.SettleAsync();
        await app.MemberAsync("anna", Daily with { Quiet = new QuietHours(new TimeOnly(17, 0), new TimeOnly(20, 0)) });
        await app.StepUntilAsync(Evening.AddMinutes(119));
        Assert.Empty(anna.Received);
        await app.StepUntilAsync(Evening.AddMinutes(130));
        Assert.Equal(DeliveryState.Sent, (await app.Get<LedgerReader>().FindAsync("d_202603021700_climat", 1, MemberStory.IdOf("anna"), default))!.State);
    }

    [SkippableFact]
    public async Task A_kill_at_any_request_loses_no_digest_and_sends_none_under_two_names()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        var (people, cuts) = (new List<WebhookReceiver>(), 0);
        await app.CampaignAsync();
        for (var number = 0; number < 3; number++)
        {
            people.Add(await app.MemberAsync($"p{number}", Daily));
        }

        (await app.CallAsync("one")).Expect(201);
        for (var more = 0; ; more++)
        {
            // Each life gets a little further, from the call to the end of the digest.
            app.Storage.CutAfter(more);
            try
            {
                await app.StepAsync(more < 12 ? app.Now.AddMinutes(1) : app.Now < Evening ? Sent : app.Now.AddMinutes(1));
            }
            catch (PowerCutException)
            {
                // The machine died in the middle of this.
            }

            cuts += app.Storage.WasCut ? 1 : 0;
            app.Storage.Restore();
            if (!await IsOpenAsync(app) && app.Now > Evening)
            {
                break;
            }
        }

        await app.StepUntilAsync(app.Now.AddMinutes(30));
        Assert.True(cuts > 10, $"{cuts}");
        Assert.All(people, person => Assert.Single(person.Received.Select(received => received.Id).Distinct()));
        Assert.Empty(await app.Get<DigestBook>().ListDueAsync(app.Now.AddYears(1), default));
    }

    private static async Task<bool> IsOpenAsync(RelaisApp app) =>
        (await app.Get<DigestBook>().ListDueAsync(app.Now.AddYears(1), default)).Count > 0 || (await app.Get<OpenAlerts>().ListAsync(default)).Count > 0;
}
