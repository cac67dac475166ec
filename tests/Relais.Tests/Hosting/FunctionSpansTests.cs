using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;
using Relais.Hosting.Telemetry;
using Relais.Tests.Intake;
using Relais.Tests.Story;

namespace Relais.Tests.Hosting;

/// <summary>Spans of functions, whoever calls them.</summary>
[Collection(AloneCollection.Name)]
public sealed class FunctionSpansTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Sender = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Host = "00-11111111111111111111111111111111-2222222222222222-01";

    [SkippableFact]
    public async Task Under_the_Functions_host_the_message_says_what_it_is_a_part_of_and_the_host_is_linked_to()
    {
        using var spans = new SpanRecorder();
        await using var app = SampleApp.Build(azurite.ConnectionString, args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()]);
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().WaitAsync(default);
        var message = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"traceparent":"{{Sender}}","text":"a","copies":1}"""));
        using var client = app.Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, "ReadLetters") { Content = new StringContent($$$"""{"Data":{"letter":"{{{message}}}"},"Metadata":{"DequeueCount":"3"}}""") };
        request.Headers.Add("traceparent", Host);
        request.Headers.Add("X-Azure-Functions-InvocationId", "5f1b9a2c");
        (await client.SendAsync(request)).EnsureSuccessStatusCode();

        Assert.Equal(["letter a"], app.Journal().Lines);
        Assert.Equal(["send copies", "process letters"], spans.All.Select(span => span.DisplayName));
        var handled = spans.Named("process letters").Single();
        Assert.Equal((ActivityKind.Consumer, Sender), (handled.Kind, handled.ParentId));
        Assert.Equal("11111111111111111111111111111111", Assert.Single(handled.Links).Context.TraceId.ToString());
        Assert.Equal(
            [
                "faas.invocation_id=5f1b9a2c", "faas.trigger=pubsub", "messaging.destination.name=letters", "messaging.operation.name=process", "messaging.operation.type=process",
                "messaging.system=azure_storage_queues", "relais.attempt=3", "relais.function=ReadLetters",
            ],
            handled.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

        // What it sent goes on with it.
        var sent = spans.Named("send copies").Single();
        Assert.Equal((ActivityKind.Producer, handled.Id), (sent.Kind, sent.ParentId));
        var copy = Assert.Single((await app.Queue("copies").ReceiveMessagesAsync()).Value);
        Assert.Equal(($$"""{"traceparent":"{{sent.Id}}","text":"a1"}""", copy.MessageId), (copy.MessageText, sent.GetTagItem("messaging.message.id")));
    }

    [SkippableFact]
    public async Task A_message_that_failed_is_the_same_trace_when_it_comes_again()
    {
        using var spans = new SpanRecorder();
        await using var app = SampleApp.Build(azurite.ConnectionString);
        var tries = 0;
        app.Journal().Behave = (_, _) => ++tries == 1 ? throw new InvalidOperationException("secret") : Task.CompletedTask;
        await app.StartAsync();
        await app.SendAsync(new Letter("a"));
        await app.Journal().UntilAsync(2);
        await app.StopAsync();

        var sent = spans.Named("send letters").Single();
        Assert.Equal("send letters\n  process letters failed: System.InvalidOperationException\n  process letters\n", spans.Draw(sent.TraceId));
        Assert.DoesNotContain(spans.All.SelectMany(span => span.TagObjects), tag => tag.Value as string == "secret");
        Assert.All(spans.All, span => Assert.Empty(span.Events));
        Assert.All(spans.All, span => Assert.Null(span.StatusDescription));
    }

    [SkippableFact]
    public async Task Where_nobody_listens_messages_are_as_they_always_were()
    {
        await using var app = SampleApp.Build(azurite.ConnectionString, args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()]);
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().WaitAsync(default);
        using var around = new Activity("of somebody else").SetIdFormat(ActivityIdFormat.W3C).Start();
        await app.SendAsync(new Letter("a"));

        Assert.Equal("""{"text":"a","copies":0}""", Assert.Single((await app.Queue("letters").ReceiveMessagesAsync()).Value).MessageText);
    }

    [SkippableFact]
    public async Task A_trace_that_is_not_recorded_stays_so_across_queues()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent == default ? ActivitySamplingResult.PropagationData : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        await using var app = SampleApp.Build(azurite.ConnectionString, args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()]);
        await app.StartAsync();
        await app.Services.GetRequiredService<StorageSetup>().WaitAsync(default);
        using var root = Spans.Enter("GET", ActivityKind.Server);
        await app.SendAsync(new Letter("a"));

        Assert.EndsWith("-00", root!.Id, StringComparison.Ordinal);
        Assert.StartsWith($$"""{"traceparent":"{{root.Id}}",""", Assert.Single((await app.Queue("letters").ReceiveMessagesAsync()).Value).MessageText, StringComparison.Ordinal);
    }
}
