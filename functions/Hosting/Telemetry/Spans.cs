using System.Diagnostics;

namespace Relais.Hosting.Telemetry;

/// <summary>Spans of this app: what it did, for how long and as part of what. While nobody listens there are none, and every call here answers null at once.</summary>
/// <remarks>A span carries ids and counts alone: never words, addresses, or what stands in a path.</remarks>
public static class Spans
{
    /// <summary>The name by which a listener asks for them, and for the measures beside them.</summary>
    public const string SourceName = "Relais";

    private static readonly ActivitySource Source = new(SourceName, typeof(Spans).Assembly.GetName().Version!.ToString(3));

    /// <summary>The span that is open here, also one that is not recorded; null where none of ours is.</summary>
    /// <remarks>Whatever ASP.NET opens for a request is not ours: there a stranger's header decides what it is part of.</remarks>
    public static Activity? Current => Activity.Current is { } current && ReferenceEquals(current.Source, Source) ? current : null;

    internal static bool AreWanted => Source.HasListeners();

    /// <summary>Begins a part of what is being done.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>Goes on with what was begun in another call and kept as <paramref name="traceparent"/>: a part of that trace, linked to the call that found it again.</summary>
    /// <param name="traceparent">The id of a span of then; null, or of the same trace, makes this a part of what is being done now.</param>
    public static Activity? Continue(string name, string? traceparent)
    {
        if (!AreWanted) return null;
        var current = Current;
        return ActivityContext.TryParse(traceparent, null, isRemote: true, out var kept) && kept.TraceId != current?.TraceId
            ? Source.StartActivity(name, ActivityKind.Internal, kept, links: current is null ? null : [new ActivityLink(current.Context)])
            : Start(name);
    }

    /// <summary>Begins what a call from outside asks for: a part of <paramref name="parent"/> where there is one, else a trace of its own.</summary>
    /// <param name="caller">The traceparent that the caller sent along: linked to, and never followed.</param>
    internal static Activity? Enter(string name, ActivityKind kind, ActivityContext parent = default, string? caller = null)
    {
        if (!AreWanted) return null;
        Activity.Current = null;
        return Source.StartActivity(name, kind, parent, links: ActivityContext.TryParse(caller, null, isRemote: true, out var calling) ? [new ActivityLink(calling)] : null);
    }

    internal static Activity? Send(string name) => Source.StartActivity(name, ActivityKind.Producer);

    /// <summary>Marks a span as failed by the kind of failure alone: the words of an exception may hold what it stumbled over.</summary>
    internal static void Fail(this Activity? span, Exception failure) => span.Fail(failure.GetType().FullName!);

    internal static void Fail(this Activity? span, string kind) => span?.SetTag("error.type", kind).SetStatus(ActivityStatusCode.Error);
}
