using System.Security.Cryptography;
using Relais.Http;
using static Relais.Intake.Signing.SignatureEncoding;
using static Relais.Intake.Signing.SignatureShape;

namespace Relais.Intake.Signing;

/// <summary>How each kind of site signs.</summary>
internal static class Schemes
{
    private static readonly HashAlgorithmName Sha256 = HashAlgorithmName.SHA256;

    /// <summary>Version v1 under the specification's headers or Svix's; v1a is ed25519, which the class library of .NET 10 does not have, and is passed over like any version that nobody knows.</summary>
    public static readonly SignatureScheme StandardWebhooks = new HmacScheme(SecretForm.StandardWebhooks, StandardHeader("webhook-"), StandardHeader("svix-")) { Before = "{id}.{time}.", Window = WebhookSignature.Tolerance };

    /// <summary>The secret with its whsec_ is the key; v0 is a decoy of tests.</summary>
    public static readonly SignatureScheme Stripe = new HmacScheme(SecretForm.Beginning("whsec_"), new SignatureHeader("Stripe-Signature", SignatureShape.Fields, Hex, ("v1", Sha256))) { Before = "{time}.", Window = WebhookSignature.Tolerance };

    public static readonly SignatureScheme GitHub = new HmacScheme(SecretForm.Text, new SignatureHeader("X-Hub-Signature-256", Labelled, Hex, ("sha256", Sha256)));

    public static readonly SignatureScheme Slack = new HmacScheme(
        SecretForm.TextBut("must be the signing secret of the app, not a token.", "xox", "xapp-"),
        new SignatureHeader("X-Slack-Signature", Labelled, Hex, ("v0", Sha256)) { TimeHeader = "X-Slack-Request-Timestamp" }) { Before = "v0:{time}:", Window = WebhookSignature.Tolerance };

    public static readonly SignatureScheme Typeform = new HmacScheme(SecretForm.Text, new SignatureHeader("Typeform-Signature", Labelled, Base64, ("sha256", Sha256)));

    public static readonly SignatureScheme Tally = new HmacScheme(SecretForm.Text, new SignatureHeader("Tally-Signature", Bare, Base64, ("", Sha256)));

    public static readonly SignatureScheme WooCommerce = new HmacScheme(SecretForm.WordPress, new SignatureHeader("X-WC-Webhook-Signature", Bare, Base64, ("", Sha256)));

    /// <summary>No window is told of; the one of all others is taken.</summary>
    public static readonly SignatureScheme WpForms = new HmacScheme(SecretForm.Text, new SignatureHeader("X-WPForms-Webhook-Signature", SignatureShape.Fields, Hex, ("v", Sha256))) { Before = "{time}.", Window = WebhookSignature.Tolerance, Texts = WpFormsText.Of };

    /// <summary>Only partners get a key; calls to others come unsigned.</summary>
    public static readonly SignatureScheme HelloAsso = new HmacScheme(SecretForm.Text, new SignatureHeader("x-ha-signature", Bare, Hex, ("", Sha256)));

    /// <summary>No window is told of; the one of all others is taken.</summary>
    public static readonly SignatureScheme Donorbox = new HmacScheme(SecretForm.Text, new SignatureHeader("Donorbox-Signature", AfterTime, Hex, ("", Sha256))) { Before = "{time}.", Window = WebhookSignature.Tolerance };

    public static readonly SignatureScheme Airtable = new HmacScheme(SecretForm.Base64, new SignatureHeader("X-Airtable-Content-MAC", Labelled, Hex, ("hmac-sha256", Sha256)));

    public static readonly SignatureScheme Twilio = new HmacScheme(
        SecretForm.TextBut("must be the auth token of the account, not the name of an account or a key.", "AC", "SK"),
        new SignatureHeader("X-Twilio-Signature", Bare, Base64, ("", HashAlgorithmName.SHA1))) { Texts = TwilioText.Of };

    /// <summary>The newer header is signed with the OAuth 2.0 client secret, the older one with the consumer secret; an inlet may hold both.</summary>
    public static readonly SignatureScheme X = new HmacScheme(SecretForm.Text, XHeader("X-Twitter-Webhooks-Signature-OAuth2"), XHeader("x-twitter-webhooks-signature"));

    /// <summary>The hub chooses the hash; many still choose SHA-1.</summary>
    public static readonly SignatureScheme WebSub = new HmacScheme(
        SecretForm.Text,
        new SignatureHeader("X-Hub-Signature", Labelled, Hex, ("sha1", HashAlgorithmName.SHA1), ("sha256", Sha256), ("sha384", HashAlgorithmName.SHA384), ("sha512", HashAlgorithmName.SHA512)));

    private static SignatureHeader StandardHeader(string brand) => new(brand + "signature", Versions, Base64, ("v1", Sha256)) { TimeHeader = brand + "timestamp", IdHeader = brand + "id" };

    private static SignatureHeader XHeader(string name) => new(name, Labelled, Base64, ("sha256", Sha256));
}
