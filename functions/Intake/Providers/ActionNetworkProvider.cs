using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>What people do on pages of Action Network: a list of deeds, each under the name of its kind.</summary>
internal sealed class ActionNetworkProvider : IProvider
{
    // A call that said more would cost more than all others together; Action Network sends one at a time.
    private const int MostDeeds = 500;

    public string Name => "action-network";

    /// <remarks>Action Network signs nothing.</remarks>
    public SignatureScheme? Scheme => null;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        [{"osdi:submission":{"identifiers":["action_network:00000000-0000-4000-8000-000000000001"],"created_date":"{{SampleFields.Instant(now)}}","modified_date":"{{SampleFields.Instant(now)}}","person":{"given_name":"Ada","family_name":"Example","email_addresses":[{"primary":true,"address":"{{SampleFields.Email}}"}],"languages_spoken":["fr"]} },"action_network:sponsor":{"title":"Example"} }]
        """);

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsArray: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        var deeds = body.Items.SelectMany((element, index) => element.Members.Select(deed => (deed.Name, deed.Value, Index: index))).ToArray();
        return deeds.Length > MostDeeds ? Reading.Unreadable("too many") : Reading.Of([.. deeds.Select(deed => Read(deed.Name, deed.Value, deed.Index, call, inlet))]);
    }

    private static Reading Read(string type, JsonBody deed, int index, IncomingCall call, Inlet inlet) => type switch
    {
        "osdi:donation" => new Payment(Key(deed, index, call), At(deed, call), Amounts.Of(deed["amount"].Text, deed["currency"].Text), SubmissionStanding.Counts)
        {
            Contact = Who(deed["person"]),
        }.ToReading(),
        "osdi:attendance" => Said(SubmissionKind.Rsvp, deed, index, call),
        "osdi:submission" or "osdi:signature" or "osdi:outreach" => Said(inlet.Kind == SubmissionKind.Donation ? SubmissionKind.SignUp : inlet.Kind, deed, index, call),
        _ => Reading.Nothing,
    };

    private static Reading Said(SubmissionKind kind, JsonBody deed, int index, IncomingCall call) =>
        new([new Submission(kind, Key(deed, index, call), At(deed, call)) { Contact = Who(deed["person"]) }]);

    // Its own of several identifiers, which may also be those of systems that it was copied from.
    private static string Key(JsonBody deed, int index, IncomingCall call)
    {
        var own = deed["identifiers"].Items.Select(identifier => identifier.Text).FirstOrDefault(identifier => identifier?.StartsWith("action_network:", StringComparison.Ordinal) == true);
        return SubmissionKey.Of("deed", own ?? deed["idempotency_key"].Text) ?? $"{SubmissionKey.OfBody(call.Body.Span)}:{index}";
    }

    private static DateTimeOffset At(JsonBody deed, IncomingCall call) => Instants.Of(call, deed["modified_date"].Text, deed["created_date"].Text);

    private static Contact? Who(JsonBody person)
    {
        var addresses = person["email_addresses"].Items.ToArray();
        var email = addresses.FirstOrDefault(address => address["primary"].Flag == true)["address"].Text ?? addresses.FirstOrDefault()["address"].Text;
        var phone = person["phone_numbers"].Items.FirstOrDefault()["number"].Text;
        return Contacts.Of(email, Contacts.Name(person["given_name"].Text, person["family_name"].Text), phone, person["languages_spoken"].Items.FirstOrDefault().Text);
    }
}
