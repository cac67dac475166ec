using System.Text.Json;
using Relais.Http;
using Relais.Intake;
using Relais.Tests.Intake.Providers;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>An organiser tries an inlet out before its site is told of it.</summary>
public sealed class TryInletTests(Azurite azurite) : CampaignStory(azurite)
{
    private static readonly IProvider[] All =
    [
        .. typeof(IProvider).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IProvider))).OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => (IProvider)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> Providers => [.. All.Select(one => one.Name)];

    public static TheoryData<string> Mapped => [.. All.Where(one => one.ReadsMap).Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_sample_of_each_provider_says_something_whatever_the_inlet_is_for(string provider)
    {
        foreach (var kind in Enum.GetValues<SubmissionKind>().Except(provider == "form" ? [SubmissionKind.Donation] : []))
        {
            var read = Read(provider, Heard.Inlet(provider, kind) with { Bearer = "0123456789abcdef" });

            // Of those whose questions are the organiser's own nobody knows which one asks for a sum.
            var lacks = kind == SubmissionKind.Donation && provider is ("typeform" or "tally" or "jotform" or "google-forms");
            Assert.Equal(lacks ? "no amount" : null, read.Why);
            Assert.Equal(provider == "airtable" || lacks ? 0 : 1, read.Told.Count);
            Assert.All(read.Told, told => Assert.True(told.At == Heard.Now && told.Standing == SubmissionStanding.Counts));
            Assert.All(read.Told, told => Assert.True(told.Kind == kind || !All.Single(one => one.Name == provider).ReadsMap, $"{told.Kind}"));
        }
    }

    [Theory]
    [MemberData(nameof(Mapped))]
    public void The_sample_stands_where_the_map_looks_for_it(string provider)
    {
        var map = new Dictionary<string, string>
        {
            ["id"] = "/deep/er/id", ["email"] = "Your mail", ["name"] = "/deep/list/0/name", ["amount"] = "/data/sum", ["currency"] = "=USD", ["quantity"] = "how many", ["unit"] = "=kilos", ["title"] = "/a~1b/~0", ["kind"] = "=pledge",
        };

        Assert.Equal(
            $"Pledge id:sample-1 | now | 1250 USD | 2000/1000 kilos | {(provider is "wordpress" or "form" or "json" or "csv" or "standard-webhooks" ? "Ada Example / ada@example.org / fr" : "Ada Example / ada@example.org")} | title: A sample",
            Heard.Say(new Reading(Read(provider, Heard.Inlet(provider, map: map)).Told)));
    }

    [Fact]
    public void Of_a_map_that_no_call_can_fit_what_fits_is_tried()
    {
        var map = new Dictionary<string, string> { ["email"] = "/a", ["name"] = "/a/b", ["amount"] = "/x/99/y", ["currency"] = "/x/99" };
        Assert.Equal("SignUp body:sha256-… | now | ada@example.org / fr", Heard.Say(new Reading(Read("json", Heard.Inlet("json", map: map)).Told)));
    }

    [SkippableTheory]
    [InlineData("standard-webhooks", "donation", "whsec_AAECAwQFBgcICQoLDA0ODw==", null, "donation counts EUR 1250")]
    [InlineData("stripe", "sign-up", "whsec_test_4eC39HqLyjWDarjtT1zdp7dc", null, "donation counts EUR 1250")]
    [InlineData("woocommerce", "sign-up", "It's a &amp; secret of ours", null, "donation counts EUR 1250")]
    [InlineData("wordpress", "rsvp", "wpforms-secret-1", null, "rsvp counts")]
    [InlineData("json", "report", "8f742231b10e8888abcd99yyyzzz85a5", "slack", "report counts")]
    [InlineData("json", "sign-up", "0123456789abcdef0123456789abcdef", "twilio", "sign-up counts")]
    [InlineData("json", "sign-up", "consumer-secret-1", "x", "sign-up counts")]
    [InlineData("form", "sign-up", null, null, "sign-up counts")]
    [InlineData("csv", "pledge", null, null, "pledge counts EUR 1250")]
    public async Task A_sample_goes_the_way_of_a_real_call_and_is_only_ever_a_trial(string provider, string kind, string? secret, string? signature, string understood)
    {
        var path = await Stranger.InletAsync(App, JsonSerializer.Serialize(new Dictionary<string, string?> { ["provider"] = provider, ["name"] = "Ours", ["kind"] = kind, ["secret"] = secret, ["signature"] = signature, ["bearer"] = "0123456789abcdef" }));
        foreach (var body in new[] { null, "{}" })
        {
            var tried = (await App.SendAsync(HttpMethod.Post, Stranger.Api(path) + "/test", body)).Expect(200);
            Assert.Equal((200, JsonValueKind.Null, true), (tried.Number("status"), tried.At("why").ValueKind, tried.At("kept").GetBoolean()));
            Assert.Equal(understood, Say(tried.At("understood").EnumerateArray().Single()));
            Assert.True(tried.At("understood", "0", "contact").GetBoolean());
            Assert.DoesNotContain("ada@example.org", tried.Text, StringComparison.Ordinal);
        }

        var shown = await Stranger.ShowAsync(App, path);
        Assert.Equal("{}", shown.At("counted", "submissions").GetRawText());
        Assert.Equal($$"""{"{{understood.Split(' ')[0]}}":1}""", shown.At("trials", "submissions").GetRawText());
        Assert.Equal(0, shown.At("refused").GetArrayLength());
    }

    [SkippableFact]
    public async Task A_call_of_ones_own_is_read_and_not_kept_so_that_a_map_can_be_found()
    {
        var path = await Stranger.InletAsync(App, """{"provider":"json","name":"Ours","kind":"pledge","map":{"amount":"/gift/sum","currency":"/gift/code"}}""");
        Assert.Equal(
            """{"status":200,"why":null,"kept":false,"understood":[{"kind":"pledge","standing":"counts","at":"2026-03-02T08:00:00+00:00","money":{"currency":"EUR","minor":500,"refunded":null},"amounts":{},"contact":false,"words":false}]}""",
            (await TryAsync(path, "application/json", """{"gift":{"sum":"5.00","code":"eur"}}""")).Expect(200).Text);
        Assert.Equal("""{"status":400,"why":"no currency","kept":false,"understood":[]}""", (await TryAsync(path, "application/json", """{"gift":{"sum":"5.00"}}""")).Expect(200).Text);
        Assert.Equal("""{"status":400,"why":"no JSON","kept":false,"understood":[]}""", (await TryAsync(path, "text/plain", "\r\n")).Expect(200).Text);
        Assert.Equal("""{"submissions":{},"money":[],"amounts":{}}""", (await Stranger.ShowAsync(App, path)).At("trials").GetRawText());
        Assert.Equal(0, (await Stranger.ShowAsync(App, path)).At("refused").GetArrayLength());

        var hook = await Stranger.InletAsync(App, """{"provider":"github","name":"Ours","secret":"It's a Secret to Everybody"}""");
        const string Release = """{"action":"published","release":{"id":5,"tag_name":"v2"}}""";
        var read = (await App.PostAsync(Stranger.Api(hook) + "/test", JsonSerializer.Serialize(new { contentType = "application/json", body = Release, headers = new Dictionary<string, string> { ["X-GitHub-Event"] = "release" } }))).Expect(200);
        Assert.Equal("announcement counts", Say(read.At("understood", "0")));

        Assert.StartsWith("contentType: must be given", (await App.PostAsync(Stranger.Api(path) + "/test", """{"body":"{}"}""")).Expect(400).Detail, StringComparison.Ordinal);
        Assert.StartsWith("body: must be given", (await App.PostAsync(Stranger.Api(path) + "/test", """{"contentType":"text/csv"}""")).Expect(400).Detail, StringComparison.Ordinal);
        Assert.Equal("body: must not be larger than 262144 bytes.", (await TryAsync(path, "text/csv", new string('a', (256 * 1024) + 1))).Expect(400).Detail);
        (await App.PostAsync(Stranger.Api(path)[..^1] + "z/test", "{}")).Expect(404);
    }

    [SkippableFact]
    public async Task What_is_real_and_what_was_tried_are_never_the_same_thing()
    {
        var secret = WebhookSecret.Create();
        var path = await Stranger.InletAsync(App, $$"""{"provider":"standard-webhooks","name":"Ours","kind":"pledge","secret":"{{secret.Reveal()}}"}""");
        const string Body = """{"type":"submission.created","data":{"id":"sample-1","amount":"12.50","currency":"EUR"}}""";
        var site = new Stranger(App);
        var sent = await site.PostAsync(path, Body, "application/json", ("webhook-id", "msg_1"), ("webhook-timestamp", WebhookSignature.Timestamp(App.Now)), ("webhook-signature", WebhookSignature.Sign("msg_1", App.Now, System.Text.Encoding.UTF8.GetBytes(Body), secret)));
        Assert.Equal(200, sent.Status);
        (await App.PostAsync(Stranger.Api(path) + "/test", "{}")).Expect(200);

        var shown = await Stranger.ShowAsync(App, path);
        Assert.Equal((1, 1), (shown.Number("counted", "submissions", "pledge"), shown.Number("trials", "submissions", "pledge")));
    }

    private Task<Answer> TryAsync(string path, string type, string body) => App.PostAsync(Stranger.Api(path) + "/test", JsonSerializer.Serialize(new { contentType = type, body }));

    private static string Say(JsonElement one) =>
        $"{one.GetProperty("kind").GetString()} {one.GetProperty("standing").GetString()}{(one.GetProperty("money") is { ValueKind: JsonValueKind.Object } money ? $" {money.GetProperty("currency").GetString()} {money.GetProperty("minor").GetInt64()}" : "")}";

    private static Taken Read(string name, Inlet inlet)
    {
        var provider = All.Single(one => one.Name == name);
        var sample = provider.SampleOf(inlet, Heard.Now);
        return InletDoor.Read(provider, inlet, Heard.Call(System.Text.Encoding.UTF8.GetBytes(sample.Body), sample.ContentType, headers: [.. sample.Headers]));
    }
}
