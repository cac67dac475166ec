using System.Globalization;
using System.Text;
using System.Text.Json;
using Relais.Http;
using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Providers;

/// <summary>The script for Google Forms, as its page has it, sends what our provider reads and signs it as Standard Webhooks has it.</summary>
public sealed class AppsScriptTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Dictionary<string, string> Map = new() { ["name"] = "Prénom", ["text"] = "Topics", ["title"] = "Grid" };

    [SkippableFact]
    public async Task It_sends_what_is_read_here()
    {
        var did = await RunAsync(200);
        var call = Assert.Single(did.GetProperty("calls").EnumerateArray());
        var body = call.GetProperty("payload").GetString()!;

        Assert.Equal(JsonValueKind.Null, did.GetProperty("error").ValueKind);
        Assert.True(IsSigned(call, body));
        Assert.False(IsSigned(call, body.Replace("Flood", "Heat", StringComparison.Ordinal)));
        Assert.Equal(
            "SignUp id:1FAIpQ_form:2_ABaOnud= | 2026-01-01 00:00:00 | Zoé 🌱 / ada@example.org | title: a | text: Flood, Heat, Wind",
            Heard.Of(new GoogleFormsProvider(), body, map: Map));
    }

    [SkippableFact]
    public async Task It_tries_three_times_and_then_lets_Google_tell_the_owner()
    {
        var did = await RunAsync(503, 500, 404);

        Assert.Equal(3, did.GetProperty("calls").GetArrayLength());
        Assert.Single(did.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("headers").GetProperty("webhook-id").GetString()).Distinct());
        Assert.Equal("Relais answered 404", did.GetProperty("error").GetString());
        Assert.Equal(2, (await RunAsync(503, 202, 200)).GetProperty("calls").GetArrayLength());
    }

    private static bool IsSigned(JsonElement call, string body)
    {
        var headers = call.GetProperty("headers");
        var seconds = headers.GetProperty("webhook-timestamp").GetString()!;
        return WebhookSignature.Verify(
            headers.GetProperty("webhook-id").GetString(), seconds, headers.GetProperty("webhook-signature").GetString(),
            Encoding.UTF8.GetBytes(body), WebhookSecret.Parse(Secret), DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static Task<JsonElement> RunAsync(params int[] answers) =>
        NodeScript.RunAsync("Intake/Providers/apps-script.mjs", "", $"[\"{Secret}\",{string.Join(',', answers)}]");
}
