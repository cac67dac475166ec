using System.Collections.Concurrent;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Storage;
using Relais.Tests.Alerts;
using Relais.Tests.Intake;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Operations;

/// <summary>An installation in the midst of everything is copied to another place, and goes on there as it does where it came from.</summary>
public sealed class BackupStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Moody = "s-moody.example.org";
    private static readonly DateTimeOffset Afternoon = RelaisApp.Morning.AddHours(6);
    private static readonly DateTimeOffset Evening = RelaisApp.Morning.AddHours(10);
    private static readonly string[] Hosts = ["s-ada.example.org", "s-ben.example.org", Moody, "person.example.org"];
    private static readonly Dictionary<string, string?> Settings = new() { ["Relais:PublicUrl"] = "https://relais.example" };

    [SkippableFact]
    public async Task A_restored_installation_shows_the_same_and_goes_on_as_if_nothing_had_happened()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: Settings);
        var here = new World(app);
        var (manage, inlet) = await LiveAsync(here);

        // One has refused the first call so far, and is to be asked again; the messages of the second call and of a donation are in queues, which no file holds.
        var before = here.Taken.ToArray();
        Assert.Equal(Hosts.Except([Moody]).Order(), before.Where(one => one.Title == "First call").Select(one => one.Host).Order());
        var (prefix, tables) = (Azurite.NewName("copy"), app.Get<IEnumerable<DeclaredTable>>().ToArray());
        Assert.Null(await Backups.ImportAsync(Backups.Account(azurite, prefix), tables, await Backups.ExportAsync(app.Get<StorageAccount>(), tables)));
        Assert.Equal(await Backups.RowsAsync(app.Get<StorageAccount>(), tables), await Backups.RowsAsync(Backups.Account(azurite, prefix), tables));

        await using var copy = await RelaisApp.StartAsync(azurite, app.Now, Settings, prefix: prefix);
        var there = new World(copy);
        Assert.Equal(await ShownAsync(app, manage), await ShownAsync(copy, manage));

        here.Refuses = false;
        foreach (var one in new[] { app, copy })
        {
            await one.StepUntilAsync(Evening, minutes: 10);
        }

        // The call that was put off is taken once, the one whose message was lost comes to everybody once, and nobody hears again what they have heard.
        var after = there.Taken.ToArray();
        Assert.Equal([Moody], after.Where(one => one.Title == "First call").Select(one => one.Host));
        Assert.Equal(Hosts.Order(), after.Where(one => one.Title == "Second call").Select(one => one.Host).Order());
        Assert.Equal(after.Length, after.Select(one => one.Id).Distinct().Count());
        Assert.Equal(here.Taken.Order(), before.Concat(after).Order());

        // Every post once; alerts began and ended at the same instants and were told to as many.
        Assert.Equal(there.Published, (await copy.GetAsync("/api/dashboard/climat")).Expect(200).Number("campaign", "totals", "posts"));
        Assert.Equal((await app.GetAsync("/api/dashboard/climat")).At("curve").GetRawText(), (await copy.GetAsync("/api/dashboard/climat")).At("curve").GetRawText());
        Assert.Equal(await AlertsAsync(app), await AlertsAsync(copy));
        Assert.Contains(await AlertsAsync(copy), alert => alert.StartsWith("surge resolved", StringComparison.Ordinal));

        // What a site has told counts, and counts once when it is told again; who stops there has stopped.
        (await JsonSite.PushAsync(copy, inlet, Donation("d_1", 150))).Expect(200);
        await copy.StepAsync(copy.Now.AddMinutes(1));
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal((await app.GetAsync("/c/climat/goals.json")).Text, (await copy.GetAsync("/c/climat/goals.json")).Text);
        (await new Visitor(copy).PostAsync(Visitor.StopPath(there.Receivers["person.example.org"].Received[^1]))).Expect(200);
        (await new Visitor(copy).LookAsync(manage)).Expect(404);
    }

    /// <summary>A campaign's day until the afternoon: polls, a surge, people who came by every way, donations and a milestone, and two calls.</summary>
    private static async Task<(string Manage, string Inlet)> LiveAsync(World world)
    {
        var app = world.App;
        await app.CampaignAsync("climat", hosts: ["mastodon.example"]);
        await app.Get<CampaignStore>().ChangeAsync("climat", campaign => campaign with { Page = new CampaignPage("We march.", "Nous marchons.", ["demos"]) }, default);
        (await app.SendAsync(HttpMethod.Patch, "/api/campaigns/climat", """{"goals":[{"unit":"EUR","target":1000,"percents":[10,50]}]}""")).Expect(200);
        foreach (var id in new[] { "s_ada", "s_ben", "s_moody" })
        {
            await app.SubscriberAsync(id);
        }

        world.Put();
        var (visitor, person) = (new Visitor(app), world.Receivers["person.example.org"]);
        (await visitor.JoinAsync("climat", person.Address)).Expect(200);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await visitor.PostAsync(Visitor.ConfirmPath(person.Received[^1]))).Expect(200);
        var inlet = await JsonSite.InletAsync(app, "sign-up");
        (await JsonSite.PushAsync(app, inlet, Donation("d_1", 150))).Expect(200);

        await app.StepUntilAsync(Afternoon, minutes: 10);
        world.Refuses = true;
        (await app.SendWithKeyAsync(Call("First call"), "first")).Expect(201);
        await app.StepAsync(app.Now.AddMinutes(1));
        (await app.SendWithKeyAsync(Call("Second call"), "second")).Expect(201);
        (await JsonSite.PushAsync(app, inlet, Donation("d_2", 20))).Expect(200);
        return (Visitor.ManagePath(person.Received[^1]), inlet);
    }

    private static string Call(string title) => $$"""{"campaign":"climat","title":{"en":"{{title}}"},"body":{"en":"Old port."} }""";

    private static string Donation(string id, int euros) => $$"""{"kind":"donation","id":"{{id}}","at":"2026-03-02T07:00:00Z","amount":"{{euros}}","currency":"EUR"}""";

    /// <summary>All that organisers, the public and a person see.</summary>
    private static async Task<string> ShownAsync(RelaisApp app, string manage)
    {
        var alerts = (await app.GetAsync("/api/campaigns/climat/alerts")).Expect(200).At("alerts").EnumerateArray().Select(alert => "/api/campaigns/climat/alerts/" + alert.GetProperty("id").GetString()).ToArray();
        Assert.True(alerts.Length >= 4, $"{alerts.Length}");
        string[] pages =
        [
            "/api/dashboard", "/api/dashboard/climat", "/c/climat", "/c/climat?lang=fr", "/c/climat/feed.atom", "/c/climat/feed.json", "/c/climat/goals.json", "/api" + manage, "/api/campaigns",
            "/api/campaigns/climat/alerts", "/api/campaigns/climat/subscriptions", "/api/campaigns/climat/inlets", "/api/campaigns/climat/snapshots", "/api/campaigns/climat/sources", "/api/campaigns/climat/topics",
            "/api/campaigns/climat/dead-letters", "/api/budgets", "/api/destinations", .. alerts.SelectMany(alert => new[] { alert, alert + "/explain", alert + "/deliveries.csv", alert + "/deliveries?state=late" }),
        ];
        var shown = new List<string>();
        foreach (var page in pages)
        {
            shown.Add($"{page}: {(await app.GetAsync(page)).Expect(200).Text}");
        }

        return string.Join("\n\n", shown);
    }

    private static async Task<string[]> AlertsAsync(RelaisApp app) =>
    [
        .. (await app.GetAsync("/api/campaigns/climat/alerts")).Expect(200).At("alerts").EnumerateArray()
            .Select(alert => $"{alert.GetProperty("kind")} {alert.GetProperty("status")} {alert.GetProperty("id")} {alert.GetProperty("startsAt")} {alert.GetProperty("endsAt")} {alert.GetProperty("deliveries")}"),
    ];

    /// <summary>The strangers around one of the two, who are the same there as here.</summary>
    private sealed class World
    {
        private readonly ConcurrentQueue<(string Host, string Id, string Title)> taken = new();

        public World(RelaisApp app)
        {
            App = app;
            var (morning, surge) = (RelaisApp.Morning, RelaisApp.Morning.AddHours(4.5));
            var instance = new MastodonInstance(app.Outside, () => app.Now);
            instance.Publish(12 * 9, morning, Evening.AddHours(-1), "climat");
            instance.Publish(150, surge, surge.AddHours(1), "climat");
            Published = instance.Count;
            Put();
        }

        public RelaisApp App { get; }

        public int Published { get; }

        public Dictionary<string, WebhookReceiver> Receivers { get; private set; } = [];

        /// <summary>Whether the moody one refuses what it is told.</summary>
        public bool Refuses { get; set; }

        /// <summary>What was accepted, by whom.</summary>
        public IReadOnlyList<(string Host, string Id, string Title)> Taken => [.. taken];

        /// <summary>Puts the receivers in the place of those that came with their subscriptions.</summary>
        public void Put()
        {
            Receivers = Hosts.ToDictionary(host => host, host => new WebhookReceiver(App.Outside, host));
            foreach (var (host, receiver) in Receivers)
            {
                receiver.Otherwise = async (request, token) =>
                {
                    if (Refuses && host == Moody)
                    {
                        return await WebhookReceiver.Says(503)(request, token);
                    }

                    taken.Enqueue((host, request.Headers.GetValues("webhook-id").Single(), System.Text.Json.JsonDocument.Parse(await request.Content!.ReadAsStringAsync(token)).RootElement.GetProperty("data").GetProperty("title").GetString()!));
                    return await WebhookReceiver.Says(204)(request, token);
                };
            }
        }
    }
}
