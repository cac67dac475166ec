using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// infra/package.sh with an SDK that stands in for itself: what is published for whom, and what its version is called.
[SupportedOSPlatform("linux")]
public sealed class PackageScriptTests
{
    [SkippableFact]
    public async Task It_is_made_for_the_prefix_and_the_queues_of_the_surroundings_and_says_its_version()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.PackAsync(cloud.In("work", "out", "cause.zip"), new("Relais__Prefix", "paris"), new("Relais__Queues", "servicebus"));

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal("for 'paris' over 'servicebus'\n", await File.ReadAllTextAsync(cloud.In("work", "out", "cause.zip")));

        // Outside of a repository nobody knows the commit: the sources name themselves.
        var version = (await File.ReadAllTextAsync(cloud.In("work", "out", "cause.version"))).TrimEnd();
        Assert.Matches(@"^1\.2\.3\+sources-[0-9a-f]{12}\.servicebus\.paris$", version);
        Assert.Contains(cloud.Calls, call => call.StartsWith("dotnet publish functions -c Release -r linux-x64 ", StringComparison.Ordinal)
            && call.Contains($" -p:InformationalVersion={version} ", StringComparison.Ordinal));
        Assert.Equal($"Version {version}, prefix 'paris', queues 'servicebus'", ended.Said.Split('\n')[^1]);
    }

    [SkippableFact]
    public async Task Outside_of_a_repository_the_same_sources_make_the_same_version_and_others_another()
    {
        using var cloud = Cloud.Create();
        async Task<string> VersionAsync()
        {
            var ended = await cloud.PackAsync(cloud.In("work", "cause.zip"), new("Relais__Prefix", ""), new("Relais__Queues", ""));
            Assert.True(ended.Code == 0, ended.Said);
            return await File.ReadAllTextAsync(cloud.In("work", "cause.version"));
        }

        var first = await VersionAsync();
        var again = await VersionAsync();
        await File.WriteAllTextAsync(cloud.In("functions", "Program.cs"), "// Other sources.");

        Assert.EndsWith(".storage\n", first, StringComparison.Ordinal);
        Assert.Equal(first, again);
        Assert.NotEqual(first, await VersionAsync());
    }

    [SkippableFact]
    public async Task A_project_that_does_not_say_its_version_makes_no_package()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.PackAsync(cloud.In("work", "cause.zip"), new("NO_VERSION", "yes"), new("Relais__Prefix", ""), new("Relais__Queues", ""));

        Assert.NotEqual(0, ended.Code);
        Assert.False(File.Exists(cloud.In("work", "cause.zip")));
        Assert.DoesNotContain(cloud.Calls, call => call.StartsWith("dotnet publish", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_does_not_build_makes_no_package()
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.PackAsync(cloud.In("work", "cause.zip"), new("BROKEN", "yes"), new("Relais__Prefix", ""), new("Relais__Queues", ""));

        Assert.NotEqual(0, ended.Code);
        Assert.Contains("CS1002", ended.Said, StringComparison.Ordinal);
        Assert.False(File.Exists(cloud.In("work", "cause.zip")));
        Assert.False(File.Exists(cloud.In("work", "cause.version")));
    }
}
