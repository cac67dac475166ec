using System.Text.Json;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds verifying to what the senders' own packages sign.</summary>
public sealed class StrangersSignTests
{
    private const string Body = "{\"name\":\"Zoé 🌱\", \"amount\": 2000}\n";
    private const string OldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string NewSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string StripeSecret = "whsec_test_4eC39HqLyjWDarjtT1zdp7dc";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1767225600);

    [SkippableFact]
    public async Task What_the_package_standardwebhooks_signs_with_two_secrets_is_genuine_for_whoever_holds_one()
    {
        var signatures = (await SignAsync()).GetProperty("standard").GetString()!;
        Verdict Of(string secret, string body) => Schemes.StandardWebhooks.Verify(
            Calls.Post(body, Calls.Json, ("webhook-id", "msg_1"), ("webhook-timestamp", "1767225600"), ("webhook-signature", signatures)), [secret], Now);

        Assert.Equal(2, signatures.Split(' ').Length);
        Assert.Equal(Verdict.Genuine, Of(OldSecret, Body));
        Assert.Equal(Verdict.Genuine, Of(NewSecret, Body));
        Assert.Equal(Verdict.WrongSignature, Of(OldSecret, Body.Trim()));
        Assert.Equal(Verdict.WrongSignature, Of("whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=", Body));
    }

    [SkippableFact]
    public async Task What_the_package_stripe_signs_is_genuine()
    {
        var header = (await SignAsync()).GetProperty("stripe").GetString()!;
        Verdict Of(string body, DateTimeOffset now) => Schemes.Stripe.Verify(Calls.Post(body, Calls.Json, ("Stripe-Signature", header)), [StripeSecret], now);

        Assert.Equal(Verdict.Genuine, Of(Body, Now));
        Assert.Equal(Verdict.WrongSignature, Of(Body.Trim(), Now));
        Assert.Equal(Verdict.TooOld, Of(Body, Now.AddSeconds(301)));
    }

    private static async Task<JsonElement> SignAsync()
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Repository.Root, "node_modules", "stripe")), "The package stripe is not installed: run npm ci.");
        var input = JsonSerializer.Serialize(new { id = "msg_1", seconds = Now.ToUnixTimeSeconds(), body = Body, standardSecrets = new[] { OldSecret, NewSecret }, stripeSecret = StripeSecret });
        return await NodeScript.RunAsync("Intake/Signing/sign.mjs", "standardwebhooks", input);
    }
}
