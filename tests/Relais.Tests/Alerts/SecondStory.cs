using System.Text.Json;
using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>People who are told by ntfy at one host and second at another, put straight into the stores; what each was told.</summary>
internal static class SecondStory
{
    /// <param name="second">After how many minutes; null for no second channel.</param>
    public static async Task<(WebhookReceiver First, WebhookReceiver Second)> TwiceAsync(this RelaisApp app, string person, int? second, Wishes? wishes = null, string language = "en")
    {
        var (id, own) = (MemberStory.IdOf(person), wishes ?? new Wishes());
        var (first, other) = (new WebhookReceiver(app.Outside, $"{person}.one.example.org"), new WebhookReceiver(app.Outside, $"{person}.two.example.org"));
        await app.Get<AddressBook>().PutAsync("climat", At(id, person, "one") with { Wishes = own, Language = language, Person = person }, default);
        await app.Get<SubscriptionStore>().PutAsync(new Subscription(id, "climat", "ntfy", AlertKinds.Usual, true, language, RelaisApp.Morning), default);
        if (second is { } minutes)
        {
            var behind = new SecondChannel(minutes, RelaisApp.Morning.AddDays(-1), "test");
            await app.Get<AddressBook>().PutAsync("climat", At(SecondChannel.NewId(id), person, "two") with { Wishes = own, Language = language, Person = person + "2", Behind = behind }, default);
        }

        return (first, other);
    }

    public static Task<Answer> UrgentAsync(this RelaisApp app, string key, string more = "", string? title = null) =>
        app.CallAsync(key, ""","severity":"urgent" """ + more, title is null ? CallStory.Words : $$""" "title":{"en":"{{title}}"},"body":{"en":"Come all."} """);

    /// <summary>The titles that ntfy was given to show.</summary>
    public static string[] Shown(this WebhookReceiver ntfy) => [.. ntfy.Received.Select(received => Read(received).GetProperty("title").GetString()!)];

    /// <summary>Name and way of the first link of the newest message.</summary>
    public static (string Label, string Path) Link(this WebhookReceiver ntfy)
    {
        var action = Read(ntfy.Received[^1]).GetProperty("actions")[0];
        return (action.GetProperty("label").GetString()!, new Uri(action.GetProperty("url").GetString()!).PathAndQuery);
    }

    public static string Message(this WebhookReceiver ntfy) => Read(ntfy.Received[^1]).GetProperty("message").GetString()!;

    /// <summary>The way of the link to change, of the newest message.</summary>
    public static string Manage(this WebhookReceiver ntfy) => new Uri(Read(ntfy.Received[^1]).GetProperty("actions").EnumerateArray().Last().GetProperty("url").GetString()!).AbsolutePath;

    private static Recipient At(string id, string person, string where) => new(id, "ntfy", $"https://{person}.{where}.example.org/topic", null, "en");

    private static JsonElement Read(Received received) => JsonDocument.Parse(received.Body).RootElement;
}
