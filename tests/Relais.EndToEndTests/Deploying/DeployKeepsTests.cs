using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

// What a later deployment leaves as it was, what it refuses to take away, and what it finds after one that failed.
[SupportedOSPlatform("linux")]
public sealed class DeployKeepsTests
{
    private static readonly string[] Named = ["--name", "cause", "--group", "rg-cause"];
    private static readonly string[] Whole = [.. Named, "--operator-email", "ops@example.org"];
    private static readonly string[] Resources = [.. Whole, "--only-infra"];

    [SkippableFact]
    public async Task What_an_installation_runs_with_what_it_was_given_and_the_first_day_of_its_budget_stay()
    {
        using var cloud = await MadeAsync("--queues", "servicebus", "--prefix", "paris");
        await File.WriteAllTextAsync(cloud.In("budget"), "2026-03-01T00:00:00Z");

        var ended = await cloud.DeployAsync(Resources);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.EndsWith("kept.json name=cause operatorEmail=ops@example.org queues=servicebus prefix=paris operatorId=operator-1 operatorType=User budgetFrom=2026-03-01 --output none", Made(cloud)[^1], StringComparison.Ordinal);
        Assert.Contains("mail.example.org", await File.ReadAllTextAsync(cloud.In("kept")), StringComparison.Ordinal);

        // By name, and only those that main.bicep still has.
        Assert.Contains(cloud.Calls, call => call.Contains("properties.parameters.{parameters: {name: {value: name.value}, settings: {value: settings.value}, zoneRedundant: {value: zoneRedundant.value}}}", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("early")]
    [InlineData("late")]
    public async Task After_a_deployment_that_failed_the_one_that_finished_counts(string failure)
    {
        using var cloud = await MadeAsync("--queues", "servicebus", "--prefix", "paris");
        await File.WriteAllTextAsync(cloud.In("fails"), failure);
        var failed = await cloud.DeployAsync(Resources);
        File.Delete(cloud.In("fails"));

        var ended = await cloud.DeployAsync(Resources);

        Assert.Equal((1, 0), (failed.Code, ended.Code));
        Assert.Contains("az: ERROR: DeploymentFailed", failed.Said, StringComparison.Ordinal);
        Assert.Contains(" queues=servicebus prefix=paris ", Made(cloud)[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(cloud.In("kept")));
    }

    [SkippableTheory]
    [InlineData("early")]
    [InlineData("late")]
    public async Task Where_the_first_deployment_failed_nothing_is_released_and_the_second_finishes_it(string failure)
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("fails"), failure);
        await cloud.DeployAsync([.. Resources, "--prefix", "paris"]);
        var package = await cloud.DeployAsync([.. Named, "--skip-infra"]);
        var back = await cloud.DeployAsync([.. Named, "--rollback"]);
        File.Delete(cloud.In("fails"));

        var ended = await cloud.DeployAsync([.. Resources, "--prefix", "paris"]);

        Assert.Equal((1, 1, 0), (package.Code, back.Code, ended.Code));
        Assert.Contains("has no deployment of cause that finished", package.Said, StringComparison.Ordinal);
        Assert.Contains(" prefix=paris ", Made(cloud)[^1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Settings_that_no_deployment_tells_of_are_not_taken_away_unseen()
    {
        using var cloud = await MadeAsync();
        await File.WriteAllTextAsync(cloud.In("deployments"), "");
        await File.WriteAllTextAsync(cloud.In("settings", "Smtp__Host"), "mail.example.org");
        await File.WriteAllTextAsync(cloud.In("mine.json"), """{"parameters": {"settings": {"value": {"Smtp__Host": "mail.example.org"}}}}""");

        var refused = await cloud.DeployAsync(Resources);
        var given = await cloud.DeployAsync([.. Resources, "--parameters", cloud.In("mine.json")]);

        Assert.Equal((1, 0), (refused.Code, given.Code));
        Assert.Contains("that this one would take away: Smtp__Host. Give them in --parameters FILE.", refused.Said, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("--prefix", "london", "--leave-tables", "with another one it would begin with empty tables.")]
    [InlineData("--queues", "servicebus", "--leave-messages", "messages lie in the queues that cause runs with (storage): erase-member.")]
    public async Task What_would_leave_rows_or_messages_behind_must_be_meant(string argument, string value, string leave, string sentence)
    {
        using var cloud = await MadeAsync();
        await File.WriteAllTextAsync(cloud.In("queues", "erase-member"), "message-1");

        var refused = await cloud.DeployAsync([.. Resources, argument, value]);
        var before = Made(cloud).Length;
        var meant = await cloud.DeployAsync([.. Resources, argument, value, leave]);

        Assert.Equal((1, 0, 1), (refused.Code, meant.Code, before));
        Assert.Contains(sentence, refused.Said, StringComparison.Ordinal);
        Assert.Contains($" {argument[2..]}={value} ", Made(cloud)[^1], StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("storage", "servicebus")]
    [InlineData("servicebus", "storage")]
    public async Task From_empty_queues_to_others_nothing_has_to_be_said(string from, string to)
    {
        using var cloud = await MadeAsync("--queues", from);

        var ended = await cloud.DeployAsync([.. Resources, "--queues", to]);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.Contains($" queues={to} ", Made(cloud)[^1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_budget_that_cannot_be_read_is_not_taken_for_none()
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("budget-unreadable"), "");

        var ended = await cloud.DeployAsync(Resources);

        Assert.True(ended.Code == 0, ended.Said);
        Assert.DoesNotContain("budgetFrom", Made(cloud)[^1], StringComparison.Ordinal);
        Assert.Equal(3, cloud.Calls.Count(call => call.StartsWith("consumption budget list", StringComparison.Ordinal)));
        Assert.Contains("whether there is a budget cannot be read", ended.Said, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("unregistered", "the subscription does not know Microsoft.App yet")]
    [InlineData("no-rights", "the subscription does not know Microsoft.App, and you may not have it")]
    public async Task A_subscription_that_does_not_know_a_kind_of_resource_is_said_to(string state, string sentence)
    {
        using var cloud = Cloud.Create();
        await File.WriteAllTextAsync(cloud.In("unregistered"), "");
        await File.WriteAllTextAsync(cloud.In(state), "");

        var ended = await cloud.DeployAsync(Resources);

        Assert.Equal(1, ended.Code);
        Assert.Contains(sentence, ended.Said, StringComparison.Ordinal);
        Assert.Empty(Made(cloud));
    }

    [SkippableFact]
    public async Task Who_has_no_rights_on_the_subscription_may_deploy_where_it_knows_everything()
    {
        using var cloud = await MadeAsync();

        Assert.DoesNotContain(cloud.Calls, call => call.StartsWith("provider register", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_group_may_be_the_operator_and_stays_it()
    {
        using var cloud = await MadeAsync("--operator-id", "group-1", "--operator-type", "Group");

        Assert.Contains(" operatorId=group-1 operatorType=Group ", Made(cloud)[^1], StringComparison.Ordinal);

        // Whoever of them deploys later is not made the operator in its place.
        await File.WriteAllTextAsync(cloud.In("given"), """{"parameters": {"operatorType": {"value": "Group"}}}""");
        await cloud.DeployAsync(Resources);
        Assert.DoesNotContain("operatorId", Made(cloud)[^1], StringComparison.Ordinal);
    }

    private static string[] Made(Cloud cloud) => [.. cloud.Calls.Where(call => call.StartsWith("deployment group create", StringComparison.Ordinal))];

    private static async Task<Cloud> MadeAsync(params string[] more)
    {
        var cloud = Cloud.Create();
        var ended = await cloud.DeployAsync([.. Resources, .. more]);
        Assert.True(ended.Code == 0, ended.Said);
        return cloud;
    }
}
