using System.Text;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Intake.Signing;

/// <summary>What the secrets of a kind of site look like, and which bytes they stand for.</summary>
internal sealed partial class SecretForm
{
    // What an organiser makes up is tried by nobody in reach of a network; what a site makes up is longer in every case that is known.
    private const int MinCharacters = 16;

    // W3C WebSub, section 5.1: less than 200 bytes; all others make shorter ones.
    private const int MaxBytes = 199;

    // As of Standard Webhooks, whose libraries take shorter ones than the text of it; and twice its most.
    private const int MinKeyBytes = 16;
    private const int MaxKeyBytes = 128;

    private readonly Func<string, byte[]?> keyOf;
    private readonly Func<string, string?> reject;

    private SecretForm(Func<string, byte[]?> keyOf, Func<string, string?> reject) => (this.keyOf, this.reject) = (keyOf, reject);

    /// <summary>The text itself, in UTF-8.</summary>
    public static readonly SecretForm Text = new(Encoding.UTF8.GetBytes, RejectText);

    /// <summary>The text in UTF-8, with the marks of HTML that WordPress keeps in place of &amp;, &lt;, &gt; and quotes taken back.</summary>
    public static readonly SecretForm WordPress = new(text => Encoding.UTF8.GetBytes(PlainOf(text)), RejectText);

    /// <summary>Base64 of the key.</summary>
    public static readonly SecretForm Base64 = new(FromBase64, RejectBase64);

    /// <summary>`whsec_` and the base64 of the key, as of Standard Webhooks.</summary>
    public static readonly SecretForm StandardWebhooks = new(
        text => WebhookSecret.TryParseForeign(text, out var secret, out _) ? secret.Key.ToArray() : null, RejectStandard);

    /// <summary>As <see cref="Text"/>, where all secrets begin alike.</summary>
    public static SecretForm Beginning(string prefix) =>
        new(Text.keyOf, secret => secret.StartsWith(prefix, StringComparison.Ordinal) ? RejectText(secret) : $"must begin with {prefix}.");

    /// <summary>As <see cref="Text"/>, but for other things of the same site that are pasted by mistake.</summary>
    /// <param name="mistakes">How each begins, and what is said then.</param>
    public static SecretForm TextBut(string reason, params string[] mistakes) =>
        new(Text.keyOf, secret => Array.Exists(mistakes, mistake => secret.StartsWith(mistake, StringComparison.Ordinal)) ? reason : RejectText(secret));

    /// <summary>Why a text can be no such secret, as a predicate; null when it can. Does not repeat it.</summary>
    public string? Reject(string secret) => secret != secret.Trim() ? "must not begin or end with a space." : reject(secret);

    /// <summary>The bytes that sign; null when the text is no such secret.</summary>
    public byte[]? KeyOf(string secret) => keyOf(secret);

    private static string? RejectText(string secret) =>
        TextRules.Reject(secret, MinCharacters, MaxBytes, out _) ?? (Encoding.UTF8.GetByteCount(secret) > MaxBytes ? $"must not be longer than {MaxBytes} bytes." : null);

    private static string? RejectBase64(string secret) =>
        FromBase64(secret) is { Length: >= MinKeyBytes and <= MaxKeyBytes } ? null : $"must hold {MinKeyBytes} to {MaxKeyBytes} bytes in base64.";

    private static string? RejectStandard(string secret) =>
        secret.StartsWith("whpk_", StringComparison.Ordinal) || secret.StartsWith("whsk_", StringComparison.Ordinal)
            ? "must be a shared secret, which begins with whsec_; keys of version v1a (ed25519) are not supported."
            : WebhookSecret.TryParseForeign(secret, out _, out var reason) ? null : reason;

    private static byte[]? FromBase64(string secret)
    {
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret, bytes, out var count) ? bytes[..count] : null;
    }

    // wp_specialchars_decode with ENT_QUOTES: these and no others, once.
    private static string PlainOf(string secret) => Marks().Replace(secret, mark => mark switch
    {
        _ when mark.Groups["amp"].Success => "&",
        _ when mark.Groups["lt"].Success => "<",
        _ when mark.Groups["gt"].Success => ">",
        _ when mark.Groups["quot"].Success => "\"",
        _ => "'",
    });

    [GeneratedRegex("&(?:(?<amp>amp|#0*38|#[xX]0*26)|(?<lt>lt|#0*60)|(?<gt>gt|#0*62)|(?<quot>quot|#0*34|#[xX]0*22)|#0*39|#[xX]0*27);")]
    private static partial Regex Marks();
}
