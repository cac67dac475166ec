using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Donations through Donorbox: each payment of one that recurs is a donation with an id of its own.</summary>
internal sealed class DonorboxProvider : IProvider
{
    // Donorbox sends one at a time.
    private const int MostDonations = 100;

    public string Name => "donorbox";

    public SignatureScheme? Scheme => Schemes.Donorbox;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        [{"action":"new","id":1,"amount":"12.50","currency":"EUR","recurring":false,"status":"paid","donation_date":"{{SampleFields.Instant(now)}}","donor":{"id":1,"first_name":"Ada","last_name":"Example","email":"{{SampleFields.Email}}"} }]
        """);

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsArray: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        var donations = body.Items.ToArray();
        return donations.Length > MostDonations ? Reading.Unreadable("too many") : Reading.Of([.. donations.Select(donation => Read(donation, call))]);
    }

    private static Reading Read(JsonBody donation, IncomingCall call)
    {
        var status = donation["status"].Text ?? "";
        var donor = donation["donor"];
        var money = Amounts.Of(donation["amount"].Text, donation["currency"].Text);
        return new Payment(SubmissionKey.Of("donation", donation["id"].Text), Instants.Of(call, SignedAt(call)), money, Standing(status))
        {
            Refunded = Amounts.Of(donation["amount_refunded"].Text, donation["currency"].Text)?.Minor ?? (status == "refunded" ? money?.Minor : null),
            Contact = Contacts.Of(donor["email"].Text, Contacts.Name(donor["first_name"].Text, donor["last_name"].Text), donor["phone"].Text),
        }.ToReading();
    }

    // A donation's date stays while it changes; when it was told, the signature says: "seconds,signature".
    private static string? SignedAt(IncomingCall call) => call.Headers["Donorbox-Signature"] is [{ } signature] ? signature.Split(',')[0] : null;

    private static SubmissionStanding Standing(string status) => status switch
    {
        "paid" or "refunded" or "partially_refunded" => SubmissionStanding.Counts,
        "failed" or "cancelled" or "canceled" or "disputed" => SubmissionStanding.Cancelled,
        _ => SubmissionStanding.Pending,
    };
}
