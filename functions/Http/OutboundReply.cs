using System.Net.Http.Headers;
using System.Text;

namespace Relais.Http;

/// <summary>Why a request to a stranger has no whole answer.</summary>
public enum OutboundFailure
{
    /// <summary>The URL or an address behind it may not be called.</summary>
    Blocked,

    /// <summary>The host's name leads nowhere.</summary>
    Dns,

    /// <summary>Nobody accepted the connection.</summary>
    Refused,

    /// <summary>The time allowed ran out.</summary>
    Timeout,

    /// <summary>No encrypted connection that could be trusted came about.</summary>
    Tls,

    /// <summary>The answer is larger than the caller allowed.</summary>
    TooLarge,

    /// <summary>The connection broke, or what came is not HTTP.</summary>
    Broken,
}

/// <summary>What came back from a stranger, or why nothing did.</summary>
public sealed class OutboundReply
{
    private readonly HttpResponseHeaders? headers;
    private readonly HttpContentHeaders? contentHeaders;
    private readonly DateTimeOffset at;

    /// <param name="at">When it came.</param>
    internal OutboundReply(
        int status, HttpResponseHeaders? headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, DateTimeOffset at, OutboundFailure? failure)
    {
        this.headers = headers;
        this.contentHeaders = contentHeaders;
        this.at = at;
        Status = status;
        Body = body;
        Failure = failure;
    }

    /// <summary>The HTTP status; 0 when no answer began. Known also when the rest of the answer then failed (too large, too slow, broken):
    /// whoever only delivers may go by it, whoever reads the body must look at <see cref="Failure"/> first.</summary>
    public int Status { get; }

    /// <summary>True for 2xx, whatever became of the body.</summary>
    public bool IsSuccessStatus => Status is >= 200 and <= 299;

    /// <summary>The body, or as much of it as came and was allowed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The instant before which the server asked not to be called again: by its <c>Retry-After</c>, and where a limit was met (429) also by
    /// the headers of that limit or by its body.</summary>
    public DateTimeOffset? RetryAfter => Http.RetryAfter.Read(Status, Header, Body.Span, at);

    /// <summary>Null when a whole answer came, whatever its status.</summary>
    public OutboundFailure? Failure { get; }

    /// <summary>A header of the answer (its values joined by a comma and a space), or null.</summary>
    public string? Header(string name) =>
        headers?.NonValidated.TryGetValues(name, out var values) == true || contentHeaders?.NonValidated.TryGetValues(name, out values) == true
            ? values.ToString()
            : null;

    /// <summary>The body as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public string Text() => Encoding.UTF8.GetString(Body.Span);

    /// <summary>What happened, in words for a user. Blocked, unknown and refused read the same, so that nobody can map our network.</summary>
    public string Describe() => Failure switch
    {
        null => $"answered {Status}",
        OutboundFailure.Blocked or OutboundFailure.Dns or OutboundFailure.Refused => "could not be reached",
        OutboundFailure.Timeout => "did not answer in time",
        OutboundFailure.Tls => "has no valid certificate",
        OutboundFailure.TooLarge => $"answered {Status} with too many bytes",
        _ => "broke the connection",
    };
}
