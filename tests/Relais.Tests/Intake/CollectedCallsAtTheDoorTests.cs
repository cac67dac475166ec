using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relais.Intake;
using Relais.Tests.Intake.Signing;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>The collected calls once more, over the network, at inlets whose organisers chose what their sites need.</summary>
public sealed class CollectedCallsAtTheDoorTests : IClassFixture<Azurite>, IAsyncLifetime
{
    // Of which provider the inlet is, and which signature it chose.
    private static readonly Dictionary<string, (string Provider, string? Signature)> Inlets = new()
    {
        ["standard-webhooks"] = ("standard-webhooks", null), ["stripe"] = ("stripe", null), ["github"] = ("json", "github"), ["slack"] = ("json", "slack"),
        ["typeform"] = ("typeform", null), ["tally"] = ("tally", null), ["woocommerce"] = ("woocommerce", null), ["wpforms"] = ("wordpress", null),
        ["helloasso"] = ("helloasso", null), ["donorbox"] = ("donorbox", null), ["airtable"] = ("airtable", null), ["x"] = ("json", "x"), ["websub"] = ("json", "websub"),
        ["azure-event-grid"] = ("json", "event-grid"), ["cloudevents"] = ("json", null),
        ["jotform"] = ("jotform", null), ["action-network"] = ("action-network", null), ["eventbrite"] = ("eventbrite", null), ["mailchimp"] = ("mailchimp", null), ["html-form"] = ("form", null),
    };

    // Twilio's sign the addresses of others; v1a is ed25519; there is no list of origins.
    private static readonly string[] Elsewhere = ["sw-05", "cloudevents-02"];

    // The app's clock only ever goes on: the calls are sent in the order of their times.
    private static readonly DateTimeOffset Before = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Azurite azurite;
    private RelaisApp? app;
    private Stranger? stranger;

    public CollectedCallsAtTheDoorTests(Azurite azurite) => this.azurite = azurite;

    public async Task InitializeAsync()
    {
        if (azurite.IsRunning)
        {
            app = await RelaisApp.StartAsync(azurite, Before);
            stranger = new Stranger(app);
            await app.CampaignAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    [SkippableTheory]
    [InlineData("standard-webhooks", 19)]
    [InlineData("stripe", 7)]
    [InlineData("github", 7)]
    [InlineData("slack", 4)]
    [InlineData("typeform", 3)]
    [InlineData("tally", 3)]
    [InlineData("woocommerce", 3)]
    [InlineData("wpforms", 2)]
    [InlineData("helloasso", 3)]
    [InlineData("donorbox", 3)]
    [InlineData("airtable", 2)]
    [InlineData("x", 3)]
    [InlineData("websub", 4)]
    public async Task Signed_calls_are_let_in_or_not(string provider, int calls)
    {
        azurite.SkipUnlessRunning();
        var collected = CollectedCall.All().Where(one => one.Provider == provider && !one.IsQuestion && !Elsewhere.Contains(one.Id)).ToArray();
        Assert.Equal(calls, collected.Length);
        foreach (var one in collected.OrderBy(one => one.Now))
        {
            var answer = await SendAsync(one);
            Assert.True(answer.Status == 401 == !one.IsValid, $"{one.Id}: {answer.Status} {answer.Text} {one.Note}");
        }
    }

    [SkippableTheory]
    [InlineData("jotform", "200 200")]
    [InlineData("action-network", "200")]
    [InlineData("eventbrite", "200 400")]
    [InlineData("mailchimp", "200")]
    public async Task Unsigned_calls_are_read(string provider, string statuses)
    {
        azurite.SkipUnlessRunning();
        var answers = new List<int>();
        foreach (var one in CollectedCall.All().Where(one => one.Provider == provider))
        {
            answers.Add((await SendAsync(one)).Status);
        }

        Assert.Equal(statuses, string.Join(' ', answers));
    }

    [SkippableTheory]
    [InlineData("x", 1)]
    [InlineData("websub", 1)]
    [InlineData("azure-event-grid", 1)]
    [InlineData("cloudevents", 1)]
    [InlineData("html-form", 2)]
    public async Task Questions_and_forms_get_the_answer_that_is_expected(string provider, int calls)
    {
        azurite.SkipUnlessRunning();
        var collected = CollectedCall.All().Where(one => one.Provider == provider && one.IsQuestion && !Elsewhere.Contains(one.Id)).ToArray();
        Assert.Equal(calls, collected.Length);
        foreach (var one in collected)
        {
            var answer = await SendAsync(one, provider == "html-form" ? [Stranger.Browser] : []);
            Assert.Equal((one.Id, one.Expected.GetProperty("status").GetInt32()), (one.Id, answer.Status));
            Assert.True(CollectedCall.Member(one.Expected, "json") is not { } json || JsonElement.DeepEquals(json, JsonDocument.Parse(answer.Text).RootElement), one.Id);
        }
    }

    [SkippableFact]
    public async Task A_hub_that_asks_for_the_chosen_feed_hears_yes()
    {
        azurite.SkipUnlessRunning();
        var path = await Stranger.InletAsync(app!, """{"provider":"json","name":"A feed","signature":"websub","topic":"https://feeds.example.org/alerts.atom","secret":"0123456789abcdef"}""");
        var yes = await stranger!.SendAsync("GET", path + "?hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=c0ffee", []);
        Assert.Equal((200, "c0ffee"), (yes.Status, yes.Text));
        Assert.Equal(404, (await stranger.SendAsync("GET", path + "?hub.mode=subscribe&hub.topic=https%3A%2F%2Fother.example.org%2F&hub.challenge=c0ffee", [])).Status);

        var other = await Stranger.InletAsync(app!, """{"provider":"json","name":"Not a feed"}""");
        var no = await stranger.SendAsync("GET", other + "?hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=c0ffee", []);
        Assert.Equal(405, no.Status);
        Assert.DoesNotContain("c0ffee", no.Text, StringComparison.Ordinal);
    }

    private async Task<Stranger.Heard> SendAsync(CollectedCall one, params (string Name, string Value)[] more)
    {
        var (provider, signature) = Inlets[one.Provider];
        app!.SetClock(one.Now);

        // Past the door of the API: some of these secrets are shorter than any that it takes.
        var isSigned = one.Secrets[0].Length > 0 && provider is not ("jotform" or "action-network" or "eventbrite" or "mailchimp");
        var inlet = new Inlet(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(one.Id)))[..32], "climat", provider, "Ours", one.Now)
        {
            Secrets = isSigned ? [.. one.Secrets.Select(secret => new InletSecret(secret, null))] : [],
            Signature = signature,
            Topic = signature == "websub" ? "https://feeds.example.org/alerts.atom" : null,
        };
        await app.Get<InletStore>().PutAsync(inlet, CancellationToken.None);
        return await stranger!.SendAsync(one.Method, $"/in/climat/{inlet.Id}{one.Url.Query}", one.Body, [.. one.Headers, .. more]);
    }
}
