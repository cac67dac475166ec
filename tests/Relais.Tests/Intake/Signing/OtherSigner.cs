using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>What one kind of site does to sign, written once more from its documentation, without anything of ours.</summary>
/// <param name="Sign">The headers, by secret, body, seconds since 1970, id and address.</param>
internal sealed record OtherSigner(string Name, SignatureScheme Scheme, string Secret, string OtherSecret, bool HasTime, OtherSigner.Signing Sign)
{
    internal delegate (string Name, string Value)[] Signing(string secret, byte[] body, long time, string id, string url);

    public static IReadOnlyList<OtherSigner> All { get; } =
    [
        new("standard-webhooks", Schemes.StandardWebhooks, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", true, (secret, body, time, id, _) => Standard("webhook", secret, body, time, id)),
        new("svix", Schemes.StandardWebhooks, "whsec_plJ3nmyCDGBKInavdOK15jsl", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", true, (secret, body, time, id, _) => Standard("svix", secret, body, time, id)),
        new("stripe", Schemes.Stripe, "whsec_test_4eC39HqLyjWDarjtT1zdp7dc", "whsec_other", true, (secret, body, time, _, _) =>
            [("Stripe-Signature", $"t={time},v1={Hex(Mac(secret, $"{time}.", body))}")]),
        new("github", Schemes.GitHub, "It's a Secret to Everybody", "another", false, (secret, body, _, _, _) => [("X-Hub-Signature-256", "sha256=" + Hex(Mac(secret, "", body)))]),
        new("slack", Schemes.Slack, "8f742231b10e8888abcd99yyyzzz85a5", "another", true, (secret, body, time, _, _) =>
            [("X-Slack-Request-Timestamp", $"{time}"), ("X-Slack-Signature", "v0=" + Hex(Mac(secret, $"v0:{time}:", body)))]),
        new("typeform", Schemes.Typeform, "tf-secret-1", "another", false, (secret, body, _, _, _) => [("Typeform-Signature", "sha256=" + Convert.ToBase64String(Mac(secret, "", body)))]),
        new("tally", Schemes.Tally, "tally-secret-1", "another", false, (secret, body, _, _, _) => [("Tally-Signature", Convert.ToBase64String(Mac(secret, "", body)))]),
        new("woocommerce", Schemes.WooCommerce, "a&amp;b&quot;c&#039;d&lt;&eacute;", "another", false, (_, body, _, _, _) =>
            [("X-WC-Webhook-Signature", Convert.ToBase64String(Mac("a&b\"c'd<&eacute;", "", body)))]),
        new("wpforms", Schemes.WpForms, "wpforms-secret-1", "another", true, (secret, body, time, _, _) => [("X-WPForms-Webhook-Signature", $"t={time},v={Hex(Mac(secret, $"{time}.", body))}")]),
        new("helloasso", Schemes.HelloAsso, "AyCM0yTeQd8In2OzdP3R2HGTrYiCA818", "another", false, (secret, body, _, _, _) => [("x-ha-signature", Hex(Mac(secret, "", body)))]),
        new("donorbox", Schemes.Donorbox, "donorbox-secret-1", "another", true, (secret, body, time, _, _) => [("Donorbox-Signature", $"{time},{Hex(Mac(secret, $"{time}.", body))}")]),
        new("airtable", Schemes.Airtable, "c3VwZXIgZHVwZXIgc2VjcmV0", "c3VwZXIgZHVwZXIgc2VjcmV1", false, (secret, body, _, _, _) =>
            [("X-Airtable-Content-MAC", "hmac-sha256=" + Hex(HMACSHA256.HashData(Convert.FromBase64String(secret), body)))]),
        new("twilio", Schemes.Twilio, "12345", "another", false, (secret, body, _, _, url) => Twilio(secret, url, body)),
        new("x", Schemes.X, "consumer-secret-1", "another", false, (secret, body, _, _, _) => [("x-twitter-webhooks-signature", "sha256=" + Convert.ToBase64String(Mac(secret, "", body)))]),
        new("x-oauth2", Schemes.X, "oauth2-client-secret-1", "another", false, (secret, body, _, _, _) =>
            [("X-Twitter-Webhooks-Signature-OAuth2", "sha256=" + Convert.ToBase64String(Mac(secret, "", body)))]),
        .. new (string Method, Func<byte[], byte[], byte[]> Hash)[] { ("sha1", Sha1), ("sha256", HMACSHA256.HashData), ("sha384", HMACSHA384.HashData), ("sha512", HMACSHA512.HashData) }
            .Select(hash => new OtherSigner($"websub-{hash.Method}", Schemes.WebSub, "websub-secret-1", "another", false, (secret, body, _, _, _) =>
                [("X-Hub-Signature", $"{hash.Method}={Hex(hash.Hash(Encoding.UTF8.GetBytes(secret), body))}")])),
    ];

    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs so, and many hubs of WebSub.")]
    public static byte[] Sha1(byte[] key, byte[] text) => HMACSHA1.HashData(key, text);

    private static (string, string)[] Standard(string brand, string secret, byte[] body, long time, string id) =>
    [
        ($"{brand}-id", id),
        ($"{brand}-timestamp", $"{time}"),
        ($"{brand}-signature", "v1," + Convert.ToBase64String(Mac(Convert.FromBase64String(secret["whsec_".Length..]), $"{id}.{time}.", body))),
    ];

    // Each field after the other, by name; the body is a form without signs that need taking back.
    private static (string, string)[] Twilio(string secret, string url, byte[] body)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Encoding.UTF8.GetString(body).Split('&'))
        {
            fields[field.Split('=')[0]] = field.Split('=')[1];
        }

        var text = url + string.Concat(fields.Select(field => field.Key + field.Value));
        return [("X-Twilio-Signature", Convert.ToBase64String(Sha1(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)))), ("Content-Type", Calls.Form)];
    }

    private static byte[] Mac(string secret, string before, byte[] body) => Mac(Encoding.UTF8.GetBytes(secret), before, body);

    private static byte[] Mac(byte[] key, string before, byte[] body)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(before), .. body];
        return HMACSHA256.HashData(key, text);
    }

    private static string Hex(byte[] bytes) => string.Concat(bytes.Select(value => value.ToString("x2")));
}
