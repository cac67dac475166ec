using System.Diagnostics;
using System.Diagnostics.Metrics;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Relais.Storage;

/// <summary>Measures each request to the storage account, every try apart: the account bills by the request.</summary>
internal sealed class RequestMeter(string what) : HttpPipelinePolicy
{
    // By its name it goes with the measures of the rooms above.
    private static readonly Meter Meter = new("Relais");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "relais.storage.request.duration",
        "s",
        "How long requests to the storage account took, each try apart.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30] });

    public static readonly RequestMeter Tables = new("tables");
    public static readonly RequestMeter Queues = new("queues");

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Nothing waits for storage on a thread.");

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        Duration.Enabled ? MeasureAsync(message, pipeline) : ProcessNextAsync(message, pipeline);

    private async ValueTask MeasureAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception failure)
        {
            Record(start, message, "error.type", failure.GetType().FullName);
            throw;
        }

        Record(start, message, "http.response.status_code", message.Response.Status);
    }

    private void Record(long start, HttpMessage message, string key, object? outcome) => Duration.Record(
        Stopwatch.GetElapsedTime(start).TotalSeconds,
        new TagList { { "relais.storage", what }, { "http.request.method", message.Request.Method.Method }, { key, outcome } });
}
