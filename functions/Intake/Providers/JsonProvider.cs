using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Whatever an automation sends (Power Automate, Zapier, Make, n8n), read by the inlet's map, or by the names of our own fields.</summary>
internal sealed class JsonProvider : IProvider
{
    // What is said to those who ask how often they may push (CloudEvents): a hundred a second, more than any of them sends.
    private const int MostPerMinute = 6_000;

    public string Name => "json";

    /// <remarks>Where the inlet has a secret, and chose no other way.</remarks>
    public SignatureScheme? Scheme => Schemes.StandardWebhooks;

    public bool ReadsMap => true;

    public bool ChoosesSignature => true;

    public Greeting? Greet(IncomingCall call, Inlet inlet) => Handshakes.CloudEvents(call, MostPerMinute) ?? SignatureChoice.Greet(call, inlet);

    // Twilio signs no JSON but by its hash in the address.
    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => inlet.Signature == SignatureChoice.Twilio
        ? new(FormBody.UrlEncoded, SampleFields.Form(SampleFields.Of(inlet, now)))
        : new("application/json", SampleFields.Json(SampleFields.Of(inlet, now)).ToJsonString());

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        // X's question has us sign texts of a stranger's making (XChallenge): none of them may be a body that is read, and a form needs none of the signs that are refused there.
        if ((inlet.Signature == SignatureChoice.X && FormBody.IsForm(call)) || FlatBody.Read(call) is not { } find)
        {
            return Reading.Unreadable("no JSON");
        }

        var fields = new SubmissionFields(inlet, call, find).WithPlainNames();
        fields["kind"] = find("kind");
        fields["id"] = find("id") ?? UnsignedId(call, inlet);
        fields["at"] = find("at");
        fields["test"] = find("test");
        return fields.ToReading();
    }

    // Where a site signs, no signature covers this header: who has seen one call could have it counted again under other names.
    private static string? UnsignedId(IncomingCall call, Inlet inlet) => inlet.Secrets.Count == 0 && call.Headers["Idempotency-Key"] is [{ Length: > 0 } key] ? key : null;
}
