using System.Text.Json;
using Relais.Notifications;
using Relais.Subscriptions;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>People with wishes, put straight into the stores, and what they have been told.</summary>
internal static class MemberStory
{
    public static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");
    public static readonly TimeZoneInfo Toronto = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    /// <summary>Ten at night to seven in the morning.</summary>
    public static readonly QuietHours Night = new(new TimeOnly(22, 0), new TimeOnly(7, 0));

    /// <summary>A member at a host of their own.</summary>
    /// <param name="person">Who it is; the same one in several campaigns.</param>
    public static async Task<WebhookReceiver> MemberAsync(this RelaisApp app, string person, Wishes wishes, string campaign = "climat", string language = "en", string channel = "")
    {
        var id = IdOf(person, channel);
        var receiver = new WebhookReceiver(app.Outside, HostOf(person, campaign));
        await app.Get<AddressBook>().PutAsync(campaign, new Recipient(id, "webhook", receiver.Address, Make.Secret, language) { Person = person, Wishes = wishes }, default);
        await app.Get<SubscriptionStore>().PutAsync(new Subscription(id, campaign, "webhook", AlertKinds.Usual, true, language, RelaisApp.Morning), default);
        return receiver;
    }

    public static string IdOf(string person, string channel = "") => $"m_{person.Length * 7 % 256:x2}{person}{channel}";

    public static string HostOf(string person, string campaign) => $"{person}.{campaign}.example.org";

    public static (string Title, string Body)[] Told(this WebhookReceiver receiver) => [.. receiver.Received.Select(received => JsonDocument.Parse(received.Body).RootElement.GetProperty("data"))
        .Select(data => (data.GetProperty("title").GetString()!, data.GetProperty("body").GetString()!))];
}
