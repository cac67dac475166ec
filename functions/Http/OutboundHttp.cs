using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Relais.Http;

/// <summary>The one client for requests to strangers: guarded when it connects, no redirects, no proxy, no cookies, bounded answers.</summary>
public sealed class OutboundHttp : IDisposable
{
    /// <summary>As much of an answer as is read unless the caller asks for more: enough for an error page's first words.</summary>
    public const int DefaultAnswerBytes = 20_000;

    private const string UserAgent = "User-Agent";

    private static readonly string Caller = $"Relais/{typeof(OutboundHttp).Assembly.GetName().Version!.ToString(3)}";

    private readonly TimeProvider time;
    private readonly KeptHosts hosts;
    private readonly bool allowLoopback;
    private readonly TimeLimits limits;

    /// <summary>A client above a handler that keeps no connections open, such as a stand-in for the network.</summary>
    public OutboundHttp(HttpMessageHandler handler, OutboundSettings settings, TimeProvider time)
        : this(new KeptHosts(settings, _ => new HttpMessageInvoker(handler, disposeHandler: false)), settings, time)
    {
    }

    /// <param name="hosts">What calls go through; disposed of with the client.</param>
    internal OutboundHttp(KeptHosts hosts, OutboundSettings settings, TimeProvider time)
    {
        this.hosts = hosts;
        this.time = time;
        allowLoopback = settings.AllowLoopback;
        limits = new TimeLimits(settings.TotalLimit, time);
    }

    /// <summary>Sends the request and reads at most <see cref="DefaultAnswerBytes"/> of the answer.</summary>
    public Task<OutboundReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, DefaultAnswerBytes, cancellationToken);

    /// <summary>Sends the request and reads at most so much of the answer. Every failure of the other side is a value.</summary>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public async Task<OutboundReply> SendAsync(HttpRequestMessage request, int maxAnswerBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxAnswerBytes);
        Prepare(request);
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || UrlRules.Reject(uri.OriginalString, uri, allowLoopback) is not null)
        {
            return Failed(OutboundFailure.Blocked);
        }

        var limit = limits.Begin();
        var giveUp = cancellationToken.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        var body = new AnswerBody(maxAnswerBytes);
        HttpResponseMessage? response = null;
        var host = hosts.Rent(uri);
        try
        {
            response = await host.Invoker.SendAsync(request, limit.Token);
            var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            return Reply(response, body, await body.ReadAsync(stream, limit.Token) ? null : OutboundFailure.TooLarge);
        }
        catch (Exception failure) when (Classify(failure) is { } kind)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return response is null ? Failed(kind) : Reply(response, body, kind);
        }
        finally
        {
            body.Dispose();
            response?.Dispose();
            hosts.Return(host);
            giveUp.Dispose();
            limits.End(limit);
        }
    }

    public void Dispose() => hosts.Dispose();

    private static void Prepare(HttpRequestMessage request)
    {
        // Who calls is said openly: many a server turns away callers that do not.
        var named = RefuseInjectedHeaders(request.Headers);
        if (!named)
        {
            request.Headers.TryAddWithoutValidation(UserAgent, Caller);
        }

        if (request.Content is { } content)
        {
            RefuseInjectedHeaders(content.Headers);
        }

        // HTTP/3 would open its own connections, past the guard.
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Version = request.Version.Major > 2 ? HttpVersion.Version20 : request.Version;
    }

    private OutboundReply Reply(HttpResponseMessage response, AnswerBody body, OutboundFailure? failure) =>
        new((int)response.StatusCode, response.Headers, response.Content.Headers, body.ToMemory(), time.GetUtcNow(), failure);

    private OutboundReply Failed(OutboundFailure kind) => new(0, null, null, default, time.GetUtcNow(), kind);

    private static OutboundFailure? Classify(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case BlockedAddressException:
                    return OutboundFailure.Blocked;
                case OperationCanceledException or TimeoutException:
                    return OutboundFailure.Timeout;
                case AuthenticationException:
                    return OutboundFailure.Tls;
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return OutboundFailure.Dns;
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                    return cause.InnerException switch
                    {
                        BlockedAddressException => OutboundFailure.Blocked,
                        SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery } => OutboundFailure.Dns,
                        _ => OutboundFailure.Refused,
                    };
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return OutboundFailure.Tls;
            }
        }

        return failure is HttpRequestException or IOException ? OutboundFailure.Broken : null;
    }

    // TryAddWithoutValidation writes line breaks through to the wire, where they begin headers of a stranger's choice.
    // True when the caller is named among them: read here, because asking for the header by its property would first take it apart.
    private static bool RefuseInjectedHeaders(HttpHeaders headers)
    {
        var named = false;
        foreach (var (name, values) in headers.NonValidated)
        {
            named |= name == UserAgent;
            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
                {
                    throw new ArgumentException($"The header {name} holds a line break.", nameof(headers));
                }
            }
        }

        return named;
    }
}
