using System.Collections.Concurrent;
using System.Net;

namespace Relais.Tests.Story;

/// <summary>A site that takes webhooks: keeps what it gets, and answers as it is told, one answer after another, and then 204.</summary>
internal sealed class WebhookReceiver
{
    private readonly ConcurrentQueue<Outside.Stranger> script = new();
    private readonly ConcurrentQueue<Received> received = new();

    public WebhookReceiver(Outside outside, string host = "hooks.example.org")
    {
        Address = $"https://{host}/relais";
        outside.Put(host, ReceiveAsync);
    }

    /// <summary>The same receiver on a host for each of so many subscribers.</summary>
    public WebhookReceiver(Outside outside, int apart)
        : this(outside)
    {
        for (var number = 0; number < apart; number++)
        {
            outside.Put(Make.Apart(number), ReceiveAsync);
        }
    }

    public string Address { get; }

    public IReadOnlyList<Received> Received => [.. received];

    /// <summary>What it says when the script has ended.</summary>
    public Outside.Stranger Otherwise { get; set; } = Says(204);

    public static Outside.Stranger Says(int status, string? header = null, string? value = null, string body = "") => (_, _) =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        if (header is not null)
        {
            response.Headers.TryAddWithoutValidation(header, value);
        }

        return Task.FromResult(response);
    };

    /// <summary>Takes the request and never answers.</summary>
    public static async Task<HttpResponseMessage> HangsAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new HttpResponseMessage();
    }

    public WebhookReceiver Then(Outside.Stranger answer)
    {
        script.Enqueue(answer);
        return this;
    }

    private async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        received.Enqueue(new Received(request.Method.Method, request.RequestUri!, headers, await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
        return await (script.TryDequeue(out var next) ? next : Otherwise)(request, cancellationToken);
    }
}

/// <summary>One request as a receiver got it; names of headers in lower case.</summary>
internal sealed record Received(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
