using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relais.Notifications.Channels;

/// <summary>Says to push services who we are: a token for each service, signed with the installation's own key (RFC 8292).</summary>
internal sealed class WebPushVapid : IDisposable
{
    private const string PublicKeyName = "WebPush:PublicKey";
    private const string PrivateKeyName = "WebPush:PrivateKey";
    private const string SubjectName = "WebPush:Subject";
    private const int PrivateKeyBytes = 32;

    // Services take at most 24 hours (RFC 8292, 2); a clock of theirs may be wrong by some.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);
    private static readonly TimeSpan UsedFor = TimeSpan.FromHours(6);

    // There are a handful of services; addresses are given by strangers, who can name as many.
    private const int MostOrigins = 1_000;

    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Since)> tokens = new(StringComparer.Ordinal);
    private readonly ECDsa key;
    private readonly string subject;

    private WebPushVapid(string publicKey, ECDsa key, string subject)
    {
        PublicKey = publicKey;
        this.key = key;
        this.subject = subject;
    }

    /// <summary>What a browser is given to know our messages by: 65 bytes in base64url.</summary>
    public string PublicKey { get; }

    /// <summary>Reads the settings; null where none is set.</summary>
    /// <exception cref="InvalidOperationException">They cannot be used; the message says which, and repeats none.</exception>
    public static WebPushVapid? Read(IConfiguration configuration)
    {
        var (publicKey, privateKey, subject) = (configuration[PublicKeyName]?.Trim(), configuration[PrivateKeyName]?.Trim(), configuration[SubjectName]?.Trim());
        if (string.IsNullOrEmpty(publicKey) && string.IsNullOrEmpty(privateKey) && string.IsNullOrEmpty(subject))
        {
            return null;
        }

        if (KeyOf(publicKey ?? "", privateKey ?? "") is not { } key)
        {
            throw new InvalidOperationException(
                $"The settings {PublicKeyName} and {PrivateKeyName} must be the two halves of one VAPID key. `npx web-push generate-vapid-keys` makes one.");
        }

        return Uri.TryCreate(subject, UriKind.Absolute, out var contact) && contact.Scheme is "mailto" or "https"
            ? new WebPushVapid(publicKey!, key, subject!)
            : throw new InvalidOperationException($"The setting {SubjectName} must be where push services reach you: mailto:name@example.org, or an https address.");
    }

    /// <summary>The value of the header `Authorization`, after its scheme `vapid`.</summary>
    /// <param name="origin">The service's scheme and host.</param>
    public string For(string origin, DateTimeOffset now)
    {
        if (tokens.TryGetValue(origin, out var known) && now - known.Since < UsedFor && now >= known.Since)
        {
            return known.Token;
        }

        if (tokens.Count >= MostOrigins)
        {
            tokens.Clear();
        }

        var token = $"t={Sign(origin, now + Lifetime)}, k={PublicKey}";
        tokens[origin] = (token, now);
        return token;
    }

    public void Dispose() => key.Dispose();

    /// <summary>Without the private key, which no log may hold.</summary>
    public override string ToString() => "VAPID key";

    internal string Sign(string origin, DateTimeOffset until)
    {
        var claims = JsonSerializer.SerializeToUtf8Bytes(new VapidClaims(origin, until.ToUnixTimeSeconds(), subject), VapidJson.Relaxed.VapidClaims);
        var signed = $"{Header}.{Base64Url.EncodeToString(claims)}";
        lock (key)
        {
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
        }
    }

    private static ECDsa? KeyOf(string publicKey, string privateKey)
    {
        if (WebPushKeys.Decode(publicKey, WebPushKeys.PointBytes) is not { } point || WebPushKeys.Decode(privateKey, PrivateKeyBytes) is not { } scalar)
        {
            return null;
        }

        try
        {
            // The public half is worked out from the private one: another one beside it would sign what no service can check.
            var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            if (WebPushKeys.BytesOf(key.ExportParameters(includePrivateParameters: false).Q).AsSpan().SequenceEqual(point))
            {
                return key;
            }

            key.Dispose();
        }
        catch (CryptographicException)
        {
            // No number of the curve.
        }

        return null;
    }
}

/// <summary>What a token says: for which service it is, until when, and how its operator reaches ours.</summary>
internal sealed record VapidClaims(string Aud, long Exp, string Sub);

[JsonSerializable(typeof(VapidClaims))]
internal sealed partial class VapidJson : JsonSerializerContext
{
    // Addresses as they are: nobody shows them on a page.
    public static readonly VapidJson Relaxed = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
