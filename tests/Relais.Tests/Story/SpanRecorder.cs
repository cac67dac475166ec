using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Relais.Hosting.Telemetry;

namespace Relais.Tests.Story;

/// <summary>Keeps every span of this process that has ended, and draws traces as trees. What runs beside it is kept too, so nothing must.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;

    public SpanRecorder()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Spans.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public IReadOnlyList<Activity> All => [.. ended];

    public IEnumerable<Activity> Named(string name) => ended.Where(span => span.DisplayName == name);

    /// <summary>One trace, a span a line below the span that it is a part of, in the order in which they began; what failed with its kind, what was linked to with its name.</summary>
    public string Draw(ActivityTraceId trace)
    {
        var spans = ended.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc).ToArray();
        var (known, tree) = (spans.Select(span => span.SpanId).ToHashSet(), new StringBuilder());
        foreach (var root in spans.Where(span => !known.Contains(span.ParentSpanId)))
        {
            Draw(root, 0);
        }

        return tree.ToString();

        void Draw(Activity span, int depth)
        {
            tree.Append(' ', 2 * depth).Append(span.DisplayName);
            tree.Append(span.Status == ActivityStatusCode.Error ? $" failed: {span.GetTagItem("error.type")}" : "");
            foreach (var link in span.Links)
            {
                tree.Append(" <- ").Append(ended.FirstOrDefault(other => other.SpanId == link.Context.SpanId)?.DisplayName ?? "elsewhere");
            }

            tree.Append('\n');
            foreach (var part in spans.Where(other => other.ParentSpanId == span.SpanId))
            {
                Draw(part, depth + 1);
            }
        }
    }

    public void Dispose() => listener.Dispose();
}
