using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// Resources and keys without a package: a backup is imported into empty tables, and only under the keys that it was sealed with.
[SupportedOSPlatform("linux")]
public sealed class DeployKeysTests
{
    private const string Old = "VGhlIGtleSBvZiBldmVyeSB0ZXN0OiBubyBzZWNyZXQ=";

    private static readonly string[] Resources = ["--name", "cause", "--group", "rg-cause", "--operator-email", "ops@example.org", "--only-infra"];

    [SkippableFact]
    public async Task The_keys_of_a_backup_take_the_place_of_new_ones_and_nothing_runs_yet()
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("old.keys"), Old + "\n");

        var ended = await cloud.DeployAsync([.. Resources, "--prefix", "paris", "--keys", cloud.In("old.keys")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(Old, await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys")));
        Assert.Null(cloud.Blob("released-package.zip"));
        Assert.DoesNotContain(cloud.Calls, call => call.StartsWith("dotnet", StringComparison.Ordinal) || call.Contains("config-zip", StringComparison.Ordinal));
        Assert.DoesNotContain(Old, ended.Said + string.Join('\n', cloud.Calls), StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage__accountName=stcausex Relais__Prefix=paris", ended.Said, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(cloud.In("work")));

        var started = await cloud.DeployAsync("--name", "cause", "--group", "rg-cause", "--skip-infra", "--package", cloud.Package("healthy", "0.1.0+a.storage.paris"));
        Assert.True(started.Code == 0, started.Said);
    }

    [SkippableTheory]
    [InlineData(Old, 0, "has these keys already")]
    [InlineData("b3RoZXI=", 1, "has keys already, and not those of")]
    public async Task Where_there_are_keys_they_stay_and_it_says_so(string there, int code, string sentence)
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("old.keys"), Old);
        await File.WriteAllTextAsync(cloud.In("vault", "relais-secrets-keys"), there);

        var ended = await cloud.DeployAsync([.. Resources, "--keys", cloud.In("old.keys")]);

        Assert.Equal(code, ended.Code);
        Assert.Contains(sentence, ended.Said, StringComparison.Ordinal);
        Assert.Equal(there, await File.ReadAllTextAsync(cloud.In("vault", "relais-secrets-keys")));
    }
}
