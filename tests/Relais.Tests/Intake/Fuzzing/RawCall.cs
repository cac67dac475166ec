using System.Globalization;
using System.Text;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>A request as it goes over the wire: nothing in it has to be right.</summary>
/// <param name="Target">What stands between method and version.</param>
/// <param name="Headers">One character a byte, so that they can hold any.</param>
internal sealed record RawCall(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    private const int ShownBytes = 4_000;
    private const int ChunkBytes = 37;

    // Less than what Kestrel takes by itself: 8 KB in the first line, 32 KB and a hundred headers in all.
    private const int MostHeadBytes = 6_000;
    private const int MostHeaders = 80;
    private const int MostBytes = 256 * 1024;

    public Framing Framing { get; init; } = Framing.Length;

    /// <summary>What was done to it, in a word.</summary>
    public string Deed { get; init; } = "";

    /// <summary>Whether the server may leave out the answer and close the connection: where it cannot tell what was asked, or is asked for more than a server takes.</summary>
    public bool MayBeCut => Framing is not (Framing.Length or Framing.Chunked)
        || Body.Length > MostBytes
        || Target.Length + Headers.Sum(header => header.Name.Length + header.Value.Length) > MostHeadBytes
        || Headers.Count > MostHeaders
        || Target[0] != '/'
        || Headers.SelectMany(header => new[] { header.Name, header.Value }).Append(Method).Append(Target).Any(text => text.Any(character => character is < ' ' or > '~'))
        || Headers.Any(header => header.Name.Length == 0 || header.Name.Contains(' ', StringComparison.Ordinal) || IsCalled(header, "Host"));

    /// <summary>Whether the sender has no more to say before the server can have understood it.</summary>
    public bool EndsEarly => Framing is Framing.TooLong or Framing.Cut or Framing.BrokenChunks or Framing.Huge;

    public RawCall With(string name, string value) => this with { Headers = [.. Headers.Where(header => !IsCalled(header, name)), (name, value)] };

    public RawCall Without(string name) => this with { Headers = [.. Headers.Where(header => !IsCalled(header, name))] };

    public string? this[string name] => Headers.Where(header => IsCalled(header, name)).Select(header => header.Value).FirstOrDefault();

    public byte[] ToBytes(string host)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Headers.Any(header => IsCalled(header, "Host")) ? Headers : [("Host", host), .. Headers])
        {
            head.Append($"{name}: {value}\r\n");
        }

        foreach (var line in Lines())
        {
            head.Append(line).Append("\r\n");
        }

        byte[] whole = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Framing is Framing.Chunked or Framing.Both ? InChunks() : Body];
        return Framing == Framing.Cut ? whole[..(whole.Length * 2 / 3)] : whole;
    }

    /// <summary>All of it that fits a page, as it was sent.</summary>
    public override string ToString()
    {
        var bytes = ToBytes("relais");
        return $"[{Deed}, {Framing}, {bytes.Length} bytes]\n{Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, ShownBytes))}\n(base64: {Convert.ToBase64String(bytes, 0, Math.Min(bytes.Length, ShownBytes))})";
    }

    private IEnumerable<string> Lines() => Framing switch
    {
        Framing.Chunked => ["Transfer-Encoding: chunked"],
        Framing.Both => [$"Content-Length: {Length(7)}", "Transfer-Encoding: chunked"],
        Framing.BrokenChunks => ["Transfer-Encoding: chunked"],
        Framing.TooShort => [$"Content-Length: {Length(-Math.Min(Body.Length, 5))}"],
        Framing.TooLong => [$"Content-Length: {Length(9)}"],
        Framing.Twice => [$"Content-Length: {Length(0)}", $"Content-Length: {Length(0)}"],
        Framing.Huge => ["Content-Length: 99999999999999999999"],
        Framing.Negative => ["Content-Length: -1"],
        Framing.None => [],
        _ => [$"Content-Length: {Length(0)}"],
    };

    private string Length(int more) => (Body.Length + more).ToString(CultureInfo.InvariantCulture);

    private byte[] InChunks() =>
        [.. Body.Chunk(Math.Max(ChunkBytes, Body.Length / 8)).SelectMany(chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"), .. chunk, .. "\r\n"u8]), .. "0\r\n\r\n"u8];

    private static bool IsCalled((string Name, string Value) header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>How a request says where its body ends.</summary>
internal enum Framing
{
    Length,
    Chunked,

    /// <summary>By chunks, and by a length that is wrong.</summary>
    Both,
    BrokenChunks,
    TooShort,
    TooLong,
    Twice,
    Huge,
    Negative,
    None,

    /// <summary>Sent in part, and then no more.</summary>
    Cut,
}
