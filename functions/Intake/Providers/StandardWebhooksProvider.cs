using System.Text.Json.Nodes;
using Relais.Http;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Sites of one's own that push in our shape, signed after Standard Webhooks; with a map, whatever else is signed so.</summary>
internal sealed class StandardWebhooksProvider : IProvider
{
    private const string Prefix = "submission.";

    public string Name => "standard-webhooks";

    public SignatureScheme? Scheme => Schemes.StandardWebhooks;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var data = SampleFields.Json(SampleFields.Of(inlet with { Map = new Dictionary<string, string>() }, now));
        (data["id"], data["kind"]) = ("sample-1", SampleFields.Word(inlet.Kind));
        var body = new JsonObject { ["type"] = $"{Prefix}created", ["timestamp"] = SampleFields.Instant(now), ["data"] = data };
        return new Sample("application/json", SampleFields.Json(SampleFields.Of(inlet, now, []), body).ToJsonString());
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        if (Standing(body["type"].Text, inlet) is not { } standing)
        {
            return Reading.Nothing;
        }

        var data = body["data"];
        return new SubmissionFields(inlet, call, body.Find)
        {
            Standing = standing,
            ["kind"] = data["kind"].Text,
            ["id"] = data["id"].Text ?? Header(call, "id"),
            ["at"] = body["timestamp"].Text ?? Header(call, "timestamp"),
            ["email"] = data["email"].Text,
            ["name"] = data["name"].Text,
            ["phone"] = data["phone"].Text,
            ["language"] = data["language"].Text,
            ["amount"] = data["amount"].Text,
            ["currency"] = data["currency"].Text,
            ["refunded"] = data["refunded"].Text,
            ["quantity"] = data["quantity"].Text,
            ["unit"] = data["unit"].Text,
            ["title"] = data["title"].Text,
            ["text"] = data["text"].Text,
            ["url"] = data["url"].Text,
            ["test"] = data["test"].Text,
        }.ToReading();
    }

    // Whoever gave a map gave the meaning too.
    private static SubmissionStanding? Standing(string? type, Inlet inlet) => type switch
    {
        $"{Prefix}created" or $"{Prefix}updated" => SubmissionStanding.Counts,
        $"{Prefix}pending" => SubmissionStanding.Pending,
        $"{Prefix}cancelled" => SubmissionStanding.Cancelled,
        _ => inlet.Map.Count > 0 ? SubmissionStanding.Counts : null,
    };

    // Of the two brands of headers the one that is verified: the other is anybody's to write.
    private static string? Header(IncomingCall call, string name) =>
        call.Headers[(call.Headers.ContainsKey("svix-signature") && !call.Headers.ContainsKey(WebhookSignature.SignatureHeader) ? "svix-" : "webhook-") + name] is [{ Length: > 0 } value] ? value : null;
}
