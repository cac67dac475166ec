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
    private readonly IReadOnlyDictionary<string, string> headers;

    internal OutboundReply(
        int status, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, DateTimeOffset? retryAfter, OutboundFailure? failure)
    {
        this.headers = headers;
        Status = status;
        Body = body;
        RetryAfter = retryAfter;
        Failure = failure;
    }

    /// <summary>The HTTP status; 0 when no answer began. Known also when the rest of the answer then failed (too large, too slow, broken):
    /// whoever only delivers may go by it, whoever reads the body must look at <see cref="Failure"/> first.</summary>
    public int Status { get; }

    /// <summary>True for 2xx, whatever became of the body.</summary>
    public bool IsSuccessStatus => Status is >= 200 and <= 299;

    /// <summary>The body, or as much of it as came and was allowed.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The instant before which the server asked not to be called again, from its <c>Retry-After</c>.</summary>
    public DateTimeOffset? RetryAfter { get; }

    /// <summary>Null when a whole answer came, whatever its status.</summary>
    public OutboundFailure? Failure { get; }

    /// <summary>A header of the answer (its values joined by a comma and a space), or null.</summary>
    public string? Header(string name) => headers.GetValueOrDefault(name);

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
