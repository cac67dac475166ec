using System.Text.Json;
using System.Xml.Linq;
using Relais.Campaigns;
using Relais.Hosting.Worker;
using Relais.Intake;
using Relais.Snapshots;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Snapshots;

/// <summary>Goals where anybody sees them, where organisers do, and in snapshots.</summary>
public sealed class GoalStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Sums Counted = Sums.Zero
        .Plus(Sums.Deeds(SubmissionKind.Donation), 3).Plus(Sums.Deeds(SubmissionKind.SignUp), 1200)
        .Plus(Sums.MoneyOf(SubmissionKind.Donation, "EUR"), 123450).Plus(Sums.MoneyOf(SubmissionKind.Pledge, "JPY"), 5000)
        .Plus(Sums.AmountOf("kilos"), 12500)
        .Plus(Sums.TestPrefix + Sums.MoneyOf(SubmissionKind.Donation, "EUR"), 99900);

    [SkippableFact]
    public async Task Goals_are_shown_to_other_sites_as_numbers_and_as_an_image()
    {
        await using var app = await StartAsync();
        await app.Get<CampaignSums>().WriteAsync("climat", Counted, null, default);

        var (json, text) = await app.ReadAsync("/c/climat/goals.json");
        Assert.Equal(
            """{"campaign":"climat","name":"Marche climat","goals":["""
            + """{"name":"EUR","unit":"EUR","of":"donation","target":2000,"reached":1234.5,"percent":61},"""
            + """{"name":"sign-ups","unit":"sign-ups","of":null,"target":1000,"reached":1200,"percent":120},"""
            + """{"name":"kilos","unit":"kilos","of":null,"target":100,"reached":12.5,"percent":12}]}""",
            text);
        Assert.Equal(("application/json; charset=utf-8", "max-age=60", "*"), (json.Header("Content-Type"), json.Header("Cache-Control"), json.Header("Access-Control-Allow-Origin")));

        var (image, all) = await app.ReadAsync("/c/climat/thermometer.svg?lang=fr");
        Assert.Equal("dons\u00a0: 1\u202f234,50\u00a0€ sur 2\u202f000\u00a0€, 61\u202f%. inscriptions\u00a0: 1\u202f200 sur 1\u202f000, 120\u202f%. kilos\u00a0: 12,5 sur 100, 12\u202f%.", Described(all));
        Assert.Equal(
            ("image/svg+xml; charset=utf-8", "max-age=60", "*", "cross-origin", "default-src 'none'; style-src 'unsafe-inline'; sandbox", "nosniff"),
            (image.Header("Content-Type"), image.Header("Cache-Control"), image.Header("Access-Control-Allow-Origin"), image.Header("Cross-Origin-Resource-Policy"), image.Header("Content-Security-Policy"), image.Header("X-Content-Type-Options")));
        Assert.Equal("donations: €1,234.50 of €2,000, 61%.", Described((await app.ReadAsync("/c/climat/thermometer.svg?goal=eur")).Text));
    }

    [SkippableFact]
    public async Task Where_nothing_was_counted_yet_there_is_nought_and_without_a_page_there_is_nothing()
    {
        await using var app = await StartAsync();
        await app.CampaignAsync("quiet");
        await Visitor.CampaignAsync(app, "aimless");
        Assert.Contains("\"reached\":0,\"percent\":0}", (await app.ReadAsync("/c/climat/goals.json")).Text, StringComparison.Ordinal);
        Assert.Equal("donations: €0 of €2,000, 0%.", Described((await app.ReadAsync("/c/climat/thermometer.svg?goal=EUR")).Text));
        Assert.Equal("""{"campaign":"aimless","name":"Marche aimless","goals":[]}""", (await app.ReadAsync("/c/aimless/goals.json")).Text);
        Assert.Equal("No goal for now.", Described((await app.ReadAsync("/c/aimless/thermometer.svg")).Text));
        foreach (var (path, what) in new[] { ("/c/quiet/goals.json", "campaign"), ("/c/quiet/thermometer.svg", "campaign"), ("/c/nobody/goals.json", "campaign"), ("/c/climat/thermometer.svg?goal=USD", "goal") })
        {
            var (refused, text) = await app.ReadAsync(path);
            Assert.Equal((404, "application/problem+json", "*"), ((int)refused.StatusCode, refused.Header("Content-Type"), refused.Header("Access-Control-Allow-Origin")));
            Assert.Contains($"There is no such {what}.", text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_public_page_shows_them_to_eyes_and_ears()
    {
        await using var app = await StartAsync();
        await app.Get<CampaignSums>().WriteAsync("climat", Counted, null, default);
        foreach (var (language, said) in new[]
        {
            ("en", "The goals donations 61% €1,234.50 of €2,000 sign-ups 120% 1,200 of 1,000 kilos 12% 12.5 of 100"),
            ("fr", "Les objectifs dons 61\u202f% 1\u202f234,50\u00a0€ sur 2\u202f000\u00a0€ inscriptions 120\u202f% 1\u202f200 sur 1\u202f000 kilos 12\u202f% 12,5 sur 100"),
        })
        {
            var page = await app.SendContentAsync(HttpMethod.Get, $"/c/climat?lang={language}", null, "");
            Assert.Contains(Spaced(said), Spaced(Visitor.Words(page)), StringComparison.Ordinal);
            Assert.Equal(["61", "100", "12"], System.Text.RegularExpressions.Regex.Matches(page.Text, "<progress aria-hidden=\"true\" max=\"100\" value=\"([0-9.]+)\">").Select(match => match.Groups[1].Value));
        }

        await Visitor.CampaignAsync(app, "aimless");
        Assert.DoesNotContain("goals-title", (await app.ReadAsync("/c/aimless")).Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Snapshots_and_the_dashboard_keep_what_was_submitted_and_the_goals()
    {
        await using var app = await StartAsync();
        await app.CampaignAsync("quiet");
        await app.Get<CampaignSums>().WriteAsync("climat", Counted, null, default);
        await app.RunAsync<TakeSnapshots>(take => take.RunAsync(new TimerInfo(), default));

        const string Submitted = """{"deeds":{"donation":3,"sign-up":1200},"money":[{"of":"donation","currency":"EUR","amount":1234.5},{"of":"pledge","currency":"JPY","amount":5000}],"amounts":{"kilos":12.5}}""";
        foreach (var shown in new[] { (await app.GetAsync("/api/campaigns/climat/snapshots")).At("snapshots", "0"), (await app.GetAsync("/api/dashboard/climat")).At("campaign") })
        {
            Assert.Equal(Submitted, shown.GetProperty("submitted").GetRawText());
            Assert.Equal(["EUR 61", "sign-ups 120", "kilos 12"], shown.GetProperty("goals").EnumerateArray().Select(goal => $"{goal.GetProperty("name")} {goal.GetProperty("percent")}"));
        }

        var quiet = (await app.GetAsync("/api/dashboard/quiet")).At("campaign");
        Assert.Equal(("null", "[]"), (quiet.GetProperty("submitted").GetRawText(), quiet.GetProperty("goals").GetRawText()));
    }

    [SkippableFact]
    public async Task A_snapshot_of_a_time_without_goals_is_still_read()
    {
        await using var app = await StartAsync();
        await app.RunAsync<TakeSnapshots>(take => take.RunAsync(new TimerInfo(), default));
        var table = app.Get<StorageAccount>().Table(SnapshotStore.TableName);
        var row = (await table.GetEntityIfExistsAsync<TableEntity>("~latest", "climat")).Value!;
        var document = System.Text.Json.Nodes.JsonNode.Parse(row.GetString("Document")!)!.AsObject();
        Assert.True(document.Remove("submitted") && document.Remove("goals"));
        row["Document"] = document.ToJsonString();
        await table.UpsertEntityAsync(row, TableUpdateMode.Replace);

        var old = (await app.Get<SnapshotStore>().FindLatestAsync("climat", default))!;
        Assert.Equal((null, null), (old.Submitted, old.Goals));
        Assert.Equal(JsonValueKind.Array, (await app.GetAsync("/api/dashboard")).At("campaigns", "0", "goals").ValueKind);
    }

    private async Task<RelaisApp> StartAsync()
    {
        var app = await RelaisApp.StartAsync(azurite);
        await Visitor.CampaignAsync(app, "climat");
        await app.ChangeAsync(campaign => campaign with { Goals = [new Goal("EUR", Goal.Donation, 2000, []), new Goal("sign-ups", null, 1000, []), new Goal("kilos", null, 100, [])] });
        return app;
    }

    // A line break of the page and a space of a number are both blank to whoever reads.
    private static string Spaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Described(string svg) => XElement.Parse(svg).Elements().Single(element => element.Name.LocalName == "desc").Value;
}
