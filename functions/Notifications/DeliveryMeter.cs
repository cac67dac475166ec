using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relais.Hosting.Telemetry;

namespace Relais.Notifications;

/// <summary>Counts, for whoever runs the app, what came of deliveries and how long people waited, and tells of pages in spans: never whose they are, nor where they go.</summary>
internal static class DeliveryMeter
{
    private static readonly Counter<long> Attempts = Measures.Meter.CreateCounter<long>("relais.deliveries", "{attempt}", "Attempts to deliver, by what came of them.");
    private static readonly Counter<long> Unsent = Measures.Meter.CreateCounter<long>("relais.deliveries.unsent", "{delivery}", "Deliveries that ended without an attempt.");
    private static readonly Histogram<double> Lag = Measures.Meter.CreateHistogram(
        "relais.delivery.lag", "s", "From the instant at which it was decided to say something until it was sent.", tags: null, Measures.Waits);

    public static Activity? StartPage(DeliveryDue due, LedgerPage page, int places) => Spans.Start("deliver page")?
        .SetTag("relais.campaign.id", page.CampaignId).SetTag("relais.alert.id", due.AlertId).SetTag("relais.alert.version", due.Version)
        .SetTag("relais.page", due.Page).SetTag("relais.deliveries.due", places);

    /// <summary>How the whole page stands now.</summary>
    public static void EndPage(Activity? span, LedgerPage page)
    {
        if (span is not null)
        {
            var states = page.States;
            span.SetTag("relais.deliveries.sent", states.Count(state => state == (char)DeliveryState.Sent))
                .SetTag("relais.deliveries.deferred", states.Count(state => state == (char)DeliveryState.Deferred));
        }
    }

    /// <param name="channel">Null where there is no such channel.</param>
    public static void Attempted(string? channel, DeliveryOutcome outcome, Notification notification, DateTimeOffset now)
    {
        if (!Attempts.Enabled)
        {
            return;
        }

        var kind = KeyValuePair.Create<string, object?>("relais.channel", channel ?? "unknown");
        var tags = new TagList { kind, { "relais.outcome", WordOf(outcome.Kind) } };
        if (outcome.Kind == OutcomeKind.Sent)
        {
            Lag.Record(Math.Max(0, (now - notification.At).TotalSeconds), kind);
        }
        else
        {
            tags.Add("relais.reason", ClassOf(outcome.Reason));
        }

        Attempts.Add(1, tags);
    }

    public static void Ended(DeliveryState state) =>
        Unsent.Add(1, KeyValuePair.Create<string, object?>("relais.outcome", state == DeliveryState.Expired ? "expired" : "suppressed"));

    // Words are ours and few; of codes, of which a receiver may make up any, the first digit.
    private static string ClassOf(string reason) => reason is [>= '0' and <= '9' and var first, ..] ? $"{first}xx" : reason;

    private static string WordOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Sent => "sent",
        OutcomeKind.RetryAt => "retry",
        _ => "refused",
    };
}
