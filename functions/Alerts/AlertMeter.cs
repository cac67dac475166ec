using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relais.Hosting.Telemetry;

namespace Relais.Alerts;

/// <summary>Counts, for whoever runs the app, alerts that began and ended, and tells of them in spans.</summary>
internal static class AlertMeter
{
    private static readonly Counter<long> Alerts = Measures.Meter.CreateCounter<long>("relais.alerts", "{alert}", "Alerts that began to fire, or were resolved.");

    public static Activity? StartRaise(Alert alert) => Describe(Spans.Start("raise alert"), alert.CampaignId, alert.Id)?.SetTag("relais.alert.kind", alert.Kind);

    public static Activity? StartResolve(Alert alert) => Describe(Spans.Start("resolve alert"), alert.CampaignId, alert.Id)?.SetTag("relais.alert.kind", alert.Kind);

    /// <summary>That a version is said: a part of what brought the alert about, also where its group has let it wait.</summary>
    public static Activity? StartTell(FanOutDue due, string? trace) => Describe(Spans.Continue("tell alert", trace), due);

    /// <summary>That what was left undone of a version is asked for again.</summary>
    public static Activity? StartResume(FanOutDue due, string? trace) => Describe(Spans.Continue("resume alert", trace), due);

    public static Activity? StartFanOut(FanOutDue due) => Describe(Spans.Start("fan out alert"), due);

    public static void Fired(Alert alert) => Count(alert, Telling.Firing);

    public static void Resolved(Alert alert) => Count(alert, Telling.Resolved);

    private static Activity? Describe(Activity? span, FanOutDue due) => Describe(span, due.CampaignId, due.AlertId)?.SetTag("relais.alert.version", due.Version);

    private static Activity? Describe(Activity? span, string campaignId, string alertId) => span?.SetTag("relais.campaign.id", campaignId).SetTag("relais.alert.id", alertId);

    private static void Count(Alert alert, string state) =>
        Alerts.Add(1, KeyValuePair.Create<string, object?>("relais.alert.kind", alert.Kind), KeyValuePair.Create<string, object?>("relais.alert.state", state));
}
