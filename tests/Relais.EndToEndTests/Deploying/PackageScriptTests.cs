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

        // Outside of a repository nobody knows the commit.
        Assert.Equal("1.2.3+unknown\n", await File.ReadAllTextAsync(cloud.In("work", "out", "cause.version")));
        Assert.Contains(cloud.Calls, call => call.StartsWith("dotnet publish functions -c Release -r linux-x64 ", StringComparison.Ordinal)
            && call.Contains(" -p:InformationalVersion=1.2.3+unknown ", StringComparison.Ordinal));
        Assert.Equal("Version 1.2.3+unknown, prefix 'paris', queues 'servicebus'", ended.Said.Split('\n')[^1]);
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
