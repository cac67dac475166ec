using System.Collections.Concurrent;

namespace Relais.Tests.Story;

/// <summary>All that the app can reach beyond its storage: the strangers that a test has put there, and nobody else.</summary>
internal sealed class Outside : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Stranger> strangers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<string> unexpected = new();

    /// <summary>Answers one request, as a server would.</summary>
    public delegate Task<HttpResponseMessage> Stranger(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>Requests to hosts where nobody was put: each fails the test when the app is disposed.</summary>
    public IReadOnlyList<string> Unexpected => [.. unexpected];

    /// <summary>Where strangers were put.</summary>
    public IReadOnlyList<string> Hosts => [.. strangers.Keys];

    /// <summary>Puts a stranger at a host (and port, where it is not the usual one); a later one takes an earlier one's place.</summary>
    public void Put(string host, Stranger stranger) => strangers[host] = stranger;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (strangers.TryGetValue(request.RequestUri!.Authority, out var stranger))
        {
            return stranger(request, cancellationToken);
        }

        unexpected.Enqueue($"{request.Method} {request.RequestUri}");
        throw new HttpRequestException(HttpRequestError.NameResolutionError, "Nobody is there in this test.");
    }
}
