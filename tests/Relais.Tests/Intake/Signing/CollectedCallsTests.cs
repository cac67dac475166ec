using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relais.Intake;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds verifying to calls that were collected from the documentation and the tests of many sites, each with its verdict.</summary>
public sealed class CollectedCallsTests
{
    private static readonly string CallsFile = Path.Combine(Repository.Root, "../shared/data/webhook-vectors.json");

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
        var signed = Collected().Where(one => one.Provider == provider && !one.IsQuestion).ToArray();
        var wrong = signed.Where(one => ByProvider[provider].Verify(one.Call, one.Secrets, one.Now).IsGenuine != (one.IsValid && !RefusedThoughRight.Contains(one.Id)));

        Assert.Equal(calls, signed.Length);
        Assert.Empty(wrong.Select(one => $"{one.Id}: {one.Note}"));
    }

    [SkippableTheory]
    [InlineData("generic-bearer", 2)]
    public void Every_token_gets_its_verdict(string provider, int calls)
    {
        var carrying = Collected().Where(one => one.Provider == provider).ToArray();

        Assert.Equal(calls, carrying.Length);
        Assert.All(carrying, one => Assert.Equal(one.IsValid, Bearer.Verify(one.Call, one.Secrets[0]).IsGenuine));
    }

    [SkippableTheory]
    [InlineData("x", 1)]
    [InlineData("websub", 1)]
    [InlineData("azure-event-grid", 1)]
    [InlineData("cloudevents", 2)]
    public void Every_question_gets_its_answer(string provider, int questions)
    {
        var asked = Collected().Where(one => one.Provider == provider && one.IsQuestion).ToArray();

        Assert.Equal(questions, asked.Length);
        foreach (var one in asked)
        {
            var answer = provider switch
            {
                "x" => XChallenge.Answer(one.Call, one.Secrets),
                "websub" => WebSubIntent.Answer(one.Call, [.. one.Pending]),
                "cloudevents" => Handshakes.CloudEvents(one.Call, ["eventemitter.example.com"], mostPerMinute: 120),
                _ => Handshakes.EventGrid(one.Call),
            };
            var headers = answer?.Headers ?? new Dictionary<string, string>();
            Assert.Equal(one.Expected.GetProperty("status").GetInt32(), answer?.Status);
            foreach (var expected in Member(one.Expected, "headers")?.EnumerateObject().ToArray() ?? [])
            {
                Assert.Equal(expected.Value.GetString(), headers[expected.Name]);
            }

            Assert.All(Member(one.Expected, "absent_headers")?.EnumerateArray().ToArray() ?? [], absent => Assert.DoesNotContain(absent.GetString()!, headers.Keys));
            Assert.True(Member(one.Expected, "json") is not { } json || JsonElement.DeepEquals(json, JsonDocument.Parse(answer!.Body).RootElement), one.Id);
        }
    }

    [SkippableFact]
    public void None_of_the_collected_calls_is_forgotten()
    {
        var here = ByProvider.Keys.Concat(["generic-bearer", "azure-event-grid", "cloudevents"]).ToArray();
        var all = Collected();

        Assert.Equal(94, all.Count);
        Assert.Equal(Elsewhere.OrderBy(one => one.Key), all.Where(one => !here.Contains(one.Provider)).CountBy(one => one.Provider).OrderBy(one => one.Key));
    }

    private static List<CollectedCall> Collected()
    {
        Skip.IfNot(File.Exists(CallsFile), "The collected webhook calls are not beside the repository (../shared/data/webhook-vectors.json).");
        return [.. JsonDocument.Parse(File.ReadAllBytes(CallsFile)).RootElement.EnumerateArray().Select(one => new CollectedCall(one))];
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;

    private sealed class CollectedCall(JsonElement one)
    {
        public string Id => one.GetProperty("id").GetString()!;

        public string Provider => one.GetProperty("provider").GetString()!;

        public bool IsValid => one.GetProperty("valid").GetBoolean();

        public string Note => one.GetProperty("note").GetString()!;

        /// <summary>Asked before anything is pushed: what matters is the answer.</summary>
        public bool IsQuestion => Member(one, "expect") is not null;

        public JsonElement Expected => one.GetProperty("expect");

        public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Member(one, "now")?.GetInt64() ?? 1767225600);

        public IReadOnlyList<string> Secrets => Member(one, "secrets") is { } secrets
            ? [.. secrets.EnumerateArray().Select(secret => secret.GetProperty("secret").GetString()!)]
            : [one.GetProperty("secret").GetString()!];

        public IEnumerable<(string Mode, string Topic)> Pending => one.GetProperty("pending").EnumerateArray().Select(asked => (asked.GetProperty("mode").GetString()!, asked.GetProperty("topic").GetString()!));

        public IncomingCall Call => Calls.Of(
            Member(one, "method")?.GetString() ?? "POST",
            Member(one, "url")?.GetString() ?? "https://relais.example/in/x",
            Encoding.UTF8.GetBytes(one.GetProperty("body").GetString()!),
            one.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!)));
    }
}
