using Relais.Hosting;
using Relais.Notifications;
using Relais.Operations;
using Relais.Operations.Checks;
using Relais.Tests.Hosting;

namespace Relais.Tests.Operations;

/// <summary>What is said of settings: those that nobody reads, the public address, and a package that was made for others.</summary>
public sealed class SettingsFindingsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("package");

    public void Dispose() => directory.Delete(recursive: true);

    [Theory]
    [InlineData("Smtp:Hostt", "Nobody reads the setting Smtp:Hostt; Smtp:Host is the nearest that somebody does.")]
    [InlineData("Smtp__Pasword", "Nobody reads the setting Smtp:Pasword; Smtp:Password is the nearest that somebody does.")]
    [InlineData("polling:x:montlydollars", "Nobody reads the setting polling:x:montlydollars; Polling:X:MonthlyDollars is the nearest that somebody does.")]
    [InlineData("Smpt:Host", "Nobody reads the setting Smpt:Host; Smtp:Host is the nearest that somebody does.")]
    [InlineData("Secret:Keys", "Nobody reads the setting Secret:Keys; Secrets:Keys is the nearest that somebody does.")]
    [InlineData("Polling:Mastodon:Token", "Nobody reads the setting Polling:Mastodon:Token.")]
    [InlineData("AzureWebJobsStorage__credentail", "Nobody reads the setting AzureWebJobsStorage:credentail; AzureWebJobsStorage:credential is the nearest that somebody does.")]
    public void A_setting_of_ours_that_nobody_reads_is_told_with_the_one_that_was_meant(string name, string says) =>
        Assert.Equal(says, Assert.Single(SettingsNames.Misspelt([name])).Says);

    [Theory]
    [InlineData("Smtp:Host")]
    [InlineData("SMTP__HOST")]
    [InlineData("AzureWebJobsStorage__blobServiceUri")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore")]
    [InlineData("Kestrel:Endpoints:All:Url")]
    [InlineData("PATH")]
    [InlineData("SECRETS")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    public void What_is_known_or_not_ours_is_left_alone(string name) => Assert.Empty(SettingsNames.Misspelt([name]));

    [Theory]
    [InlineData("http://localhost:7071", true, false, "note public-address-local")]
    [InlineData("http://localhost:7071", false, false, "warning public-address-local")]
    [InlineData("http://127.0.0.1", false, true, "error public-address-local")]
    [InlineData("http://relais.example.org", false, true, "warning public-address-open")]
    [InlineData("https://relais.example.org", false, true, "")]
    public void A_public_address_is_told_by_how_much_it_matters(string root, bool isOnOwnMachine, bool isDeployed, string expected) =>
        Assert.Equal(expected, string.Join(", ", SettingsCheck.OfAddress(new PublicAddress(root), isOnOwnMachine, isDeployed).Select(finding => $"{finding.Level.ToString().ToLowerInvariant()} {finding.Id}")));

    [Theory]
    [InlineData("relais", "relais", 0)]
    [InlineData("relais", "other", 1)]
    [InlineData("", "other", 1)]
    public async Task A_package_that_drains_other_queues_than_the_app_fills_is_noticed(string published, string runs, int functions)
    {
        await using var app = SampleApp.Build("UseDevelopmentStorage=true", prefix: published);
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);

        Assert.Equal(functions, SettingsPackage.DrainOthers(directory.FullName, QueuesOf(app.Services), runs, onBus: false).Count);
    }

    [Theory]
    [InlineData("""{"bindings":[{"type":"serviceBusTrigger","queueName":"relais-letters"}]}""")]
    [InlineData("""{"bindings":[]}""")]
    [InlineData("{")]
    public async Task So_is_one_that_was_written_for_another_kind_of_queue_or_is_broken(string json)
    {
        await using var app = SampleApp.Build("UseDevelopmentStorage=true", prefix: "relais");
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "ReadLetters", "function.json"), json);

        var finding = Assert.Single(SettingsCheck.OfQueues(SettingsPackage.DrainOthers(directory.FullName, QueuesOf(app.Services), "relais", onBus: false)));
        Assert.Equal("The package has the Functions host drain other queues than the app fills, for 1 function: ReadLetters.", finding.Says);
        Assert.Equal(FindingLevel.Error, finding.Level);
    }

    [Fact]
    public async Task Where_there_is_no_package_nothing_is_said()
    {
        await using var app = SampleApp.Build("UseDevelopmentStorage=true", prefix: "relais");

        Assert.Empty(SettingsPackage.DrainOthers(directory.FullName, QueuesOf(app.Services), "relais", onBus: false));
    }

    private static IEnumerable<QueueFunction> QueuesOf(IServiceProvider services) => ((FunctionCatalog)services.GetService(typeof(FunctionCatalog))!).Queues.Where(queue => queue.Name == "ReadLetters");
}
