using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Payments through Stripe. A payment is its payment intent: checkouts, charges and refunds that name it tell of one and the same, so that it counts once whichever of them are pushed.</summary>
internal sealed class StripeProvider : IProvider
{
    // docs.stripe.com/currencies: what Stripe counts in another unit than ISO 4217 has, by how many decimals.
    private static readonly Dictionary<string, int> OwnDecimals = new(StringComparer.Ordinal) { ["ISK"] = 2, ["UGX"] = 2, ["MGA"] = 0 };

    public string Name => "stripe";

    public SignatureScheme? Scheme => Schemes.Stripe;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        {"id":"evt_sample","object":"event","created":{{now.ToUnixTimeSeconds()}},"type":"charge.succeeded","livemode":false,"data":{"object":{"id":"ch_sample","object":"charge","payment_intent":"pi_sample","amount":1250,"amount_refunded":0,"captured":true,"status":"succeeded","currency":"eur","billing_details":{"email":"{{SampleFields.Email}}","name":"Ada Example"} } } }
        """);

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        var thing = body["data"]["object"];
        var type = body["type"].Text ?? "";
        var payment = thing["object"].Text switch
        {
            "checkout.session" => OfCheckout(type, thing),
            "charge" => OfCharge(type, thing),
            "payment_intent" => OfIntent(type, thing),
            _ => null,
        };
        return payment is null ? Reading.Nothing : (payment with { At = Instants.Of(call, body["created"].Text), IsTest = body["livemode"].Flag != true }).ToReading();
    }

    // A subscription begins with a checkout that has no payment intent; each of its payments is a charge.
    private static Payment? OfCheckout(string type, JsonBody session)
    {
        if (session["mode"].Text is "subscription" or "setup")
        {
            return null;
        }

        SubmissionStanding? standing = type switch
        {
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => session["payment_status"].Text == "paid" ? SubmissionStanding.Counts : SubmissionStanding.Pending,
            "checkout.session.async_payment_failed" => SubmissionStanding.Cancelled,
            _ => null,
        };
        var who = session["customer_details"];
        return standing is null ? null : new Payment(Key(session["payment_intent"], session), default, Sum(session["amount_total"], session), standing.Value)
        {
            Contact = Contacts.Of(who["email"].Text, who["name"].Text, who["phone"].Text, session["locale"].Text),
        };
    }

    private static Payment? OfCharge(string type, JsonBody charge)
    {
        SubmissionStanding? standing = (type, charge["status"].Text) switch
        {
            ("charge.expired" or "charge.failed", _) or (_, "failed") => SubmissionStanding.Cancelled,
            (_, "pending") => SubmissionStanding.Pending,
            (_, "succeeded") => charge["captured"].Flag == false ? SubmissionStanding.Pending : SubmissionStanding.Counts,
            _ => null,
        };
        var who = charge["billing_details"];
        return standing is null ? null : new Payment(Key(charge["payment_intent"], charge), default, Sum(charge["amount"], charge), standing.Value)
        {
            Refunded = Sum(charge["amount_refunded"], charge)?.Minor,
            Contact = Contacts.Of(who["email"].Text ?? charge["receipt_email"].Text, who["name"].Text, who["phone"].Text),
        };
    }

    private static Payment? OfIntent(string type, JsonBody intent)
    {
        SubmissionStanding? standing = type switch
        {
            "payment_intent.succeeded" => SubmissionStanding.Counts,
            "payment_intent.processing" => SubmissionStanding.Pending,
            "payment_intent.payment_failed" or "payment_intent.canceled" => SubmissionStanding.Cancelled,
            _ => null,
        };
        return standing is null ? null : new Payment(Key(intent["id"], intent), default, Sum(intent["amount"], intent), standing.Value)
        {
            Contact = Contacts.Of(intent["receipt_email"].Text),
        };
    }

    private static string? Key(JsonBody intent, JsonBody otherwise) => SubmissionKey.Of("payment", intent.Text ?? otherwise["id"].Text);

    private static Money? Sum(JsonBody amount, JsonBody thing)
    {
        if (Amounts.OfMinor(amount.Whole, thing["currency"].Text) is not { } sum || !OwnDecimals.TryGetValue(sum.Currency, out var decimals))
        {
            return Amounts.OfMinor(amount.Whole, thing["currency"].Text);
        }

        return decimals == 0 ? Amounts.OfMinor(sum.Minor * 100, sum.Currency) : sum.Minor % 100 == 0 ? sum with { Minor = sum.Minor / 100 } : null;
    }
}
