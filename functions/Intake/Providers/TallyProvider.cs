using System.Text.Json.Nodes;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Forms of Tally that were sent off. A question is named by its key, or by its label as it stands on the form.</summary>
internal sealed class TallyProvider : IProvider
{
    public string Name => "tally";

    /// <remarks>Where a signing secret was set at Tally.</remarks>
    public SignatureScheme? Scheme => Schemes.Tally;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var fields = SampleFields.Of(inlet, now, ["email"]);
        var asked = fields.Where(field => !SampleFields.IsPointer(field.Place)).Select(JsonNode (field) =>
            new JsonObject { ["key"] = field.Place, ["label"] = field.Place, ["type"] = field.Value == SampleFields.Email ? "INPUT_EMAIL" : "INPUT_TEXT", ["value"] = field.Value });
        var data = new JsonObject { ["responseId"] = "sample-1", ["submissionId"] = "sample-1", ["formId"] = "sample", ["createdAt"] = SampleFields.Instant(now), ["fields"] = new JsonArray([.. asked]) };
        var body = new JsonObject { ["eventId"] = "sample", ["eventType"] = "FORM_RESPONSE", ["createdAt"] = SampleFields.Instant(now), ["data"] = data };
        return new Sample("application/json", SampleFields.Json(fields.Where(field => SampleFields.IsPointer(field.Place)), body).ToJsonString());
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        if (body["eventType"].Text != "FORM_RESPONSE")
        {
            return Reading.Nothing;
        }

        var data = body["data"];
        var fields = data["fields"].Items.ToArray();
        return new SubmissionFields(inlet, call, place => place.StartsWith('/') ? body.Find(place) : Find("key", place, fields) ?? Find("label", place, fields))
        {
            ["id"] = data["submissionId"].Text ?? data["responseId"].Text ?? body["eventId"].Text,
            ["at"] = data["createdAt"].Text ?? body["createdAt"].Text,
            ["email"] = Find("type", "INPUT_EMAIL", fields),
            ["phone"] = Find("type", "INPUT_PHONE_NUMBER", fields),
        }.ToReading();
    }

    private static string? Find(string by, string name, JsonBody[] fields) => fields.Where(field => field[by].Text == name).Select(Said).FirstOrDefault();

    // What was chosen comes as ids; what they are called stands beside it.
    private static string? Said(JsonBody field)
    {
        if (!field["options"].IsArray)
        {
            return field["value"].Words;
        }

        var chosen = (field["value"].IsArray ? field["value"].Items : [field["value"]]).Select(value => value.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var texts = field["options"].Items.Where(option => option["id"].Text is { } id && chosen.Contains(id)).Select(option => option["text"].Text).OfType<string>();
        return string.Join(", ", texts) is { Length: > 0 } text ? text : null;
    }
}
