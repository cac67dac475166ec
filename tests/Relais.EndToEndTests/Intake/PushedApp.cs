using System.Globalization;
using System.Net;
using System.Text;
using Relais.EndToEndTests.Alone;
using Relais.EndToEndTests.Rehearsal;
using Relais.Http;
using Relais.Intake;
using Relais.Storage.Tables;

namespace Relais.EndToEndTests.Intake;

/// <summary>The published app with one inlet, and the site that pushes to it; what the app asks of storage goes through a proxy that can hold back an answer.</summary>
internal sealed class PushedApp : IAsyncDisposable
{
    private const string Prefix = "pushed";

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly WebhookSecret secret = WebhookSecret.Create();
    private readonly StorageProxy proxy;
    private readonly TableClient rows;
    private AloneApp app;
    private string? key;
    private string inlet = "";

    private PushedApp(StorageProxy proxy, AloneApp app, string storage) =>
        (this.proxy, this.app, key, rows) = (proxy, app, app.FirstKey, new TableClient(storage, Prefix + SubmissionStore.TableName));

    /// <param name="storage">An account in which nobody has been yet.</param>
    public static async Task<PushedApp> StartAsync(string storage)
    {
        var proxy = await StorageProxy.StartAsync(storage);
        var pushed = new PushedApp(proxy, await AloneApp.StartAsync(proxy.ConnectionString, Prefix), storage);
        var campaign = (await pushed.AskAsync(HttpMethod.Post, "api/campaigns", new { name = "Flood", hashtags = new[] { "flood" } })).GetProperty("id").GetString();
        var made = await pushed.AskAsync(HttpMethod.Post, $"api/campaigns/{campaign}/inlets", new { provider = "standard-webhooks", name = "Our shop", secret = pushed.secret.Reveal() });
        pushed.inlet = new Uri(made.GetProperty("url").GetString()!).AbsolutePath[1..];
        return pushed;
    }

    /// <summary>Kills the app at its n-th transaction from now on.</summary>
    /// <param name="afterWriting">Once storage has carried it out, and before the app hears of it; else before storage hears of it.</param>
    public Task KillAtAsync(int transaction, bool afterWriting)
    {
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Set(new Trap(
            transaction,
            afterWriting,
            (target, body) => target.EndsWith("/$batch", StringComparison.Ordinal) && body.Contains(Prefix + SubmissionStore.TableName, StringComparison.Ordinal),
            async () =>
            {
                await app.KillAsync();
                killed.SetResult();
            }));
        return killed.Task;
    }

    public async Task StartAgainAsync()
    {
        proxy.Set(new Trap(0, false, (_, _) => false, () => Task.CompletedTask));
        var earlier = app;
        app = await AloneApp.StartAsync(proxy.ConnectionString, Prefix);
        await earlier.DisposeAsync();
    }

    /// <summary>Pushes a donation of so many cents, the very same bytes at each try; null when nobody answered.</summary>
    public async Task<HttpStatusCode?> PushAsync(int number)
    {
        var (id, at) = ($"msg_{number}", TimeProvider.System.GetUtcNow());
        var body = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $$"""{"type":"submission.created","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d-{{number}}","amount":"{{number}}.00","currency":"EUR"} }"""));
        using var content = new ByteArrayContent(body)
        {
            Headers =
            {
                { "Content-Type", "application/json" },
                { WebhookSignature.IdHeader, id },
                { WebhookSignature.TimestampHeader, WebhookSignature.Timestamp(at) },
                { WebhookSignature.SignatureHeader, WebhookSignature.Sign(id, at, body, secret) },
            },
        };
        try
        {
            using var answer = await http.PostAsync(new Uri(app.Address, inlet), content);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Pushes as sites do: again and again, until it is told that it was taken; answers how many tries it took.</summary>
    public async Task<int> PushUntilTakenAsync(int number)
    {
        var tries = 0;
        await Deadline.SeesAsync($"donation {number} to be taken", async () =>
        {
            tries++;
            return await PushAsync(number) == HttpStatusCode.OK ? "taken" : null;
        });
        return tries;
    }

    /// <summary>What the API says was counted.</summary>
    public async Task<string> CountedAsync() =>
        (await AskAsync(HttpMethod.Get, $"api/campaigns/{inlet.Split('/')[1]}/inlets/{inlet.Split('/')[2]}")).GetProperty("counted").GetRawText();

    /// <summary>How many things lie in storage, whoever knows of them.</summary>
    public async Task<int> KeptAsync()
    {
        var kept = 0;
        await foreach (var row in rows.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {inlet.Split('/')[2]}")))
        {
            kept += row.RowKey.StartsWith("deed~", StringComparison.Ordinal) ? 1 : 0;
        }

        return kept;
    }

    public static string Sums(int donations, long cents) => $$$"""{"submissions":{"donation":{{{donations}}}},"money":[{"kind":"donation","currency":"EUR","minor":{{{cents}}}}],"amounts":{}}""";

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await proxy.DisposeAsync();
    }

    private async Task<System.Text.Json.JsonElement> AskAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await app.SendAsync(key, method, path, body);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{method} {path} was answered with {status}: {answer}");
        return answer;
    }
}
