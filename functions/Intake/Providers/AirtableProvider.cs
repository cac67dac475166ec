using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Airtable, whose calls say that something changed in a base and not what: nothing is read from them. An automation in the base can send the record itself to an inlet for `json`.</summary>
internal sealed class AirtableProvider : IProvider
{
    public string Name => "airtable";

    public SignatureScheme? Scheme => Schemes.Airtable;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) =>
        new("application/json", $$"""{"base":{"id":"appSample"},"webhook":{"id":"achSample"},"timestamp":"{{SampleFields.Instant(now)}}"}""");

    public Reading Read(IncomingCall call, Inlet inlet) => Reading.Nothing;
}
