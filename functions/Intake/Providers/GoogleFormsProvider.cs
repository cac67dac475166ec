using System.Text.Json.Nodes;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Forms of Google that were sent off, as the script in docs/providers.md pushes them. A question is named by its title, for it has no other name.</summary>
internal sealed class GoogleFormsProvider : IProvider
{
    public string Name => "google-forms";

    /// <remarks>The script is ours, and signs.</remarks>
    public SignatureScheme? Scheme => Schemes.StandardWebhooks;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var fields = SampleFields.Of(inlet, now, []);
        var answers = new JsonObject(fields.Where(field => !SampleFields.IsPointer(field.Place)).Select(field => KeyValuePair.Create(field.Place, (JsonNode?)new JsonArray(field.Value))));
        var data = new JsonObject { ["formId"] = "sample", ["responseId"] = "sample-1", ["email"] = SampleFields.Email, ["answers"] = answers };
        var body = new JsonObject { ["type"] = "form.submitted", ["timestamp"] = SampleFields.Instant(now), ["data"] = data };
        return new Sample("application/json", SampleFields.Json(fields.Where(field => SampleFields.IsPointer(field.Place)), body).ToJsonString());
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        if (body["type"].Text != "form.submitted")
        {
            return Reading.Nothing;
        }

        var data = body["data"];
        return new SubmissionFields(inlet, call, place => place.StartsWith('/') ? body.Find(place) : data["answers"][place].Words)
        {
            ["id"] = data["responseId"].Text is { } response ? $"{data["formId"].Text}:{response}" : null,
            ["at"] = body["timestamp"].Text,
            ["email"] = data["email"].Text,
        }.ToReading();
    }
}
