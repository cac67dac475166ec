using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Secrets;
using Relais.Storage;
using Relais.Tests.Architecture;

namespace Relais.Tests.Infra;

/// <summary>Compares what infra/ deploys with what the code declares and reads, both ways; and proves that nothing can be left out unseen.</summary>
public sealed class InfraInCodeTests : IAsyncLifetime
{
    private readonly WebApplication app = Compose(new() { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    [SkippableFact]
    public async Task Tables_queues_settings_and_roles_are_those_that_the_app_needs()
    {
        var faults = FaultsOf(await Bicep.AllAsync());

        Assert.NotEmpty(Tables());
        Assert.NotEmpty(Queues());
        Faults.None(faults);
    }

    [SkippableFact]
    public async Task Whatever_is_deleted_from_the_files_is_named()
    {
        var files = await Bicep.AllAsync();
        var deletions = Deletion.All(files).ToArray();
        var parsed = await Bicep.ParseAsync(deletions.Select((deletion, i) => ($"{i}/{deletion.Path}", deletion.Text)).ToDictionary());
        var unseen = new List<string>();
        foreach (var (deletion, i) in deletions.Select((deletion, i) => (deletion, i)))
        {
            var faults = FaultsOf(new Dictionary<string, BicepFile>(files) { [deletion.Path] = parsed[$"{i}/{deletion.Path}"] }).ToArray();
            if (faults.Length == 0 || !faults.All(fault => deletion.Names.Exists(name => fault.Contains(name, StringComparison.Ordinal))))
            {
                unseen.Add($"{deletion.Path} without {string.Join(" and ", deletion.Names)}: {(faults.Length == 0 ? "nothing is said" : string.Join(' ', faults))}");
            }
        }

        Faults.None(unseen);
        // One for each that the comparison knows, and for each list of them as a whole.
        Assert.Equal(Tables().Count + (2 * Queues().Count) + Needed.Settings.Count + Needed.Roles.Count + Deletion.Lists, deletions.Length);
    }

    [SkippableFact]
    public async Task What_nobody_uses_is_named_too()
    {
        var files = await Bicep.AllAsync();
        var more = await Bicep.ParseAsync(new Dictionary<string, string>
        {
            [Deployed.Storage] = Bicep.TextOf(Deployed.Storage).Replace("  'alerts'\n", "  'alerts'\n  'extras'\n", StringComparison.Ordinal),
            [Deployed.App] = Bicep.TextOf(Deployed.App).Replace("  Relais__Prefix: prefix\n", "  Relais__Prefix: prefix\n  Relais__Extra: 'yes'\n", StringComparison.Ordinal),
        });

        Assert.Equal(
            ["infra/modules/storage.bicep has the table extras, which nobody uses.", "infra/modules/app.bicep has the setting Relais__Extra, which nobody uses."],
            FaultsOf(new Dictionary<string, BicepFile>(files) { [Deployed.Storage] = more[Deployed.Storage], [Deployed.App] = more[Deployed.App] }));
    }

    [Fact]
    public void Settings_of_ours_are_read_by_the_code()
    {
        var ours = Needed.Settings.Where(setting => setting.Value.Reader != Needed.Reader.Host).Select(setting => setting.Key).ToArray();

        Faults.None(ours.Where(setting => !Needed.IsRead(setting)).Select(setting => $"infra/{Deployed.App} sets {setting}, which no code reads."));
    }

    [Theory]
    [InlineData("storage")]
    [InlineData("servicebus")]
    public async Task With_these_settings_alone_the_app_is_put_together_under_the_host(string queues)
    {
        await using var deployed = Compose(Example(queues));

        Assert.Equal(Queues().Count, deployed.Services.GetRequiredService<FunctionQueues>().All.Count);
        Assert.Equal("https://strelais.table.core.windows.net/examplealerts", deployed.Services.GetRequiredService<StorageAccount>().Table("alerts").Uri.AbsoluteUri);
        Assert.Equal(1, deployed.Services.GetRequiredService<KeyRing>().Count);
    }

    [Theory]
    [InlineData("AzureWebJobsStorage__accountName", "AzureWebJobsStorage")]
    [InlineData("Secrets__Keys", "Secrets:Keys")]
    [InlineData("ServiceBus__fullyQualifiedNamespace", "ServiceBus")]
    public async Task Without_one_that_it_cannot_do_without_it_says_which(string setting, string named)
    {
        var settings = Example("servicebus");
        settings.Remove(setting);
        await using var deployed = Compose(settings);

        var refused = Assert.Throws<InvalidOperationException>(() => (
            deployed.Services.GetRequiredService<StorageAccount>(), deployed.Services.GetRequiredService<KeyRing>(), deployed.Services.GetRequiredService<FunctionQueues>()));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Relais__Prefix")]
    [InlineData("Relais__Queues")]
    public async Task Without_one_that_has_a_default_it_opens_something_else(string setting)
    {
        var settings = Example("servicebus");
        settings.Remove(setting);
        await using var whole = Compose(Example("servicebus"));
        await using var without = Compose(settings);

        Assert.NotEqual(Opened(whole), Opened(without));

        static string Opened(WebApplication app) =>
            $"{app.Services.GetRequiredService<StorageAccount>().Table("alerts").Uri} {string.Join(' ', app.Services.GetRequiredService<FunctionQueues>().All.Select(queue => queue.Sender?.GetType().Name))}";
    }

    [SkippableFact]
    public async Task A_message_is_tried_as_often_on_the_bus_as_in_storage()
    {
        var bus = (await Bicep.AllAsync())[Deployed.Bus].Resources.Single(resource => resource.Type == "Microsoft.ServiceBus/namespaces/queues").Body.GetProperty("properties");
        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json")));

        Assert.Equal(host.RootElement.GetProperty("extensions").GetProperty("queues").GetProperty("maxDequeueCount").GetInt32(), bus.GetProperty("maxDeliveryCount").GetInt32());
        // Azure's own is for ever; a shorter one would put aside what only waits.
        Assert.False(bus.TryGetProperty("defaultMessageTimeToLive", out _));
    }

    // Paths hold people's links. What a request was is therefore not sent, and an alert that counted requests would never come.
    [SkippableFact]
    public async Task No_request_is_told_of_and_no_alert_waits_for_one()
    {
        using var host = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "host.json")));
        var logging = host.RootElement.GetProperty("logging");
        var queries = (await Bicep.AllAsync())["modules/watch.bicep"].Variables.Single(variable => variable.Name == "questions").Value.EnumerateArray().Select(question => question.GetProperty("query").GetString()!).ToArray();

        Assert.Equal(("None", "Warning"), (logging.GetProperty("logLevel").GetProperty("Host.Results").GetString(), logging.GetProperty("logLevel").GetProperty("Microsoft").GetString()));
        Assert.False(logging.GetProperty("applicationInsights").GetProperty("enableDependencyTracking").GetBoolean());
        Assert.Contains("Trace", logging.GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("excludedTypes").GetString()!.Split(';'));
        Assert.Equal(2, queries.Length);
        Assert.All(queries, query => Assert.Contains("traces", query, StringComparison.Ordinal));
        Assert.All(queries, query => Assert.DoesNotContain("requests", query, StringComparison.Ordinal));
    }

    private IEnumerable<string> FaultsOf(IReadOnlyDictionary<string, BicepFile> files) => Needed.Faults(Deployed.Of(files), Tables(), Queues());

    // Timers keep their status in a table only where the process runs them itself.
    private HashSet<string> Tables() => app.Services.GetServices<DeclaredTable>().Select(table => table.Name).ToHashSet(StringComparer.Ordinal);

    private HashSet<string> Queues() => app.Services.GetRequiredService<FunctionCatalog>().Queues.Select(queue => queue.Queue).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Example(string queues)
    {
        const string Identity = "00000000-0000-0000-0000-000000000001";
        var settings = Needed.Settings.Keys.ToDictionary(setting => setting, _ => "example");
        settings["AzureWebJobsStorage__accountName"] = "strelais";
        settings["AzureWebJobsStorage__credential"] = settings["ServiceBus__credential"] = "managedidentity";
        settings["AzureWebJobsStorage__clientId"] = settings["ServiceBus__clientId"] = Identity;
        settings["ServiceBus__fullyQualifiedNamespace"] = "sb-relais.servicebus.windows.net";
        settings["Relais__PublicUrl"] = "https://relais.example.org";
        settings["Relais__Queues"] = queues;
        settings["Secrets__Keys"] = KeyRing.CreateKey();
        return queues == "servicebus" ? settings : settings.Where(setting => !setting.Key.StartsWith("ServiceBus", StringComparison.Ordinal)).ToDictionary();
    }

    private static WebApplication Compose(Dictionary<string, string> settings) => WholeApp.Compose(
        [.. settings.SelectMany(setting => new[] { "--" + setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value }), "--FUNCTIONS_CUSTOMHANDLER_PORT", "7099"], _ => { });
}
