using Relais.Alerts;
using Relais.Campaigns;
using Relais.Tests.Alerts;
using Relais.Tests.Story;

namespace Relais.Tests.Snapshots;

/// <summary>What the tests of feeds do over and over: announce, let it be told, and read as a program does that knows nobody here.</summary>
internal static class FeedReading
{
    public const string Host = "relais.example.org";

    public static readonly IReadOnlyDictionary<string, string?> Settings = new Dictionary<string, string?> { ["Relais:PublicUrl"] = $"https://{Host}" };

    /// <summary>Announces something through its door; answers the alert's id.</summary>
    public static async Task<string> AnnounceAsync(this RelaisApp app, string key, string title, string more = "") => (await app.SendWithKeyAsync(
        $$"""{"campaign":"climat","kind":"announcement","title":{"en":"{{title}}","fr":"{{title}} (fr)"},"body":{"en":"Old port.","fr":"Vieux-Port."}{{more}}}""", key)).Expect(201).Read("id");

    /// <summary>Lets what waits for its group be told.</summary>
    public static Task TellAsync(this RelaisApp app) => app.StepUntilAsync(app.Now.AddMinutes(10), minutes: 1);

    public static async Task<Alert> AlertAsync(this RelaisApp app, string id) => (await app.Get<AlertStore>().FindAsync("climat", id, default))!;

    public static Task ChangeAsync(this RelaisApp app, Func<Campaign, Campaign> change) => app.Get<CampaignStore>().ChangeAsync("climat", change, default);

    /// <summary>Reads without a key.</summary>
    public static async Task<(HttpResponseMessage Response, string Text)> ReadAsync(this RelaisApp app, string path, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request);
        return (response, await response.Content.ReadAsStringAsync());
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>As Atom writes it.</summary>
    public static string Atom(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>As JSON writes it.</summary>
    public static string Json(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'+00:00'");
}
