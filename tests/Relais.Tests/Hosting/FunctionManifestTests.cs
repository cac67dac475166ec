using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Hosting.Worker;

namespace Relais.Tests.Hosting;

/// <summary>What is written for the Functions host, read back.</summary>
public sealed class FunctionManifestTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("manifest");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Every_function_has_a_file_and_the_host_can_read_it()
    {
        await using var app = Build(prefix: "relais");
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);

        Assert.Equal(["CountHours", "FileCopies", "ManageLetters", "ReadLetters"], directory.GetDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal));
        AssertJson("""{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"0 0 * * * *","runOnStartup":false,"useMonitor":true}]}""", "CountHours");
        AssertJson(
            """{"bindings":[{"type":"queueTrigger","direction":"in","name":"letter","queueName":"relais-letters","connection":"AzureWebJobsStorage","dataType":"binary"}]}""",
            "ReadLetters");
        AssertJson(
            """
            {"bindings":[{"type":"httpTrigger","direction":"in","name":"req","authLevel":"anonymous","route":"api/letters/{*rest}"},{"type":"http","direction":"out","name":"res"}]}
            """,
            "ManageLetters");
        Assert.Empty(WrittenFunctions.Faults(directory.FullName, app));
    }

    [Fact]
    public async Task An_endpoint_that_the_host_would_not_reach_or_that_reaches_a_trigger_is_found()
    {
        await using var app = SampleApp.Build("UseDevelopmentStorage=true", prefix: "", args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", "7099"]);
        app.MapGet("/{code}", (string code) => code);
        app.MapGet("/stray/page", () => "");
        app.MapGet("/readletters/again", () => "");
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        Assert.Equal(
            [
                "'readletters/again' belongs to no function", "'readletters/again' lies below a function's door",
                "'stray/page' belongs to no function",
                "'{code}' belongs to no function", "'{code}' could be asked for by a function's name",
            ],
            WrittenFunctions.Faults(directory.FullName, app).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_a_prefix_a_queue_is_called_by_its_own_name()
    {
        await using var app = Build(prefix: "");
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        Assert.Equal("letters", Read("ReadLetters").RootElement.GetProperty("bindings")[0].GetProperty("queueName").GetString());
    }

    [Fact]
    public async Task Where_Service_Bus_carries_messages_the_host_receives_them_there_and_only_there()
    {
        await using var app = Build(settings: new Dictionary<string, string?> { ["Relais:Queues"] = "servicebus" });
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        AssertJson(
            """
            {"bindings":[{"type":"serviceBusTrigger","direction":"in","name":"letter","queueName":"relais-letters","connection":"ServiceBus","cardinality":"one","autoCompleteMessages":true,"dataType":"binary"}]}
            """,
            "ReadLetters");
        Assert.Equal("timerTrigger", Read("CountHours").RootElement.GetProperty("bindings")[0].GetProperty("type").GetString());
        Assert.Empty(WrittenFunctions.Faults(directory.FullName, app));
    }

    [Fact]
    public async Task The_files_of_functions_that_are_no_more_are_taken_away_and_nothing_else()
    {
        File.WriteAllText(Path.Combine(directory.CreateSubdirectory("Gone").FullName, "function.json"), "{}");
        File.WriteAllText(Path.Combine(directory.CreateSubdirectory("wwwroot").FullName, "page.html"), "");
        await using var app = Build();
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        Assert.False(Directory.Exists(Path.Combine(directory.FullName, "Gone")));
        Assert.True(File.Exists(Path.Combine(directory.FullName, "wwwroot", "page.html")));
    }

    [Fact]
    public async Task Faults_stop_the_writing_and_are_all_told()
    {
        await using var app = Build(configure: services => services.AddTimerFunction<Mistimed>());
        app.MapFunction("ShowPages", "readletters/{page}");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctionManifest.WriteAsync(app.Services, directory.FullName));
        Assert.Equal(
            $"Mistimed: 'at noon' is neither an NCRONTAB expression nor a time span.{Environment.NewLine}" +
            "ShowPages: the route 'readletters/{page}' would let anybody call the function ReadLetters.",
            refused.Message);
        Assert.Empty(directory.GetDirectories());
    }

    [Theory]
    [InlineData("ManageLetters", "api/other", "Two functions are named 'ManageLetters'.")]
    [InlineData("readletters", "api/other", "Two functions are named 'readletters'.")]
    [InlineData("Other", "/API/letters/", "Functions 'ManageLetters' and 'Other' share the route 'API/letters'.")]
    [InlineData("Other", "{code}", "Function 'Other': route '{code}' must begin with a fixed word.")]
    [InlineData("Other", "{*rest}", "Function 'Other': route '{*rest}' must begin with a fixed word.")]
    [InlineData("Other", "", "Function 'Other': route '' must begin with a fixed word.")]
    [InlineData("Other", "administrators", "Function 'Other': routes beginning with 'admin' or 'runtime' belong to the Functions host.")]
    [InlineData("Other", "Runtime/x", "Function 'Other': routes beginning with 'admin' or 'runtime' belong to the Functions host.")]
    [InlineData("host", "api/other", "'host' is not a function name: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.")]
    [InlineData("9lives", "api/other", "'9lives' is not a function name: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.")]
    public async Task A_route_or_name_that_the_host_would_not_serve_is_refused_when_mapped(string name, string route, string expected)
    {
        await using var app = Build();
        Assert.Equal(expected, Assert.Throws<InvalidOperationException>(() => app.MapFunction(name, route)).Message);
    }

    [Fact]
    public void A_class_that_is_no_function_is_refused_when_added()
    {
        var services = new ServiceCollection();
        Assert.Equal("NoFunction: must have exactly one public method marked [Function], but has 0.", Refused(() => services.AddTimerFunction<NoFunction>()));
        Assert.Equal("ReadLetters: 'ReadLetters' must take a TimerInfo first and at most a CancellationToken after it.", Refused(() => services.AddTimerFunction<ReadLetters>()));
        Assert.Equal("Unmarked: 'Unmarked' must mark its first parameter with [TimerTrigger].", Refused(() => services.AddTimerFunction<Unmarked>()));
        Assert.Equal("Silent: 'Silent' must return a Task.", Refused(() => services.AddTimerFunction<Silent>()));
        Assert.Equal(
            "Elsewhere: queues are read over AzureWebJobsStorage, not over 'Other'.", Refused(() => services.AddQueueFunction<Elsewhere, Letter>(static () => SampleJson.Default.Letter)));
        services.AddQueueFunction<ReadLetters, Letter>(static () => SampleJson.Default.Letter);
        Assert.Equal("Rival: another function already drains Letter.", Refused(() => services.AddQueueFunction<Rival, Letter>(static () => SampleJson.Default.Letter)));
    }

    [Fact]
    public async Task Two_functions_on_one_queue_are_refused()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var app = Build(configure: services => services.AddQueueFunction<DrainToo, Note>(static () => SampleJson.Default.Note));
        });
        Assert.Equal("Queue 'letters' is drained by ReadLetters and DrainToo; one must.", refused.Message);
    }

    private static WebApplication Build(string prefix = "relais", Action<IServiceCollection>? configure = null, IReadOnlyDictionary<string, string?>? settings = null) =>
        SampleApp.Build("UseDevelopmentStorage=true", settings, configure, prefix);

    private static string Refused(Action add) => Assert.Throws<ArgumentException>(add).Message;

    private JsonDocument Read(string function) => JsonDocument.Parse(File.ReadAllText(Path.Combine(directory.FullName, function, "function.json")));

    private void AssertJson(string expected, string function) => Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, Read(function).RootElement), function);

    private sealed class NoFunction;

    private sealed class Mistimed
    {
        [Function(nameof(Mistimed))]
        public Task RunAsync([TimerTrigger("at noon")] TimerInfo timer) => Task.CompletedTask;
    }

    private sealed class Unmarked
    {
        [Function(nameof(Unmarked))]
        public Task RunAsync(TimerInfo timer) => Task.CompletedTask;
    }

    private sealed class Silent
    {
        [Function(nameof(Silent))]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => _ = timer;
    }

    private sealed class Elsewhere
    {
        [Function(nameof(Elsewhere))]
        public Task RunAsync([QueueTrigger("letters", Connection = "Other")] Letter letter) => Task.CompletedTask;
    }

    private sealed class Rival
    {
        [Function(nameof(Rival))]
        public Task RunAsync([QueueTrigger("others")] Letter letter) => Task.CompletedTask;
    }

    private sealed class DrainToo
    {
        [Function(nameof(DrainToo))]
        public Task RunAsync([QueueTrigger("letters")] Note note) => Task.CompletedTask;
    }
}
