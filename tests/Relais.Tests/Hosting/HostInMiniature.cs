using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Tests.Storage;

namespace Relais.Tests.Hosting;

/// <summary>Does for a custom handler what the Functions host's listeners do: takes messages out of its queues, posts each to its function, and settles it by the answer.</summary>
/// <param name="bus">Where the messages are; null when they are in the storage account.</param>
internal sealed class HostInMiniature(WebApplication app, FakeServiceBus? bus, string prefix) : IDisposable
{
    private readonly HttpClient client = new(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };

    /// <summary>Hands every so manieth message out twice, as a lock that ran out would; 0 for none.</summary>
    public int TwiceEach { get; set; }

    public int Handed { get; private set; }

    public static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Hands out what can be seen, and what comes of it, until nothing is left.</summary>
    public async Task DrainAsync()
    {
        for (var before = -1; before != Handed;)
        {
            before = Handed;
            foreach (var function in app.Services.GetRequiredService<FunctionCatalog>().Queues)
                while (await (bus is null ? FromStorageAsync(function) : FromBusAsync(function, bus.Queue($"{prefix}-{function.Queue}")))) Handed++;
        }
    }

    /// <summary>Runs a timer as the host does.</summary>
    public async Task TickAsync(TimerFunction timer, DateTimeOffset last)
    {
        var status = new JsonObject { ["Last"] = last.ToString("O"), ["Next"] = last.ToString("O"), ["LastUpdated"] = last.ToString("O") };
        var data = new JsonObject { [timer.Parameter] = new JsonObject { ["Schedule"] = new JsonObject { ["AdjustForDST"] = true }, ["ScheduleStatus"] = status, ["IsPastDue"] = false } };
        Assert.True(await PostAsync(timer.Name, data, new JsonObject()), timer.Name);
    }

    public void Dispose() => client.Dispose();

    // facts: functions-hosting.md 1.5, serviceBusTrigger with dataType binary; numbers arrive as texts, texts quoted twice.
    private async Task<bool> FromBusAsync(QueueFunction function, FakeBusQueue queue)
    {
        if (queue.TakeLock(fromAside: false) is not { } message) return false;
        var done = false;
        for (var times = TwiceEach > 0 && Handed % TwiceEach == 0 ? 2 : 1; times > 0; times--)
        {
            var data = new JsonObject { [function.Parameter] = Convert.ToBase64String(Encoding.UTF8.GetBytes(message.Body)) };
            var metadata = new JsonObject { ["DeliveryCount"] = message.Deliveries.ToString(CultureInfo.InvariantCulture), ["MessageId"] = $"\"{message.Name}\"", ["LockToken"] = $"\"{message.LockToken}\"" };
            done = await PostAsync(function.Name, data, metadata);
        }

        Assert.True(queue.Settle(message.Number, message.LockToken!, done));
        return true;
    }

    private async Task<bool> FromStorageAsync(QueueFunction function)
    {
        var queue = app.Queue(function.Queue);
        if ((await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10))).Value is not { } message) return false;
        var data = new JsonObject { [function.Parameter] = Convert.ToBase64String(message.Body.ToMemory().Span) };
        var done = await PostAsync(function.Name, data, new JsonObject { ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture) });
        if (done) await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        else if (message.DequeueCount < 5) await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, (string?)null);
        else await PutAsideAsync(function, message.MessageId, message.PopReceipt, message.Body);
        return true;
    }

    private async Task PutAsideAsync(QueueFunction function, string id, string receipt, BinaryData body)
    {
        var poison = app.Queue(function.Queue + "-poison");
        await poison.CreateIfNotExistsAsync();
        await poison.SendMessageAsync(body);
        await app.Queue(function.Queue).DeleteMessageAsync(id, receipt);
    }

    private async Task<bool> PostAsync(string function, JsonObject data, JsonObject metadata)
    {
        var envelope = new JsonObject { ["Data"] = data, ["Metadata"] = metadata };
        using var request = new HttpRequestMessage(HttpMethod.Post, function) { Content = new StringContent(envelope.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.CreateVersion7().ToString());
        using var answer = await client.SendAsync(request);
        return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync() == "{}";
    }
}
