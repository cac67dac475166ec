using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Relais.Storage.Queues;
using Relais.Storage.Tables;

namespace Relais.Tests.Storage;

/// <summary>A storage service that answers by script: for what the emulator never does. A request that the script does not foresee fails the test.</summary>
internal sealed class FakeService : HttpMessageHandler
{
    public static readonly Uri Tables = new("https://acct.table.core.windows.net");
    private readonly Queue<Func<HttpResponseMessage>> answers = new();

    public List<(HttpMethod Method, Uri Uri, Dictionary<string, string> Headers, string Body)> Requests { get; } = [];

    public static string TransactionOf(params string[] parts) =>
        "--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_1\r\n\r\n"
        + string.Concat(parts.Select(part => $"--changesetresponse_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n{part}\r\n"))
        + "--changesetresponse_1--\r\n--batchresponse_1--\r\n";

    public FakeService Answer(int status, string? body = null, params (string Name, string Value)[] headers) => Answer(() =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Content = new StringContent(body ?? string.Empty);
        response.Content.Headers.Clear();
        foreach (var (name, value) in headers)
        {
            Assert.True(response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value));
        }

        return response;
    });

    public FakeService Lose(string how = "connection reset") => Answer(() => throw new HttpRequestException(how));

    public TableClient Table(string name = "signals") => new(Tables, name, new TableSharedKeyCredential("acct", "a2V5"), Options(new TableClientOptions()));

    public QueueClient Queue(QueueMessageEncoding encoding = QueueMessageEncoding.Base64) => new(
        new Uri("https://acct.queue.core.windows.net/work"), new Relais.Storage.StorageSharedKeyCredential("acct", "a2V5"), Options(new QueueClientOptions { MessageEncoding = encoding }));

    public TOptions Options<TOptions>(TOptions options)
        where TOptions : ClientOptions
    {
        options.Transport = new HttpClientTransport(this);
        options.Retry.Delay = TimeSpan.Zero;
        options.Retry.MaxDelay = TimeSpan.Zero;
        return options;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        Requests.Add((request.Method, request.RequestUri!, headers, request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken)));
        return answers.Count > 0 ? answers.Dequeue()() : throw new InvalidOperationException($"Unforeseen: {request.Method} {request.RequestUri}");
    }

    private FakeService Answer(Func<HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }
}
