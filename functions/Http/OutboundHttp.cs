using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Relais.Http;

/// <summary>The one client for requests to strangers: guarded when it connects, no redirects, no proxy, no cookies, bounded answers.</summary>
public sealed class OutboundHttp(
    [FromKeyedServices(HttpModule.OutboundHandlerKey)] HttpMessageHandler handler, OutboundSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>As much of an answer as is read unless the caller asks for more: enough for an error page's first words.</summary>
    public const int DefaultAnswerBytes = 20_000;

    private static readonly Dictionary<string, string> NoHeaders = [];
    private static readonly ProductInfoHeaderValue Caller = new("Relais", typeof(OutboundHttp).Assembly.GetName().Version!.ToString(3));

    private readonly HttpMessageInvoker invoker = new(handler, disposeHandler: false);

    /// <summary>Sends the request and reads at most <see cref="DefaultAnswerBytes"/> of the answer.</summary>
    public Task<OutboundReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, DefaultAnswerBytes, cancellationToken);

    /// <summary>Sends the request and reads at most so much of the answer. Every failure of the other side is a value.</summary>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public async Task<OutboundReply> SendAsync(HttpRequestMessage request, int maxAnswerBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxAnswerBytes);
        RefuseInjectedHeaders(request);
        if (request.RequestUri is not { IsAbsoluteUri: true } uri || UrlRules.Reject(uri.OriginalString, settings.AllowLoopback) is not null)
        {
            return Failed(OutboundFailure.Blocked);
        }

        // Who calls is said openly: many a server turns away callers that do not.
        if (request.Headers.UserAgent.Count == 0)
        {
            request.Headers.UserAgent.Add(Caller);
        }

        // HTTP/3 would open its own connections, past the guard.
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Version = request.Version.Major > 2 ? new Version(2, 0) : request.Version;

        using var limit = new CancellationTokenSource(settings.TotalLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        HttpResponseMessage? response = null;
        var body = new MemoryStream();
        try
        {
            response = await invoker.SendAsync(request, either.Token);
            var whole = await ReadAsync(response, body, maxAnswerBytes, either.Token);
            return Reply(response, body, whole ? null : OutboundFailure.TooLarge);
        }
        catch (Exception failure) when (Classify(failure) is { } kind)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return response is null ? Failed(kind) : Reply(response, body, kind);
        }
        finally
        {
            response?.Dispose();
        }
    }

    public void Dispose() => invoker.Dispose();

    private static async Task<bool> ReadAsync(HttpResponseMessage response, MemoryStream body, int maxBytes, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var chunk = new byte[Math.Clamp(maxBytes + 1, 1, 16_384)];
        while (true)
        {
            var room = maxBytes - (int)body.Length;
            var read = await stream.ReadAsync(chunk.AsMemory(0, Math.Min(chunk.Length, room + 1)), cancellationToken);
            if (read == 0)
            {
                return true;
            }

            body.Write(chunk, 0, Math.Min(read, room));
            if (read > room)
            {
                return false;
            }
        }
    }

    private OutboundReply Reply(HttpResponseMessage response, MemoryStream body, OutboundFailure? failure)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[header.Key] = string.Join(", ", header.Value);
        }

        var retryAfter = RetryAfter.Parse(headers.GetValueOrDefault("Retry-After"), time.GetUtcNow());
        return new OutboundReply((int)response.StatusCode, headers, body.ToArray(), retryAfter, failure);
    }

    private static OutboundReply Failed(OutboundFailure kind) => new(0, NoHeaders, default, null, kind);

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
    private static void RefuseInjectedHeaders(HttpRequestMessage request)
    {
        var content = request.Content?.Headers.NonValidated.AsEnumerable() ?? [];
        foreach (var header in request.Headers.NonValidated.Concat(content))
        {
            if (header.Value.Any(value => value.AsSpan().ContainsAny('\r', '\n', '\0')))
            {
                throw new ArgumentException($"The header {header.Key} holds a line break.", nameof(request));
            }
        }
    }
}
