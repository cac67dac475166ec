using System.Net;
using System.Text.Json;
using Relais.EndToEndTests.Alone;

namespace Relais.EndToEndTests.Operations;

/// <summary>The commands as an operator types them: what they say, their exit codes, and that the app goes on with what was put back.</summary>
public sealed class BackupCommandTests(StorageEmulator storage) : IClassFixture<StorageEmulator>
{
    private const string OtherKeys = "QW5vdGhlciBrZXkgdGhhdCBpcyBuZXdlciB0aGFuIGk=";

    [SkippableFact]
    public async Task What_was_exported_is_imported_elsewhere_and_served_there()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("relais-backup").FullName, "all.relais");
        string key;
        JsonElement campaign;
        await using (var app = await AloneApp.StartAsync(storage.ConnectionString, "before"))
        {
            key = app.FirstKey!;
            Assert.Equal(HttpStatusCode.Created, (await app.SendAsync(key, HttpMethod.Post, "api/campaigns", new { name = "Save the boats", hashtags = new[] { "#boats" } })).Status);
            campaign = (await app.SendAsync(key, HttpMethod.Get, "api/campaigns/save-the-boats")).Body;
            Assert.Equal(0, await app.EndAsync());
        }

        var exported = await RunAsync("before", 0, "export", file);
        Assert.Contains("rows of campaigns: 1", exported, StringComparison.Ordinal);
        Assert.Contains($"{file} holds all of it.", exported, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Contains($"export: {file} is there already: nothing is overwritten.", await RunAsync("before", 1, "export", file), StringComparison.Ordinal);
        Assert.Contains("export: there are no such tables in this storage account", await RunAsync("nowhere", 1, "export", file + "2"), StringComparison.Ordinal);
        Assert.Contains("Usage: export FILE", await RunAsync("before", 2, "export"), StringComparison.Ordinal);

        Assert.Contains("Usage: import FILE --into-empty", await RunAsync("after", 2, "import", file), StringComparison.Ordinal);
        Assert.Contains("import: Could not find file", await RunAsync("after", 1, "import", file + "2", "--into-empty"), StringComparison.Ordinal);
        Assert.Matches(@"import: The tables are not empty \(.*campaigns, .*keys", await RunAsync("before", 1, "import", file, "--into-empty"));
        Assert.Contains("rows in 19 tables are there, as of 20", await RunAsync("after", 0, "import", file, "--into-empty"), StringComparison.Ordinal);

        // Whoever restores without the keys hears of it at once.
        Assert.Matches("Secrets:Keys here lacks [0-9a-f]{8}: what those keys closed", await RunWithAsync(OtherKeys, "other", 0, "import", file, "--into-empty"));

        await using var restored = await AloneApp.StartAsync(storage.ConnectionString, "after");
        Assert.Null(restored.FirstKey);
        Assert.Equal(campaign.GetRawText(), (await restored.SendAsync(key, HttpMethod.Get, "api/campaigns/save-the-boats")).Body.GetRawText());
    }

    private Task<string> RunAsync(string prefix, int code, params string[] arguments) => RunWithAsync(AppProcess.Keys, prefix, code, arguments);

    private async Task<string> RunWithAsync(string keys, string prefix, int code, params string[] arguments)
    {
        await using var command = await PublishedApp.StartAsync(
            arguments, [new("AzureWebJobsStorage", storage.ConnectionString), new("Relais__Prefix", prefix), new("Secrets__Keys", keys)]);
        Assert.Equal(code, await command.EndsAsync());
        return command.Output;
    }
}
