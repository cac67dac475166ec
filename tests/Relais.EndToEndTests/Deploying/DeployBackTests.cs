using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// Which package is put aside, and which may come back: one of other queues or another prefix would answer, and drain nothing.
[SupportedOSPlatform("linux")]
public sealed class DeployBackTests
{
    private static readonly string[] Named = ["--name", "cause", "--group", "rg-cause"];
    private static readonly string[] Whole = [.. Named, "--operator-email", "ops@example.org"];

    [SkippableTheory]
    [InlineData("0.2.0+b.servicebus", "was made for servicebus, and func-cause-x runs with storage (queues, prefix)")]
    [InlineData("0.2.0+b.storage.paris", "was made for storage.paris, and func-cause-x runs with storage (queues, prefix)")]
    [InlineData("0.2.0+b", "was made for nobody knows what, and func-cause-x runs with storage (queues, prefix)")]
    public async Task A_package_of_other_queues_or_another_prefix_is_not_deployed(string version, string sentence)
    {
        using var cloud = await RunningAsync("healthy 0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", version)]);

        Assert.Equal(1, ended.Code);
        Assert.Contains(sentence, ended.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+a.storage", cloud.Blob("released-package.zip"));
    }

    [SkippableTheory]
    [InlineData("0.1.0+a.0123abcd.storage.storage", "storage")]
    [InlineData("0.1.0-preview.1+a.storage.storage", "storage")]
    public async Task A_prefix_may_be_called_as_queues_are(string version, string prefix)
    {
        using var cloud = Cloud.Create();

        var ended = await cloud.DeployAsync([.. Whole, "--prefix", prefix, "--package", cloud.Package("healthy", version)]);

        Assert.True(ended.Code == 0, ended.Said);
    }

    [SkippableFact]
    public async Task After_a_switch_of_queues_the_package_before_is_put_back_neither_by_itself_nor_by_hand()
    {
        using var cloud = await RunningAsync("healthy 0.1.0+a.storage");

        var failed = await cloud.DeployAsync([.. Whole, "--queues", "servicebus", "--wait-minutes", "1", "--package", cloud.Package("ill", "0.1.0+a.servicebus")]);
        var switched = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.1.0+a.servicebus")]);
        var back = await cloud.DeployAsync([.. Named, "--rollback"]);

        // The same commit: only what it was made for tells the two apart.
        Assert.Equal((4, 0, 1), (failed.Code, switched.Code, back.Code));
        Assert.Contains("the one before it (0.1.0+a.storage) was made for storage while func-cause-x runs with servicebus", failed.Said, StringComparison.Ordinal);
        Assert.Equal("healthy 0.1.0+a.servicebus", cloud.Blob("released-package.zip"));
    }

    [SkippableFact]
    public async Task A_first_version_that_is_live_and_not_ready_is_kept_as_there_is_none_before_it()
    {
        using var cloud = await RunningAsync("healthy 0.1.0+a.storage");
        await File.WriteAllTextAsync(cloud.In("container", "released-package.zip"), "limping 0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b.storage")]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Equal(("healthy 0.2.0+b.storage", "limping 0.1.0+a.storage"), (cloud.Blob("released-package.zip"), cloud.Blob("previous.zip")));
    }

    [SkippableFact]
    public async Task Going_back_to_what_runs_already_is_refused()
    {
        using var cloud = await RunningAsync("healthy 0.1.0+a.storage");
        await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("healthy", "0.2.0+b.storage")]);
        await File.WriteAllTextAsync(cloud.In("container", "released-package.zip"), "healthy 0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--rollback"]);

        Assert.Equal(1, ended.Code);
        Assert.Contains("the package that was put aside is what runs already: version 0.1.0+a.storage.", ended.Said, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_lies_in_a_container_that_cannot_be_read_is_not_taken_for_nothing()
    {
        using var cloud = await RunningAsync("healthy 0.1.0+a.storage");

        var ended = await cloud.DeployAsync([.. Named, "--skip-infra", "--package", cloud.Package("breaking", "0.2.0+b.storage")]);

        // Taken for nothing, it would seem that the platform had put something there.
        Assert.Equal(4, ended.Code);
        Assert.Contains("0.2.0+b.storage was not taken by the platform", ended.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Calls, call => call.StartsWith("functionapp restart", StringComparison.Ordinal));
    }

    private static async Task<Cloud> RunningAsync(string package)
    {
        var cloud = Cloud.Create();
        var ended = await cloud.DeployAsync([.. Whole, "--package", cloud.Package(package.Split(' ')[0], package.Split(' ')[1])]);
        Assert.True(ended.Code == 0, ended.Said);
        return cloud;
    }
}
