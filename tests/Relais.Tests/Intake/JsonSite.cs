using System.Net.Http.Headers;
using System.Text.Json;
using Relais.Intake;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>An app that can write mail, and a site that pushes JSON to an inlet of it.</summary>
internal static class JsonSite
{
    private const string Token = "0123456789abcdef";

    public static Task<RelaisApp> StartAsync(Azurite azurite, MailServer mail)
    {
        azurite.SkipUnlessRunning();
        return RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = mail.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "relais@example.org",
        });
    }

    public static async Task<string> InletAsync(RelaisApp app, string kind, string more = "") =>
        new Uri((await app.PostAsync("/api/campaigns/climat/inlets", $$"""{"provider":"json","name":"Our form","bearer":"{{Token}}","kind":"{{kind}}"{{more}}}""")).Expect(201).Read("url")).AbsolutePath;

    public static Task<Answer> PushAsync(RelaisApp app, string path, string body) =>
        app.SendContentAsync(HttpMethod.Post, path, new StringContent(body, MediaTypeHeaderValue.Parse("application/json")), Token);

    public static string SignUp(string id, string email, int minute = 0, string more = "") => $$"""{"id":"{{id}}","at":"2026-03-02T07:{{minute:00}}:00Z","email":"{{email}}"{{more}}}""";

    public static string LinkIn(JsonElement mail, string way)
    {
        var text = mail.GetProperty("text").GetString()!;
        var start = text.IndexOf(way, StringComparison.Ordinal);
        Assert.True(start >= 0, text);
        return new string([.. text[start..].TakeWhile(character => !char.IsWhiteSpace(character) && character is not ('"' or '>' or ')'))]);
    }

    public static async Task<IReadOnlyList<string>> RowsAsync(RelaisApp app, string prefix)
    {
        var rows = new List<string>();
        await foreach (var row in app.Get<StorageAccount>().Table(SubmissionStore.TableName).QueryAsync<TableEntity>())
        {
            if (row.RowKey.StartsWith(prefix, StringComparison.Ordinal))
            {
                rows.Add(row.RowKey);
            }
        }

        return rows;
    }
}
