using System.Security.Cryptography;
using Relais.Http;

namespace Relais.Intake.Signing;

/// <summary>Where a site puts its signatures, and how they are taken out.</summary>
/// <param name="Name">The header.</param>
/// <param name="Shape">How its value is put together.</param>
/// <param name="Encoding">How the bytes of a signature are written.</param>
/// <param name="Hashes">What the signatures that count are labelled with, and what each is computed with; a bare one has the label of no letters. All others are passed over.</param>
internal sealed record SignatureHeader(string Name, SignatureShape Shape, SignatureEncoding Encoding, params IReadOnlyList<(string Label, HashAlgorithmName Hash)> Hashes)
{
    // What holds the time in a value of fields (Stripe, WPForms).
    private const string TimeField = "t";

    // HMAC-SHA512 in hex: there is none that is longer.
    private const int MostSignatureCharacters = 128;

    /// <summary>The header with the time, in seconds since 1970; null where the time stands in the value itself, or nowhere.</summary>
    public string? TimeHeader { get; init; }

    /// <summary>The header with the message's id; null where none is signed.</summary>
    public string? IdHeader { get; init; }

    public bool IsOn(IHeaderDictionary headers) => headers[Name].Count > 0;

    /// <summary>Takes apart what a call carries. Its time is not judged here.</summary>
    public ReadSignatures Read(IHeaderDictionary headers)
    {
        if (new[] { Name, TimeHeader, IdHeader }.Any(name => name is not null && headers[name].Count > 1))
        {
            return new ReadSignatures(Verdict.TwiceSent);
        }

        var value = headers[Name].ToString();
        var (time, parts) = Shape switch
        {
            SignatureShape.Bare => (null, [("", value)]),
            SignatureShape.Labelled => (null, [Halves(value, '=')]),
            SignatureShape.Versions => (null, value.Split(' ').Select(part => Halves(part, ',')).ToArray()),
            SignatureShape.AfterTime => Halves(value, ',') is var (at, text) && text.Length > 0 ? (at, [("", text)]) : (null, []),
            _ => Fields(value),
        };
        time = TimeHeader is null ? time : headers[TimeHeader].Count == 0 ? null : headers[TimeHeader].ToString();
        var id = IdHeader is null ? "" : headers[IdHeader].ToString();
        var known = parts.Where(part => Hashes.Any(hash => hash.Label == part.Label)).ToArray();
        var shape = time is null && HasTime ? Verdict.NoTimestamp
            : IdHeader is not null && id.Length == 0 ? Verdict.NoId
            : IdHeader is not null && !WebhookSignature.IsId(id) ? Verdict.WrongId
            : known.Length == 0 ? Verdict.NoSignature
            : known.Length > HmacScheme.MostSignatures ? Verdict.TooManySignatures
            : Verdict.Genuine;
        return !shape.IsGenuine ? new ReadSignatures(shape) : new ReadSignatures(shape)
        {
            Time = time ?? "",
            Id = id,
            Signatures = [.. known.Select(part => (Hashes.First(hash => hash.Label == part.Label).Hash, Decode(part.Text)))],
        };
    }

    /// <summary>What a call carries that is signed now.</summary>
    /// <param name="sign">Computes the signature.</param>
    public IReadOnlyList<(string Name, string Value)> Write(string time, string id, Func<HashAlgorithmName, byte[]> sign)
    {
        // Of several that a site may choose the one that all of them know by now.
        var (label, hash) = Hashes.FirstOrDefault(one => one.Hash == HashAlgorithmName.SHA256, Hashes[0]);
        var text = Encoding == SignatureEncoding.Base64 ? Convert.ToBase64String(sign(hash)) : Convert.ToHexStringLower(sign(hash));
        var value = Shape switch
        {
            SignatureShape.Bare => text,
            SignatureShape.Labelled => $"{label}={text}",
            SignatureShape.Versions => $"{label},{text}",
            SignatureShape.AfterTime => $"{time},{text}",
            _ => $"{TimeField}={time},{label}={text}",
        };
        List<(string, string)> written = [(Name, value)];
        if (TimeHeader is not null)
        {
            written.Add((TimeHeader, time));
        }

        if (IdHeader is not null)
        {
            written.Add((IdHeader, id));
        }

        return written;
    }

    private bool HasTime => TimeHeader is not null || Shape is SignatureShape.AfterTime or SignatureShape.Fields;

    // A time that stands there twice could be read as either: it is none.
    private static (string? Time, (string Label, string Text)[] Parts) Fields(string value)
    {
        var fields = value.Split(',').Select(field => Halves(field, '=')).ToArray();
        var times = fields.Where(field => field.Label == TimeField).ToArray();
        return (times.Length == 1 ? times[0].Text : null, fields);
    }

    private static (string Label, string Text) Halves(string part, char between) =>
        part.IndexOf(between, StringComparison.Ordinal) is > 0 and var at ? (part[..at], part[(at + 1)..]) : (part, "");

    // In the one way to write them: hex in lower case, base64 without spare bits. Empty when it is no such text, which no signature equals.
    private byte[] Decode(string text)
    {
        if (text.Length > MostSignatureCharacters)
        {
            return [];
        }

        var bytes = new byte[text.Length];
        if (Encoding == SignatureEncoding.Base64)
        {
            return Convert.TryFromBase64String(text, bytes, out var count) && Convert.ToBase64String(bytes, 0, count) == text ? bytes[..count] : [];
        }

        return Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && Convert.ToHexStringLower(bytes, 0, written) == text
            ? bytes[..written]
            : [];
    }
}

/// <summary>How the value of a signature's header is put together.</summary>
internal enum SignatureShape
{
    /// <summary>The signature alone.</summary>
    Bare,

    /// <summary>`sha256=…`</summary>
    Labelled,

    /// <summary>`t=…,v1=…,v1=…`, with the time.</summary>
    Fields,

    /// <summary>`1767225600,…`: the time, and the signature.</summary>
    AfterTime,

    /// <summary>`v1,… v1,…`</summary>
    Versions,
}

/// <summary>How the bytes of a signature are written.</summary>
internal enum SignatureEncoding
{
    Hex,
    Base64,
}

/// <summary>The signatures that a call carries, and what they say is signed beside the text.</summary>
/// <param name="Shape">Why they cannot be judged; genuine when they can.</param>
internal readonly record struct ReadSignatures(Verdict Shape)
{
    public string Time { get; init; } = "";

    public string Id { get; init; } = "";

    public IReadOnlyList<(HashAlgorithmName Hash, byte[] Bytes)> Signatures { get; init; } = [];

    // Records print all that they hold.
    public override string ToString() => nameof(ReadSignatures);
}
