using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Payments through HelloAsso, in euros. Orders are left alone: whatever of one is paid comes as a payment, also by instalments.</summary>
internal sealed class HelloAssoProvider : IProvider
{
    private const string Currency = "EUR"; // HelloAsso knows no other

    public string Name => "helloasso";

    /// <remarks>Only its partners have a key to sign with.</remarks>
    public SignatureScheme? Scheme => Schemes.HelloAsso;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        {"eventType":"Payment","data":{"id":1,"amount":1250,"state":"Authorized","date":"{{SampleFields.Instant(now)}}","meta":{"updatedAt":"{{SampleFields.Instant(now)}}"},"payer":{"email":"{{SampleFields.Email}}","firstName":"Ada","lastName":"Example"},"refundOperations":[]} }
        """);

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        if (body["eventType"].Text != "Payment")
        {
            return Reading.Nothing;
        }

        var (payment, payer) = (body["data"], body["data"]["payer"]);
        var state = payment["state"].Text ?? "";
        var at = Instants.Of(call, payment["meta"]["updatedAt"].Text, payment["date"].Text);
        var money = Amounts.OfMinor(payment["amount"].Whole, Currency);
        return new Payment(SubmissionKey.Of("payment", payment["id"].Text), at, money, Standing(state))
        {
            Refunded = state == "Refunded" ? money?.Minor : Refunded(payment["refundOperations"]),
            IsTest = state == "AuthorizedPreprod",
            Contact = Contacts.Of(payer["email"].Text, Contacts.Name(payer["firstName"].Text, payer["lastName"].Text)),
        }.ToReading();
    }

    // HelloAsso API v5, PaymentState. What was authorised counts as long as it is not taken back; a refund that is only under way has not happened.
    private static SubmissionStanding Standing(string state) => state switch
    {
        "Authorized" or "AuthorizedPreprod" or "Registered" or "Corrected" or "Refunding" or "Refunded" => SubmissionStanding.Counts,
        "Refused" or "Error" or "Canceled" or "Abandoned" or "Contested" or "Deleted" => SubmissionStanding.Cancelled,
        _ => SubmissionStanding.Pending,
    };

    // HelloAsso API v5, OperationState. Null where the list is missing: a call without it takes nothing back that an earlier one told.
    private static long? Refunded(JsonBody operations)
    {
        if (!operations.IsArray)
        {
            return null;
        }

        var done = operations.Items.Where(operation => operation["status"].Text is null or "Processed").Select(operation => operation["amount"].Whole ?? 0);
        return done.Where(amount => amount is > 0 and <= Amounts.LargestMinor).Aggregate(0L, (sum, amount) => Math.Min(sum + amount, Amounts.LargestMinor));
    }
}
