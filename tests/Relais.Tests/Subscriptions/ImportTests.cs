using System.Text;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>Lists of people: taken whole or not at all, given out to whoever may, and what an organiser sees of people.</summary>
public sealed class ImportTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private readonly string campaign = Azurite.NewName("c");

    private RelaisApp App => fixture.App;

    private string Path => $"/api/campaigns/{campaign}/subscriptions";

    private Task<Answer> ImportAsync(string csv, string query = "", string type = "text/csv") =>
        App.SendContentAsync(HttpMethod.Post, Path + "/import" + query, new StringContent(csv, Encoding.UTF8, type), App.Key);

    [SkippableFact]
    public async Task A_list_is_taken_once_and_comes_out_as_it_went_in()
    {
        await Visitor.CampaignAsync(App, campaign);
        var list = """"
            channel;address;language;topics;zone;quietFrom;quietUntil;rhythm;consentAt;consentSource
            webhook;https://hooks.example.org/a;fr;press demos;Europe/Paris;21:00;09:00;daily;2026-02-01;paper form, assembly
            webhook;https://hooks.example.org/b;;;;;;;2026-02-03T10:00:00Z;"web form ""spring"""
            webhook;https://hooks.example.org/a;en;;;;;;2026-02-01;paper form, again
            """";
        var tried = (await ImportAsync(list, "?dryRun=true")).Expect(200);
        Assert.Equal((3, 2, 1, 0, true), (tried.Number("rows"), tried.Number("added"), tried.Number("known"), tried.Number("stopped"), tried.At("dryRun").GetBoolean()));
        Assert.Equal(0, (await App.GetAsync(Path + "/reach")).Expect(200).Number("people"));

        var taken = (await ImportAsync(list)).Expect(200);
        Assert.Equal((3, 2, 1, 0), (taken.Number("rows"), taken.Number("added"), taken.Number("known"), taken.Number("stopped")));
        var again = (await ImportAsync(list)).Expect(200);
        Assert.Equal((0, 3), (again.Number("added"), again.Number("known")));

        var reach = (await App.GetAsync(Path + "/reach")).Expect(200);
        Assert.Equal("""{"people":2,"own":0,"channels":[{"channel":"webhook","reachable":2,"off":0}],"languages":{"en":1,"fr":1},"rhythms":{"daily":1,"now":1}}""", reach.Text);

        var given = (await App.GetAsync(Path + "/export")).Expect(200);
        Assert.Equal("text/csv; charset=utf-8", given.ContentType);
        var lines = given.Text.TrimEnd().Split("\r\n");
        Assert.Equal("channel,address,secret,language,topics,cell,area,floor,zone,quietFrom,quietUntil,rhythm,consentAt,consentSource", lines[0]);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, """^webhook,https://hooks.example.org/a,whsec_[^,]+,fr,demos press,,,info,Europe/Paris,21:00,09:00,daily,2026-02-01T00:00:00Z,"paper form, assembly"$"""));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, "^webhook,https://hooks.example.org/b,whsec_[^,]+,en,,,,info,UTC,22:00,08:00,now,2026-02-03T10:00:00Z,\"web form \"\"spring\"\"\"$"));

        var elsewhere = Azurite.NewName("c");
        await Visitor.CampaignAsync(App, elsewhere);
        var moved = await App.SendContentAsync(HttpMethod.Post, $"/api/campaigns/{elsewhere}/subscriptions/import", new StringContent(given.Text, Encoding.UTF8, "text/csv"), App.Key);
        Assert.Equal(2, moved.Expect(200).Number("added"));
        var arrived = (await App.GetAsync($"/api/campaigns/{elsewhere}/subscriptions/export")).Text;

        // Of two people with the same bucket chance decides who stands first.
        Assert.Equal(lines.Order(StringComparer.Ordinal), arrived.TrimEnd().Split("\r\n").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Whoever_has_stopped_is_not_brought_back_and_whoever_is_asked_must_confirm()
    {
        await Visitor.CampaignAsync(App, campaign);
        var hook = new WebhookReceiver(App.Outside, "asked.example.org");
        var visitor = new Visitor(App);
        var list = $"channel,address,language\nwebhook,{hook.Address},en\n";
        Assert.Equal(1, (await ImportAsync(list, "?ask=true")).Expect(200).Number("added"));
        Assert.Equal(0, (await App.GetAsync(Path + "/reach")).Number("people"));
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(Assert.Single(hook.Received)))).Expect(200);
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.StopPath(hook.Received[1]))).Expect(200);

        Assert.Equal(1, (await ImportAsync(list, "?ask=true")).Expect(200).Number("stopped"));
        Assert.Equal(1, (await ImportAsync($"channel,address,consentAt,consentSource\nwebhook,{hook.Address},2026-01-01,paper form\n")).Expect(200).Number("stopped"));
        await App.StepAsync(App.Now.AddMinutes(1));
        Assert.Equal(2, hook.Received.Count);

        // They themselves may come back.
        (await visitor.JoinAsync(campaign, hook.Address)).Expect(200);
        await App.StepAsync(App.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(hook.Received[2]))).Expect(200);
        Assert.Equal(1, (await App.GetAsync(Path + "/reach")).Number("people"));
        await App.StepAsync(App.Now.AddMinutes(1));
    }

    [SkippableTheory]
    [InlineData("channel,address,consentAt,consentSource\n", "body: must hold somebody.")]
    [InlineData("", "header: must name the column channel. header: must name the column address. header: must name the column consentAt. header: must name the column consentSource.")]
    [InlineData("channel,address\n", "header: must name the column consentAt. header: must name the column consentSource.")]
    [InlineData("channel,address,consentAt,consentSource,shoeSize\n", "header: must name columns among: channel, address, secret, language, topics, cell, area, floor, zone, quietFrom, quietUntil, rhythm, consentAt, consentSource.")]
    [InlineData("channel,address,consentAt,consentSource\nwebhook,https://a.example.org/s3cret,2026-01-01\n", "body: must be CSV in UTF-8 (RFC 4180), each row with as many fields as the first.")]
    [InlineData("channel,address,consentAt,consentSource\nwebhook,\"https://a.example.org/s3cret\"x,2026-01-01,form\n", "body: must be CSV in UTF-8 (RFC 4180), each row with as many fields as the first.")]
    [InlineData("channel,address,consentAt,consentSource\npigeon,https://a.example.org/s3cret,2026-01-01,form\nwebhook,http://a.example.org/s3cret,2026-01-01,form\n", "rows[0].channel: must be one of: discord, google-chat, gotify, mattermost, ntfy, rocket-chat, slack, teams, webhook. rows[1].address: must begin with https://.")]
    [InlineData("channel,address,consentAt,consentSource\nwebhook,https://a.example.org/s3cret,2030-01-01,form\n", "rows[0].consentAt: must be the day, or the instant, at which the person agreed, such as 2026-05-03.")]
    [InlineData("channel,address,consentAt,consentSource\nwebhook,https://a.example.org/s3cret,yesterday,form\n", "rows[0].consentAt: must be the day, or the instant, at which the person agreed, such as 2026-05-03.")]
    [InlineData("channel,address,consentAt,consentSource\nwebhook,https://a.example.org/s3cret,2026-01-01,\n", "rows[0].consentSource: must not be empty.")]
    [InlineData("channel,address,zone,consentAt,consentSource\nwebhook,https://a.example.org/s3cret,Mars/Base,2026-01-01,form\n", "rows[0].wishes.zone: must be an IANA time zone such as Europe/Paris.")]
    public async Task A_list_with_a_fault_is_refused_whole_and_says_where(string csv, string detail)
    {
        await Visitor.CampaignAsync(App, campaign);
        var answer = await ImportAsync(csv);
        Assert.Equal((400, detail), (answer.Status, answer.Detail));
        Assert.DoesNotContain(App.Log.Lines, line => line.Contains("s3cret", StringComparison.Ordinal));
        Assert.Equal(0, (await App.GetAsync(Path + "/reach")).Number("people"));
    }

    [SkippableFact]
    public async Task Addresses_are_given_to_nobody_below_admin()
    {
        await Visitor.CampaignAsync(App, campaign);
        var writer = (await App.PostAsync("/api/keys", """{"name":"writer","scope":"write"}""")).Expect(201).Read("key");
        Assert.Equal((403, "authorization: must be a key of scope admin."), ((await App.GetAsync(Path + "/export", writer)).Status, (await App.GetAsync(Path + "/export", writer)).Detail));
        Assert.Equal(415, (await ImportAsync("channel,address\n", type: "text/plain")).Status);
    }
}
