using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relais.Hosting.Telemetry;
using Relais.Momentum;

namespace Relais.Polling;

/// <summary>Counts, for whoever runs the app, what sources answered, what was counted of it, and what paid ones have cost.</summary>
internal static class PollMeter
{
    private static readonly Counter<long> Answers = Measures.Meter.CreateCounter<long>("relais.poll.answers", "{answer}", "Answers of sources, by what came of them.");
    private static readonly Counter<long> Signals = Measures.Meter.CreateCounter<long>("relais.signals.counted", "{signal}", "Signals that were counted.");
    private static readonly Counter<long> Gaps = Measures.Meter.CreateCounter<long>("relais.gaps.opened", "{gap}", "Gaps that began: a source was blind, or passed something over.");
    private static readonly Gauge<double> Budget = Measures.Meter.CreateGauge<double>("relais.budget.used", "USD", "What a paid network has cost this month, as this process wrote it last.");

    /// <param name="written">What stands now; null where somebody else wrote meanwhile.</param>
    public static void Note(string kind, Cursor before, PollOutcome outcome, Cursor? written)
    {
        if (!Answers.Enabled)
        {
            return;
        }

        var source = KeyValuePair.Create<string, object?>("relais.source.kind", kind);
        Answers.Add(1, source, KeyValuePair.Create<string, object?>("relais.outcome", written is null ? "overtaken" : WordOf(outcome)));
        if (written is null)
        {
            return;
        }

        var fold = (outcome as PollOutcome.Answered)?.Fold;
        Signals.Add(fold?.Counts.Total ?? 0, source);
        if (fold?.Missed is not null || (written.BlindSince is not null && before.BlindSince is null))
        {
            Gaps.Add(1, source);
        }
    }

    public static void Spent(string network, Spending spent) =>
        Budget.Record(spent.Mills / 1_000d, KeyValuePair.Create<string, object?>("relais.network", network));

    public static Activity? StartFold(string kind, Fold fold) => Spans.Start("fold answer")?
        .SetTag("relais.source.kind", kind).SetTag("relais.signals", fold.Counts.Total).SetTag("relais.posts", fold.Posts.Count);

    // An organiser reads why in words; here only few may be told apart.
    private static string WordOf(PollOutcome outcome) => outcome switch
    {
        PollOutcome.Refused { Denied: true } => "denied",
        PollOutcome.Refused { QuietUntil: not null } => "limited",
        PollOutcome.Refused => "failed",
        _ => "answered",
    };
}
