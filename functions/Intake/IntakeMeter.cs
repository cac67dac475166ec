using System.Diagnostics;
using System.Diagnostics.Metrics;
using Relais.Hosting.Telemetry;

namespace Relais.Intake;

/// <summary>Counts, for whoever runs the app, what sites pushed and what was kept of it: by the provider's kind, never by whose inlet it is.</summary>
internal static class IntakeMeter
{
    private static readonly Counter<long> Calls = Measures.Meter.CreateCounter<long>("relais.intake.calls", "{call}", "Calls of sites, by what came of them.");
    private static readonly Counter<long> Submissions = Measures.Meter.CreateCounter<long>("relais.submissions", "{submission}", "What was kept of them, repeats too.");

    // Its inlet's id is what makes an address known to few: it is told nowhere.
    public static Activity? StartCall(IProvider provider, Inlet inlet) => Spans.Start("take call")?
        .SetTag("relais.campaign.id", inlet.CampaignId).SetTag("relais.provider.kind", provider.Name);

    public static void Note(IProvider provider, Taken taken)
    {
        var kind = KeyValuePair.Create<string, object?>("relais.provider.kind", provider.Name);
        Calls.Add(1, kind, KeyValuePair.Create<string, object?>("relais.outcome", WordOf(taken.Status)));
        if (taken.Status == StatusCodes.Status200OK)
        {
            Submissions.Add(taken.Told.Count, kind);
        }
    }

    private static string WordOf(int status) => status switch
    {
        StatusCodes.Status200OK => "taken",
        StatusCodes.Status401Unauthorized => "unverified",
        StatusCodes.Status503ServiceUnavailable => "put off",
        _ => "unreadable",
    };
}
