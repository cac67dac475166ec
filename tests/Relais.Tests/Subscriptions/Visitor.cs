using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Campaigns;
using Relais.Tests.Story;

namespace Relais.Tests.Subscriptions;

/// <summary>Somebody with a browser without scripts and without a key: looks at pages, fills in forms, presses buttons, follows the links of messages.</summary>
internal sealed partial class Visitor(RelaisApp app)
{
    /// <summary>A campaign with a public page.</summary>
    public static async Task<Campaign> CampaignAsync(RelaisApp app, string id, params string[] topics)
    {
        await app.CampaignAsync(id);
        return (await app.Get<CampaignStore>().ChangeAsync(id, campaign => campaign with { Page = new CampaignPage("We march.", "Nous marchons.", topics) }, default))!;
    }

    public Task<Answer> LookAsync(string path) => app.SendContentAsync(HttpMethod.Get, path, null, "");

    /// <param name="fields">Names and values; a name may come several times.</param>
    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        app.SendContentAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), "");

    /// <summary>Asks to be told at a webhook; what is not named is left as the form has it.</summary>
    public Task<Answer> JoinAsync(string campaign, string address, params (string Name, string Value)[] more) => PostAsync(
        $"/c/{campaign}/join",
        [
            ("channel", "webhook"), ("address", address), ("lang", "en"), ("consent", "yes"),
            .. new[] { ("kinds", "call"), ("kinds", "surge"), ("floor", "info"), ("rhythm", "now"), ("zone", "Europe/Paris"), ("language", "en") }.Where(field => more.All(one => one.Name != field.Item1)),
            .. more,
        ]);

    /// <summary>The way of a link that the newest message at a receiver has: to confirm, by its body.</summary>
    public static string ConfirmPath(Received message) => new Uri(JsonDocument.Parse(message.Body).RootElement.GetProperty("data").GetProperty("url").GetString()!).AbsolutePath;

    /// <summary>To stop, by its header.</summary>
    public static string StopPath(Received message) => new Uri(message.Headers["list-unsubscribe"].Trim('<', '>')).AbsolutePath;

    /// <summary>To change, by its header.</summary>
    public static string ManagePath(Received message) => new Uri(Between().Match(message.Headers["link"]).Groups[1].Value).AbsolutePath;

    /// <summary>The words of a page, without its marks.</summary>
    public static string Words(Answer page) => WebUtility.HtmlDecode(Spaces().Replace(Marks().Replace(page.Text[page.Text.IndexOf("<main>", StringComparison.Ordinal)..], " "), " ")).Trim();

    [GeneratedRegex("<([^>]*)>")]
    private static partial Regex Between();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
