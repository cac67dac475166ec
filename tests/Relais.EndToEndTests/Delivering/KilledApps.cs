using System.Net;
using System.Text.Json;
using Relais.EndToEndTests.Alone;

namespace Relais.EndToEndTests.Delivering;

/// <summary>So many processes of the app on one storage, killed one after the other and started again, and what an organiser asks of whichever is there.</summary>
internal sealed class KilledApps(string storage, int count) : IAsyncDisposable
{
    // The receivers answer within two seconds; on a machine that does much else, later.
    private static readonly (string, string)[] Settings = [("Http__TotalSeconds", "10")];

    private readonly AloneApp?[] apps = new AloneApp?[count];
    private string? key;

    public const string Prefix = "torture";

    public int Count => apps.Length;

    /// <summary>Starts one of them.</summary>
    /// <param name="delivers">Else what it plans waits in the queue.</param>
    public async Task StartAsync(int which, bool delivers = true)
    {
        var app = await AloneApp.StartAsync(storage, Prefix, [.. Settings, ("AzureWebJobs.DeliverNotifications.Disabled", delivers ? "false" : "true")]);
        key ??= app.FirstKey;
        apps[which] = app;
    }

    public async Task KillAsync(int which)
    {
        var app = apps[which]!;
        apps[which] = null;
        await app.KillAsync();
        await app.DisposeAsync();
    }

    public Task KillAllAsync() => Task.WhenAll(Enumerable.Range(0, apps.Length).Where(which => apps[which] is not null).Select(KillAsync));

    /// <summary>Asks any that is there, and asks again when it was killed or had no storage meanwhile: every call may be made twice.</summary>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null, string? once = null)
    {
        var answered = await Deadline.SeesAsync($"an answer to {method} {path}", async () =>
        {
            try
            {
                return Array.Find(apps, app => app is not null) is { } app && await app.SendAsync(key, method, path, body, once) is var (status, answer) && (int)status < 500
                    ? new Answer(status, answer)
                    : null;
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or ObjectDisposedException or TaskCanceledException)
            {
                return null;
            }
        });
        Assert.True(answered.Status is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent, $"{method} {path} was answered with {answered.Status}: {answered.Body}");
        return answered.Body;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps.OfType<AloneApp>())
        {
            await app.DisposeAsync();
        }
    }

    private sealed record Answer(HttpStatusCode Status, JsonElement Body);
}
