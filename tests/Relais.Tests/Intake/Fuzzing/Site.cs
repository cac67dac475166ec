using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relais.Tests.Intake.Signing;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>A kind of site with one of its calls, in the shape that its documentation has, told anew with each number.</summary>
/// <param name="Name">Of the call; unique.</param>
/// <param name="Provider">Which kind of inlet takes it.</param>
/// <param name="Counts">As what it counts: `donation EUR`, `sign-up`; empty for nothing.</param>
/// <param name="Body">By number; `{0}` in it stands for the number, `{1}` for the cents and `{2}` for the same in whole units.</param>
internal sealed record Site(string Name, string Provider, string Counts, string MediaType, string Body)
{
    /// <summary>What it sends besides.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Signs as this one of <see cref="OtherSigner"/>; null where the site does not sign.</summary>
    public string? SignsAs { get; init; }

    /// <summary>How its secrets begin, and what follows.</summary>
    public (string Prefix, Func<byte[], string> Written) Secrets { get; init; } = ("", Convert.ToHexStringLower);

    public string Map { get; init; } = "{}";

    public string Kind => Counts.Split(' ')[0] is { Length: > 0 } kind ? kind : "sign-up";

    /// <summary>A secret of the kind that this site makes up; null where it makes none.</summary>
    public string? CreateSecret(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return SignsAs is null ? null : Secrets.Prefix + Secrets.Written(bytes);
    }

    /// <summary>How many cents the call of a number tells of.</summary>
    public static long Cents(int number) => 100 + (number * 7_919L % 9_900);

    public byte[] BodyOf(int number) => Encoding.UTF8.GetBytes(Body
        .Replace("{0}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{1}", Cents(number).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{2}", string.Create(CultureInfo.InvariantCulture, $"{Cents(number) / 100}.{Cents(number) % 100:00}"), StringComparison.Ordinal));

    /// <summary>The headers by which a site shows that a body is its own.</summary>
    public (string Name, string Value)[] Sign(string secret, byte[] body, int number, DateTimeOffset now) => SignsAs switch
    {
        null => [],

        // The other signer knows one secret only.
        "woocommerce" => [("X-WC-Webhook-Signature", Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)))],
        _ => OtherSigner.All.Single(one => one.Name == SignsAs).Sign(secret, body, now.ToUnixTimeSeconds(), $"msg_{number}", ""),
    };
}
