using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What the tests of calls do over and over: subscribe somebody, call, and look at what became of it.</summary>
internal static class CallStory
{
    public const string Words = """ "title":{"en":"March at noon","fr":"Marche à midi"},"body":{"en":"Old port.","fr":"Vieux-Port."} """;

    /// <summary>Raises a call of the campaign `climat` through its door.</summary>
    public static Task<Answer> CallAsync(this RelaisApp app, string key, string more = "", string words = Words) =>
        app.SendWithKeyAsync($$"""{"campaign":"climat",{{words}}{{more}}}""", key);

    public static async Task<Answer> SendWithKeyAsync(this RelaisApp app, string json, string? key)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
        {
            content.Headers.Add("Idempotency-Key", key);
        }

        return await app.SendContentAsync(HttpMethod.Post, "/api/alerts", content, app.Key);
    }

    /// <summary>A subscriber at a host of its own.</summary>
    public static async Task<WebhookReceiver> SubscriberAsync(this RelaisApp app, string id, string language = "en", string? cell = null, string? area = null, string[]? topics = null, string[]? kinds = null, string? owner = null, string campaign = "climat")
    {
        var receiver = new WebhookReceiver(app.Outside, $"{id.Replace('_', '-')}.example.org");
        await app.Get<AddressBook>().PutAsync(campaign, new Recipient(id, "webhook", receiver.Address, Make.Secret, language) { Owner = owner }, default);
        await app.Get<SubscriptionStore>().PutAsync(
            new Subscription(id, campaign, "webhook", kinds ?? AlertKinds.Usual, true, language, RelaisApp.Morning) { Cell = cell, Area = area, Topics = topics ?? [], Owner = owner }, default);
        return receiver;
    }

    /// <summary>Listens to server-sent events until they end.</summary>
    public static async Task<string> ListenAsync(this RelaisApp app, string path)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Key);
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return await client.GetStringAsync(path);
    }

    /// <summary>Lets everything that waits for now be done.</summary>
    public static Task SettleAsync(this RelaisApp app) => app.StepAsync(app.Now);

    public static string[] Titles(this WebhookReceiver receiver) => [.. receiver.Received.Select(received => BodyOf(received).GetProperty("data").GetProperty("title").GetString()!)];

    public static string[] Types(this WebhookReceiver receiver) => [.. receiver.Received.Select(received => BodyOf(received).GetProperty("type").GetString()!)];

    private static JsonElement BodyOf(Received received) => JsonDocument.Parse(received.Body).RootElement;
}
