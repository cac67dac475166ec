using System.Security.Cryptography;
using System.Text;
using Relais.Http;

namespace Relais.Intake.Signing;

/// <summary>A way of signing by HMAC, told by data: where the signature stands, what is signed, and how a secret becomes a key.</summary>
/// <param name="form">What its secrets look like.</param>
/// <param name="headers">Where the signature may stand. The first of them that a call carries decides alone: were the next one tried after it, a stronger signature that is wrong would not matter.</param>
internal sealed class HmacScheme(SecretForm form, params IReadOnlyList<SignatureHeader> headers) : SignatureScheme
{
    /// <summary>How many secrets of an inlet are tried: a sender keeps at most ten old keys (Svix), and a call must not have us compute for ever.</summary>
    public const int MostSecrets = 10;

    /// <summary>How many signatures of a call are looked at, for the same reasons.</summary>
    public const int MostSignatures = 10;

    /// <summary>What is signed before the text itself, with `{time}` and `{id}` in the place of what the headers say.</summary>
    public string Before { get; init; } = "";

    /// <summary>How far a signed time may stand from ours, both ways; null where no time is signed.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>What is signed, as far as the call tells: one text or a few that it could have been; none when the call is none that this scheme signs.</summary>
    public Func<IncomingCall, IReadOnlyList<ReadOnlyMemory<byte>>> Texts { get; init; } = call => [call.Body];

    public override string? RejectSecret(string secret) => form.Reject(secret);

    public override Verdict Verify(IncomingCall call, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var header = headers.FirstOrDefault(one => one.IsOn(call.Headers));
        if (header is null)
        {
            return Verdict.NoSignature;
        }

        if (header.Read(call.Headers) is var read && !read.Shape.IsGenuine)
        {
            return read.Shape;
        }

        if (Window is { } window && Timeliness(read.Time, now, window) is { IsGenuine: false } untimely)
        {
            return untimely;
        }

        return secrets.Count == 0 ? Verdict.NoSecret : IsSigned(call, secrets, read) ? Verdict.Genuine : Verdict.WrongSignature;
    }

    public override IReadOnlyList<(string Name, string Value)> Sign(IncomingCall call, string secret, string id, DateTimeOffset now)
    {
        if (form.KeyOf(secret) is not { } key || Texts(call) is not [var text, ..])
        {
            return [];
        }

        var time = WebhookSignature.Timestamp(now);
        return headers[0].Write(time, id, hash => Compute(hash, key, Opening(id, time), text.Span));
    }

    private static Verdict Timeliness(string time, DateTimeOffset now, TimeSpan window)
    {
        if (!WebhookSignature.TryReadTimestamp(time, out var seconds))
        {
            return Verdict.WrongTimestamp;
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        return age > window.TotalSeconds ? Verdict.TooOld : age < -window.TotalSeconds ? Verdict.TooEarly : Verdict.Genuine;
    }

    private bool IsSigned(IncomingCall call, IReadOnlyList<string> given, ReadSignatures read)
    {
        var before = Opening(read.Id, read.Time);
        var texts = Texts(call);
        var right = false;
        foreach (var key in given.Take(MostSecrets).Select(form.KeyOf))
        {
            foreach (var text in key is null ? [] : texts)
            {
                foreach (var signed in read.Signatures.GroupBy(signature => signature.Hash))
                {
                    var expected = Compute(signed.Key, key, before, text.Span);

                    // No early way out: how long the answer takes says nothing of which signature or which secret was right.
                    right = signed.Aggregate(right, (soFar, signature) => soFar | CryptographicOperations.FixedTimeEquals(expected, signature.Bytes));
                }
            }
        }

        return right;
    }

    // Neither can hold a brace: the time is digits, the id letters, digits, underscores and hyphens.
    private byte[] Opening(string id, string time) => Encoding.ASCII.GetBytes(Before.Replace("{id}", id, StringComparison.Ordinal).Replace("{time}", time, StringComparison.Ordinal));

    private static byte[] Compute(HashAlgorithmName hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        using var hmac = IncrementalHash.CreateHMAC(hash, key);
        hmac.AppendData(before);
        hmac.AppendData(text);
        return hmac.GetHashAndReset();
    }
}
