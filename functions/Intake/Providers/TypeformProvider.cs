using System.Text.Json.Nodes;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Forms of Typeform that were sent off. A question is named by its reference, which stays when its title changes.</summary>
internal sealed class TypeformProvider : IProvider
{
    public string Name => "typeform";

    public SignatureScheme? Scheme => Schemes.Typeform;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var fields = SampleFields.Of(inlet, now, ["email"]);
        var answers = fields.Where(field => !SampleFields.IsPointer(field.Place)).Select(JsonNode (field) =>
        {
            var type = field.Value == SampleFields.Email ? "email" : "text";
            return new JsonObject { ["type"] = type, [type] = field.Value, ["field"] = new JsonObject { ["id"] = "sample", ["type"] = type, ["ref"] = field.Place } };
        });
        var response = new JsonObject { ["form_id"] = "sample", ["token"] = "sample-1", ["submitted_at"] = SampleFields.Instant(now), ["answers"] = new JsonArray([.. answers]) };
        var body = new JsonObject { ["event_id"] = "sample", ["event_type"] = "form_response", ["form_response"] = response };
        return new Sample("application/json", SampleFields.Json(fields.Where(field => SampleFields.IsPointer(field.Place)), body).ToJsonString());
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        if (body["event_type"].Text != "form_response")
        {
            return Reading.Nothing;
        }

        var response = body["form_response"];
        var answers = response["answers"].Items.ToArray();
        return new SubmissionFields(inlet, call, place => place.StartsWith('/') ? body.Find(place) : Find(place, answers, response))
        {
            ["id"] = response["token"].Text,
            ["at"] = response["submitted_at"].Text,
            ["email"] = FirstOf("email", answers),
            ["phone"] = FirstOf("phone_number", answers),
        }.ToReading();
    }

    private static string? Find(string place, JsonBody[] answers, JsonBody response) =>
        answers.Where(answer => answer["field"]["ref"].Text == place).Select(Said).FirstOrDefault()
        ?? response["hidden"][place].Text
        ?? response["variables"].Items.Where(variable => variable["key"].Text == place).Select(variable => (variable["number"].Text ?? variable["text"].Text)).FirstOrDefault();

    private static string? FirstOf(string type, JsonBody[] answers) => answers.Where(answer => answer["type"].Text == type).Select(Said).FirstOrDefault();

    // An answer's value stands under the name of its type.
    private static string? Said(JsonBody answer) => answer["type"].Text switch
    {
        "choice" => answer["choice"]["label"].Text ?? answer["choice"]["other"].Text,
        "choices" => answer["choices"]["labels"].Words ?? answer["choices"]["other"].Text,
        { } type => answer[type].Words,
        null => null,
    };
}
