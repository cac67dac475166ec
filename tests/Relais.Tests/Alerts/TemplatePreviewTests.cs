using System.Text.Json;
using Relais.Alerts;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Alerts;

/// <summary>Words looked at before anybody is told: as each channel writes them, and without a trace.</summary>
public sealed class TemplatePreviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Path = "/api/campaigns/climat/templates/preview";

    private static readonly Dictionary<string, string?> AllChannels = new()
    {
        ["Telegram:BotToken"] = "4242:secret_secret_secret_secret",
        ["Matrix:Homeserver"] = "https://matrix.example.org",
        ["Matrix:AccessToken"] = "secret",
    };

    [SkippableFact]
    public async Task Every_channel_that_is_set_up_shows_both_languages_and_nothing_is_sent_or_written()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: AllChannels);
        await app.CampaignAsync();
        Answer? answer = null;
        await app.PostAsync(Path, """{"kind":"surge","status":"firing"}""");
        var requests = await app.Storage.CountAsync(async () => answer = (await app.PostAsync(Path, """{"kind":"surge","status":"firing"}""")).Expect(200));

        // The campaign is read, and nothing else.
        Assert.Equal(1, requests);
        Assert.True(answer!.At("sample").GetBoolean());
        Assert.Equal("412 publications", answer.Read("values", "posts", "fr"));
        var channels = answer.At("channels").EnumerateArray().ToArray();
        Assert.Equal(
            ["discord", "google-chat", "gotify", "matrix", "mattermost", "ntfy", "rocket-chat", "slack", "teams", "telegram", "webhook"],
            channels.Select(one => one.GetProperty("channel").GetString()).Distinct());
        Assert.Equal(22, channels.Length);
        Assert.All(channels, one => Assert.False(one.GetProperty("cut").GetBoolean()));
        var slack = channels.First(one => one.GetProperty("channel").GetString() == "slack");
        Assert.Equal(("Marche climat is surging.", 90, 3_000, "characters"), (slack.GetProperty("title").GetString(), slack.GetProperty("size").GetInt32(), slack.GetProperty("limit").GetInt32(), slack.GetProperty("unit").GetString()));
        Assert.All(channels, one => Assert.DoesNotContain("secret", one.ToString(), StringComparison.Ordinal));

        // Its links are nobody's: they open no door.
        var text = channels.First(one => one.GetProperty("channel").GetString() == "matrix").GetProperty("text").GetString()!;
        var way = new Uri(text.Split('\n').First(line => line.StartsWith("Change or stop: ", StringComparison.Ordinal))["Change or stop: ".Length..]).AbsolutePath;
        Assert.Equal(404, (await new Visitor(app).LookAsync(way)).Status);
    }

    [SkippableFact]
    public async Task Words_may_be_tried_before_they_are_kept_and_the_preview_is_what_then_arrives()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        const string Words = """ "title":{"en":"Up: {campaign}"},"body":{"en":"{posts}."} """;
        var tried = (await app.PostAsync(Path, $$"""{"kind":"milestone","status":"firing",{{Words}},"channel":"webhook","language":"en"}""")).Expect(200);
        Assert.Equal(("Up: Marche climat", "1003 posts."), (tried.Read("channels", "0", "title"), tried.Read("channels", "0", "text")));
        Assert.Equal(1, tried.At("channels").GetArrayLength());

        (await app.SendAsync(HttpMethod.Put, "/api/campaigns/climat/templates/milestone/firing", $$"""{{{Words}}}""")).Expect(200);
        var anna = await app.SubscriberAsync("s_anna");
        await app.Get<AlertDesk>().RaiseAsync(AlertConditions.Milestone("climat", "1000", app.Now, 1_003, null), default);
        await app.StepUntilAsync(app.Now.AddMinutes(2), minutes: 1);
        Assert.Equal([("Up: Marche climat", "1003 posts.")], anna.Told());
        Assert.Equal(
            JsonDocument.Parse(tried.Read("channels", "0", "sent")).RootElement.GetProperty("data").GetProperty("title").GetString(),
            JsonDocument.Parse(anna.Received[0].Body).RootElement.GetProperty("data").GetProperty("title").GetString());
    }

    [SkippableFact]
    public async Task A_call_is_shown_in_its_own_words_and_cut_at_a_whole_letter_where_it_is_too_long()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var family = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 500));
        var answer = (await app.PostAsync(Path, $$"""{"kind":"call","title":{"fr":"Marche {x}"},"body":{"fr":"{{family}}"},"url":"https://example.org/m","language":"fr"}""")).Expect(200);
        var slack = answer.At("channels").EnumerateArray().First(one => one.GetProperty("channel").GetString() == "slack");
        Assert.Equal("Marche {x}", slack.GetProperty("title").GetString());
        Assert.True(slack.GetProperty("cut").GetBoolean());
        Assert.InRange(slack.GetProperty("size").GetInt32(), 2_900, 3_000);
        Assert.Contains("👩‍👩‍👧‍👦…", slack.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.False(answer.At("channels").EnumerateArray().First(one => one.GetProperty("channel").GetString() == "mattermost").GetProperty("cut").GetBoolean());
        Assert.Equal(JsonValueKind.Object, answer.At("values").ValueKind);
    }

    [SkippableTheory]
    [InlineData("{}", "kind: must be one of: surge, lull, milestone, endpoint, source, any, digest, confirmation, welcome, call, announcement.")]
    [InlineData("""{"kind":"surge"}""", "status: must be one of: firing, resolved.")]
    [InlineData("""{"kind":"lull","status":"over"}""", "status: must be one of: firing, resolved, quiet.")]
    [InlineData("""{"kind":"call","status":"resolved","title":{"en":"a"},"body":{"en":"b"}}""", "status: must be firing, or be left out.")]
    [InlineData("""{"kind":"call","title":{"en":"a"}}""", "body: must be given, in en or fr or both.")]
    [InlineData("""{"kind":"surge","status":"firing","url":"https://example.org"}""", "url: is for calls and announcements.")]
    [InlineData("""{"kind":"surge","status":"firing","title":{"en":"{x}"}}""", "title.en: may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("""{"kind":"surge","status":"firing","language":"de"}""", "language: must be one of: en, fr.")]
    [InlineData("""{"kind":"surge","status":"firing","channel":"pigeon"}""", "channel: must be one of: discord, google-chat, gotify, mattermost, ntfy, rocket-chat, slack, teams, webhook.")]
    public async Task What_cannot_be_shown_is_refused_by_its_field(string json, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        var answer = await app.PostAsync(Path, json);
        Assert.Equal((400, detail), (answer.Status, answer.Detail));
    }
}
