using System.Reflection;
using System.Runtime.Versioning;
using Relais.Hosting.Local;
using Relais.Hosting.Worker;

namespace Relais.EndToEndTests.Hosting;

// What the published folders tell the host: read back, and held against what the host would refuse or misread.
public sealed class ManifestTests
{
    [SkippableFact]
    public async Task Every_function_that_the_code_declares_is_there_with_its_trigger()
    {
        var functions = PublishedFunction.ReadAll(await PublishedApp.DirectoryAsync());

        Assert.Equal(Declared(), functions.Where(function => !function.IsHttp).Select(function => $"{function.Name} {What(function)}"));
    }

    [SkippableFact]
    public async Task Every_public_route_is_there_and_no_other()
    {
        var functions = PublishedFunction.ReadAll(await PublishedApp.DirectoryAsync());

        Assert.Equal(
            [
                "AskDoctor api/doctor/{*rest}",
                "CheckHashtag api/hashtags/check/{*rest}",
                "ConfirmJoin join/{token}/{*rest}",
                "ConnectTelegram api/channels/telegram/connect/{*rest}",
                "DescribeApi api/openapi.json/{*rest}",
                "FollowClosely api/campaigns/{campaign}/event/{*rest}",
                "HaltDeliveries api/halt/{*rest}",
                "JoinCampaign c/{campaign}/join/{*rest}",
                "ListDeadLetters api/campaigns/{campaign}/dead-letters/{*rest}",
                "ListSnapshots api/campaigns/{campaign}/snapshots/{*rest}",
                "ManageAlerts api/campaigns/{campaign}/alerts/{*rest}",
                "ManageCampaigns api/campaigns/{*rest}",
                "ManageDestinations api/destinations/{*rest}",
                "ManageGrouping api/campaigns/{campaign}/grouping/{*rest}",
                "ManageInhibitions api/campaigns/{campaign}/inhibitions/{*rest}",
                "ManageInlets api/campaigns/{campaign}/inlets/{*rest}",
                "ManageInvitations api/campaigns/{campaign}/invitations/{*rest}",
                "ManageKeys api/keys/{*rest}",
                "ManageMembership me/{token}/{*rest}",
                "ManagePutAside api/put-aside/{*rest}",
                "ManageSilences api/campaigns/{campaign}/silences/{*rest}",
                "ManageSubscriptions api/campaigns/{campaign}/subscriptions/{*rest}",
                "ManageTemplates api/campaigns/{campaign}/templates/{*rest}",
                "OwnData api/me/{token}/{*rest}",
                "PublicAssets p/{name}/{*rest}",
                "RaiseAlerts api/alerts/{*rest}",
                "ReadDashboard api/dashboard/{*rest}",
                "ReceiveWebhook in/{campaign}/{inlet}/{*rest}",
                "ReplayDeliveries api/campaigns/{campaign}/replays/{*rest}",
                "ReportHealth api/health/{*rest}",
                "ResumeDeliveries api/resume/{*rest}",
                "SeeAlert seen/{token}/{*rest}",
                "ShowBudgets api/budgets/{*rest}",
                "ShowCampaign c/{campaign}/{*rest}",
                "ShowDashboard dashboard/{*rest}",
                "ShowFeed c/{campaign}/feed.atom/{*rest}",
                "ShowGoals c/{campaign}/goals.json/{*rest}",
                "ShowJsonFeed c/{campaign}/feed.json/{*rest}",
                "ShowPosts api/campaigns/{campaign}/posts/{*rest}",
                "ShowShares api/campaigns/{campaign}/shares/{*rest}",
                "ShowSources api/campaigns/{campaign}/sources/{*rest}",
                "ShowThanks in/{campaign}/{inlet}/thanks/{*rest}",
                "ShowThermometer c/{campaign}/thermometer.svg/{*rest}",
                "ShowTopics api/campaigns/{campaign}/topics/{*rest}",
                "StopSubscription stop/{token}/{*rest}",
                "TelegramUpdates api/telegram/updates/{*rest}",
                "TrackDeliveries api/campaigns/{campaign}/deliveries/{*rest}",
            ],
            functions.Where(function => function.IsHttp).Select(function => $"{function.Name} {What(function)}"));
    }

    [SkippableFact]
    public async Task Every_schedule_can_be_read_and_every_queue_has_one_drain_that_asks_for_bytes()
    {
        var functions = PublishedFunction.ReadAll(await PublishedApp.DirectoryAsync());

        Assert.All(functions.Where(function => function.IsTimer), timer => Assert.True(TimerSchedule.TryParse(timer.Text("schedule"), out _, out _), timer.Name));
        var queues = functions.Where(function => function.IsQueue).ToArray();
        Assert.Equal(queues.Length, queues.Select(queue => queue.Text("queueName")).Distinct().Count());
        Assert.All(queues, queue => Assert.Equal(("AzureWebJobsStorage", "binary"), (queue.Text("connection"), queue.Text("dataType"))));
        Assert.All(functions.Where(function => !function.IsHttp), function => Assert.Single(function.Bindings));
    }

    [SkippableFact]
    public async Task No_public_route_can_be_taken_for_the_door_of_a_function()
    {
        var functions = PublishedFunction.ReadAll(await PublishedApp.DirectoryAsync());

        Assert.All(functions.Where(function => function.IsHttp), http =>
        {
            var first = http.Text("route").Split('/')[0];
            Assert.Matches("^[a-z]+$", first);
            Assert.DoesNotContain(functions, function => string.Equals(function.Name, first, StringComparison.OrdinalIgnoreCase));

            // These two, and nothing besides, make the host proxy the request instead of rewriting it.
            Assert.Equal(["httpTrigger in", "http out"], http.Bindings.Select(binding => $"{binding.GetProperty("type")} {binding.GetProperty("direction")}"));
            Assert.Equal("anonymous", http.Text("authLevel"));
        });
    }

    [SkippableFact]
    [SupportedOSPlatform("linux")]
    public async Task The_folder_is_what_the_host_needs_and_holds_nobodys_settings()
    {
        var directory = await PublishedApp.DirectoryAsync();

        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json")), await File.ReadAllTextAsync(Path.Combine(directory, "host.json")));
        Assert.False(File.Exists(Path.Combine(directory, "local.settings.json")));
        Assert.True((File.GetUnixFileMode(Path.Combine(directory, "Relais")) & UnixFileMode.UserExecute) != 0);

        // Brings its runtime along: the host's machine has none.
        Assert.True(File.Exists(Path.Combine(directory, "libcoreclr.so")));
    }

    [SkippableFact]
    public async Task A_prefix_of_the_installation_stands_in_the_queue_names_that_are_written()
    {
        await PublishedApp.DirectoryAsync();
        var directory = Directory.CreateTempSubdirectory("relais-functions-").FullName;
        try
        {
            await using var write = await PublishedApp.StartAsync(["functions", "--write", directory], [new("Relais__Prefix", "paris"), new("AzureWebJobsStorage", "UseDevelopmentStorage=true")]);

            Assert.Equal(0, await write.EndsAsync());
            Assert.Equal("paris-poll-source", PublishedFunction.ReadAll(directory).Single(function => function.Name == "PollSource").Text("queueName"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The functions as their own files declare them: by attributes.</summary>
    private static IEnumerable<string> Declared() => typeof(TimerSchedule).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => (Function: method.GetCustomAttribute<FunctionAttribute>(), Trigger: method.GetParameters().FirstOrDefault()?.GetCustomAttributes().FirstOrDefault()))
        .Where(declared => declared.Function is not null)
        .Select(declared => $"{declared.Function!.Name} {(declared.Trigger is TimerTriggerAttribute timer ? timer.Schedule : ((QueueTriggerAttribute)declared.Trigger!).QueueName)}")
        .Order(StringComparer.Ordinal);

    private static string What(PublishedFunction function) => function.Text(function.IsTimer ? "schedule" : function.IsQueue ? "queueName" : "route");
}
