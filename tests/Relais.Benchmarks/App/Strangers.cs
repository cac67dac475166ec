namespace Relais.Benchmarks.App;

/// <summary>Answers the app's requests to strangers at once and without a network, so that only storage is counted.</summary>
internal sealed class Strangers(Func<Uri, HttpResponseMessage> answer) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(answer(request.RequestUri!));
}
