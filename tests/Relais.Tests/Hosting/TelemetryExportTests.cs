using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Relais.Tests.Intake;
using Relais.Tests.Story;

namespace Relais.Tests.Hosting;

/// <summary>Spans and measures on their way to a collector, by OpenTelemetry's own variables.</summary>
[Collection(AloneCollection.Name)]
public sealed class TelemetryExportTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task What_was_done_is_told_to_the_collector_at_the_end_at_the_latest()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await RunAsync(new(collector.Settings) { ["OTEL_SERVICE_NAME"] = "relais-of-the-test", ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=somewhere" });

        Assert.Equal(["/v1/metrics", "/v1/traces"], collector.Paths);
        Assert.Equal(["application/x-protobuf"], collector.Types);
        foreach (var text in (string[])["relais-of-the-test", "somewhere", "service.instance.id", "send letters", "process letters", "messaging.destination.name"])
        {
            Assert.True(collector.Holds(text, "/v1/traces"), text);
        }

        foreach (var text in (string[])["relais-of-the-test", "relais.function.duration", "relais.messages.sent", "relais.storage.request.duration", "dotnet.gc.collections"])
        {
            Assert.True(collector.Holds(text, "/v1/metrics"), text);
        }
    }

    [SkippableFact]
    public async Task Without_a_name_of_its_own_it_is_called_relais()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await RunAsync(collector.Settings);
        Assert.True(collector.Holds("relais", "/v1/traces"));
        Assert.False(collector.Holds("unknown_service"));

        await using var second = await OtlpReceiver.StartAsync();
        await RunAsync(new(second.Settings) { ["OTEL_RESOURCE_ATTRIBUTES"] = "service.name=by-attribute" });
        Assert.True(second.Holds("by-attribute", "/v1/metrics"));
        Assert.False(second.Holds("unknown_service"));
    }

    [SkippableFact]
    public async Task Each_signal_can_be_sent_alone()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await RunAsync(new() { ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = collector.Address + "/mine", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });
        Assert.Equal(["/mine"], collector.Paths);

        await using var second = await OtlpReceiver.StartAsync();
        await RunAsync(new(second.Settings) { ["OTEL_TRACES_EXPORTER"] = "none" });
        Assert.Equal(["/v1/metrics"], second.Paths);

        await using var third = await OtlpReceiver.StartAsync();
        await RunAsync(new(third.Settings) { ["OTEL_TRACES_SAMPLER"] = "always_off" });
        Assert.Equal(["/v1/metrics"], third.Paths);
    }

    [SkippableTheory]
    [InlineData(null, null)]
    [InlineData("http://127.0.0.1:4318", "true")]
    public async Task Nothing_of_it_is_there_where_it_is_not_asked_for(string? endpoint, string? disabled)
    {
        await using var app = SampleApp.Build(azurite.ConnectionString, new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_SDK_DISABLED"] = disabled });

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
    }

    [SkippableFact]
    public void An_endpoint_that_is_no_address_stops_the_start()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => SampleApp.Build(azurite.ConnectionString, new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "localhost:4318" }));

        Assert.Equal("OTEL_EXPORTER_OTLP_ENDPOINT: must be an http or https address.", refused.Message);
    }

    [SkippableFact]
    public async Task A_collector_that_is_dead_or_never_answers_is_in_nobodys_way()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await RunAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" });
        var gone = silent.LocalEndpoint;
        silent.Stop();
        await RunAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{gone}" });
    }

    /// <summary>One letter is sent and read, and the app ends.</summary>
    private async Task RunAsync(Dictionary<string, string?> settings)
    {
        var app = SampleApp.Build(azurite.ConnectionString, settings);
        await app.StartAsync();
        await app.SendAsync(new Letter("a"));
        Assert.Equal(["letter a"], await app.Journal().UntilAsync(1));

        // Not forever: where nobody takes what is told, the end waits for a few seconds and no longer.
        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await app.DisposeAsync();
    }
}
