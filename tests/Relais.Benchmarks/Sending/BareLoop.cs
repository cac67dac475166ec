using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Benchmarks.Sending;

/// <summary>Posts what the app would post, signed beforehand, with nothing kept and nothing written down: as fast as this machine can send it.</summary>
internal sealed class BareLoop : IDisposable
{
    private const int InFlight = 64;

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly List<Signed> signed = [];

    /// <summary>Takes the very bytes and headers from the channel that the app sends with.</summary>
    public async Task PrepareAsync(Notification notification, int count, Func<int, string> address)
    {
        using var capture = new Capture(signed);
        using var http = new OutboundHttp(capture, new OutboundSettings { AllowLoopback = true }, TimeProvider.System);
        var channel = new WebhookChannel(http, new OutboundSettings { AllowLoopback = true }, TimeProvider.System);
        signed.Clear();
        for (var number = 0; number < count; number++)
        {
            var recipient = new Recipient($"s_{number:D32}", channel.Name, address(number), channel.CreateSecret(), "en");
            await channel.SendAsync(notification, recipient, CancellationToken.None);
        }
    }

    public Task SendAsync() => Parallel.ForEachAsync(signed, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (one, stop) =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, one.Address) { Content = new ByteArrayContent(one.Body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        foreach (var (name, value) in one.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
    });

    public void Dispose() => client.Dispose();

    private sealed record Signed(Uri Address, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

    private sealed class Capture(List<Signed> signed) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.Single()));
            signed.Add(new Signed(request.RequestUri!, [.. headers], await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
        }
    }
}
