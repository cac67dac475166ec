using System.Security.Cryptography;
using System.Text.Json;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds verifying to calls that were collected from the documentation and the tests of many sites, each with its verdict.</summary>
public sealed class CollectedCallsTests
{
    private static readonly Dictionary<string, SignatureScheme> ByProvider = new()
    {
        ["standard-webhooks"] = Schemes.StandardWebhooks, ["stripe"] = Schemes.Stripe, ["github"] = Schemes.GitHub, ["slack"] = Schemes.Slack,
        ["typeform"] = Schemes.Typeform, ["tally"] = Schemes.Tally, ["woocommerce"] = Schemes.WooCommerce, ["wpforms"] = Schemes.WpForms,
        ["helloasso"] = Schemes.HelloAsso, ["donorbox"] = Schemes.Donorbox, ["airtable"] = Schemes.Airtable, ["twilio"] = Schemes.Twilio,
        ["x"] = Schemes.X, ["websub"] = Schemes.WebSub,

        // A known answer of HMAC itself.
        ["hmac-kat"] = new HmacScheme(SecretForm.Text, new SignatureHeader("x-hmac-sha256-hex", SignatureShape.Bare, SignatureEncoding.Hex, ("", HashAlgorithmName.SHA256))),
    };

    // Others are about what a call means, or about what we send.
    private static readonly Dictionary<string, int> Elsewhere = new()
    {
        ["action-network"] = 1, ["eventbrite"] = 2, ["jotform"] = 2, ["mailchimp"] = 1, // sign nothing: the address must do
        ["html-form"] = 2, // a trap for robots, not a signature
        ["vapid"] = 3, ["webpush-aes128gcm"] = 2, // what we send to browsers
    };

    // Whoever has the address may push: there is no list of origins.
    private static readonly string[] WithList = ["cloudevents-02"];

    // v1a is ed25519, which the class library does not have: its calls are refused like those of a version that nobody knows.
    private static readonly string[] RefusedThoughRight = ["sw-05"];

    [SkippableTheory]
    [InlineData("standard-webhooks", 20)]
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
    [InlineData("twilio", 8)]
    [InlineData("x", 3)]
    [InlineData("websub", 4)]
    [InlineData("hmac-kat", 2)]
    public void Every_signed_call_gets_its_verdict(string provider, int calls)
    {
        var signed = CollectedCall.All().Where(one => one.Provider == provider && !one.IsQuestion).ToArray();
        var wrong = signed.Where(one => ByProvider[provider].Verify(one.Call, one.Secrets, one.Now).IsGenuine != (one.IsValid && !RefusedThoughRight.Contains(one.Id)));

        Assert.Equal(calls, signed.Length);
        Assert.Empty(wrong.Select(one => $"{one.Id}: {one.Note}"));
    }

    [SkippableTheory]
    [InlineData("generic-bearer", 2)]
    public void Every_token_gets_its_verdict(string provider, int calls)
    {
        var carrying = CollectedCall.All().Where(one => one.Provider == provider).ToArray();

        Assert.Equal(calls, carrying.Length);
        Assert.All(carrying, one => Assert.Equal(one.IsValid, Bearer.Verify(one.Call, one.Secrets[0]).IsGenuine));
    }

    [SkippableTheory]
    [InlineData("x", 1)]
    [InlineData("websub", 1)]
    [InlineData("azure-event-grid", 1)]
    [InlineData("cloudevents", 1)]
    public void Every_question_gets_its_answer(string provider, int questions)
    {
        var asked = CollectedCall.All().Where(one => one.Provider == provider && one.IsQuestion && !WithList.Contains(one.Id)).ToArray();

        Assert.Equal(questions, asked.Length);
        foreach (var one in asked)
        {
            var answer = provider switch
            {
                "x" => XChallenge.Answer(one.Call, one.Secrets),
                "websub" => WebSubIntent.Answer(one.Call, [.. one.Pending]),
                "cloudevents" => Handshakes.CloudEvents(one.Call, mostPerMinute: 120),
                _ => Handshakes.EventGrid(one.Call),
            };
            var headers = answer?.Headers ?? new Dictionary<string, string>();
            Assert.Equal(one.Expected.GetProperty("status").GetInt32(), answer?.Status);
            foreach (var expected in CollectedCall.Member(one.Expected, "headers")?.EnumerateObject().ToArray() ?? [])
            {
                Assert.Equal(expected.Value.GetString(), headers[expected.Name]);
            }

            Assert.All(CollectedCall.Member(one.Expected, "absent_headers")?.EnumerateArray().ToArray() ?? [], absent => Assert.DoesNotContain(absent.GetString()!, headers.Keys));
            Assert.True(CollectedCall.Member(one.Expected, "json") is not { } json || JsonElement.DeepEquals(json, JsonDocument.Parse(answer!.Body).RootElement), one.Id);
        }
    }

    [SkippableFact]
    public void None_of_the_collected_calls_is_forgotten()
    {
        var here = ByProvider.Keys.Concat(["generic-bearer", "azure-event-grid", "cloudevents"]).ToArray();
        var all = CollectedCall.All();

        Assert.Equal(94, all.Count);
        Assert.Equal(Elsewhere.OrderBy(one => one.Key), all.Where(one => !here.Contains(one.Provider)).CountBy(one => one.Provider).OrderBy(one => one.Key));
    }
}
