using System.Text;
using System.Text.Json.Nodes;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Forms of Jotform that were sent off: a form in parts, one of which holds the answers as JSON. A question is named as there, `q3_email`.</summary>
internal sealed class JotformProvider : IProvider
{
    public string Name => "jotform";

    /// <remarks>Jotform signs nothing.</remarks>
    public SignatureScheme? Scheme => null;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now)
    {
        var answers = SampleFields.Json(SampleFields.Of(inlet, now, []), new JsonObject { ["q3_email"] = SampleFields.Email, ["q4_name"] = new JsonObject { ["first"] = "Ada", ["last"] = "Example" } });
        var parts = new[] { ("formID", "1"), ("submissionID", "1"), ("formTitle", "A sample"), ("rawRequest", answers.ToJsonString()) };
        return new Sample(
            $"{FormBody.InParts}; boundary=sample",
            string.Concat(parts.Select(part => $"--sample\r\nContent-Disposition: form-data; name=\"{part.Item1}\"\r\n\r\n{part.Item2}\r\n")) + "--sample--\r\n");
    }

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (FormBody.Read(call) is not { } form)
        {
            return Reading.Unreadable("no form");
        }

        if (JsonBody.Read(Encoding.UTF8.GetBytes(form["rawRequest"] ?? "")) is not { IsObject: true } answers)
        {
            return Reading.Unreadable("no answers");
        }

        return new SubmissionFields(inlet, call, place => place.StartsWith('/') ? answers.Find(place) : Said(answers[place]) ?? form[place])
        {
            ["id"] = form["submissionID"],
            ["email"] = FirstOf(answers, "email"),
            ["name"] = FirstOf(answers, "name", "fullName"),
            ["phone"] = FirstOf(answers, "phoneNumber", "phone"),
        }.ToReading();
    }

    // Behind the number of the question, `q3_`, stands its name; one that is `friend_email` is somebody else's.
    private static string? FirstOf(JsonBody answers, params string[] names) =>
        answers.Members.Where(answer => names.Contains(answer.Name[(answer.Name.IndexOf('_', StringComparison.Ordinal) + 1)..], StringComparer.OrdinalIgnoreCase))
            .Select(answer => Said(answer.Value)).FirstOrDefault();

    // Names and numbers come in parts, or whole.
    private static string? Said(JsonBody answer) => answer.IsObject
        ? answer["full"].Text ?? Contacts.Name([.. answer.Members.Select(part => part.Value.Text)])
        : answer.Words;
}
