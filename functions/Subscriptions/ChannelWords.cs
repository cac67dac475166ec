using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What a person who joins is asked for by each channel: its name, what to give, and an example. What is not named here is not offered to people.</summary>
/// <param name="Secret">What is needed beside the address; null for nothing.</param>
/// <param name="IsRoom">Several people read what is sent there, and whoever knows the address can write there: its readers are not shown it.</param>
internal sealed record ChannelWords(string Channel, Localized Name, Localized Address, string Example, Localized? Secret = null, bool IsRoom = false)
{
    private static readonly Localized Hook = new("Address of the incoming webhook", "Adresse du webhook entrant");

    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<ChannelWords> All =
    [
        new("email", new("E-mail", "E-mail"), new("Your e-mail address", "Votre adresse e-mail"), "ada@example.org"),
        new("webpush", new("This browser", "Ce navigateur"), new("Address of this browser", "Adresse de ce navigateur"), "", new("Keys of this browser", "Clés de ce navigateur")),
        new("telegram", new("Telegram", "Telegram"), new("Number of your chat with the bot", "Numéro de votre conversation avec le bot"), "123456789"),
        new("ntfy", new("ntfy", "ntfy"), new("Address of your topic", "Adresse de votre sujet"), "https://ntfy.sh/my-topic", new("Access token, if the topic has one", "Jeton d'accès, si le sujet en a un")),
        new("matrix", new("Matrix", "Matrix"), new("Identifier of the room", "Identifiant du salon"), "!room:example.org"),
        new("slack", new("Slack", "Slack"), Hook, "https://hooks.slack.com/services/…", IsRoom: true),
        new("discord", new("Discord", "Discord"), Hook, "https://discord.com/api/webhooks/…", IsRoom: true),
        new("teams", new("Microsoft Teams", "Microsoft Teams"), new("Address of the workflow", "Adresse du flux de travail"), "https://….logic.azure.com/…", IsRoom: true),
        new("mattermost", new("Mattermost", "Mattermost"), Hook, "https://chat.example.org/hooks/…", IsRoom: true),
        new("rocket-chat", new("Rocket.Chat", "Rocket.Chat"), Hook, "https://chat.example.org/hooks/…", IsRoom: true),
        new("google-chat", new("Google Chat", "Google Chat"), new("Address of the space's webhook", "Adresse du webhook de l'espace"), "https://chat.googleapis.com/v1/spaces/…", IsRoom: true),
        new("gotify", new("Gotify", "Gotify"), new("Address of your server", "Adresse de votre serveur"), "https://push.example.org", new("Token of the application", "Jeton de l'application")),
        new("webhook", new("My own program (webhook)", "Mon propre programme (webhook)"), new("Address that takes a POST of JSON", "Adresse qui reçoit un POST en JSON"), "https://example.org/hook", new("Secret that signs (whsec_…); one is made when it is empty", "Secret qui signe (whsec_…)\u00a0; s'il est vide, il est créé")),
    ];

    public static ChannelWords? Find(string? channel) => All.FirstOrDefault(one => one.Channel == channel);
}
