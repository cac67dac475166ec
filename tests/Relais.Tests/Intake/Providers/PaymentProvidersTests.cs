using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Providers;

/// <summary>What Stripe, HelloAsso, Donorbox and WooCommerce tell of payments: what counts, what came back, and under which key it is one and the same.</summary>
public sealed class PaymentProvidersTests
{
    private const string Ada = "Ada Example / ada@example.org";
    private const string Who = """ "billing_details":{"email":"ada@example.org","name":"Ada Example"} """;

    [Theory]
    [InlineData("checkout.session.completed", """ "object":"checkout.session","id":"cs_1","mode":"payment","payment_intent":"pi_1","amount_total":2000,"currency":"eur","payment_status":"paid","customer_details":{"email":"ada@example.org","name":"Ada Example"},"locale":"fr" """,
        $"Donation payment:pi_1 | 2026-01-01 00:00:00 | 2000 EUR | {Ada} / fr")]
    [InlineData("checkout.session.completed", """ "object":"checkout.session","id":"cs_1","amount_total":2000,"currency":"eur","payment_status":"paid" """, "Donation payment:cs_1 | 2026-01-01 00:00:00 | 2000 EUR")]
    [InlineData("checkout.session.completed", """ "object":"checkout.session","id":"cs_1","payment_intent":"pi_1","amount_total":2000,"currency":"eur","payment_status":"unpaid" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | Pending | 2000 EUR")]
    [InlineData("checkout.session.async_payment_succeeded", """ "object":"checkout.session","id":"cs_1","payment_intent":"pi_1","amount_total":2000,"currency":"eur","payment_status":"paid" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 2000 EUR")]
    [InlineData("checkout.session.async_payment_failed", """ "object":"checkout.session","id":"cs_1","payment_intent":"pi_1","amount_total":2000,"currency":"eur" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | Cancelled | 2000 EUR")]
    [InlineData("checkout.session.expired", """ "object":"checkout.session","id":"cs_1","amount_total":2000,"currency":"eur" """, "nothing")]
    [InlineData("checkout.session.completed", """ "object":"checkout.session","id":"cs_1","mode":"subscription","amount_total":2000,"currency":"eur","payment_status":"paid" """, "nothing")]
    [InlineData("checkout.session.completed", """ "object":"checkout.session","id":"cs_1","amount_total":0,"currency":"eur","payment_status":"no_payment_required" """, "Donation payment:cs_1 | 2026-01-01 00:00:00 | Pending | 0 EUR")]
    [InlineData("charge.succeeded", """ "object":"charge","id":"ch_1","payment_intent":"pi_1","amount":2000,"amount_refunded":0,"captured":true,"status":"succeeded","currency":"eur", """ + Who, $"Donation payment:pi_1 | 2026-01-01 00:00:00 | 2000 EUR | back 0 | {Ada}")]
    [InlineData("charge.refunded", """ "object":"charge","id":"ch_1","payment_intent":"pi_1","amount":2000,"amount_refunded":500,"captured":true,"status":"succeeded","currency":"eur" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 2000 EUR | back 500")]
    [InlineData("charge.pending", """ "object":"charge","id":"py_1","payment_intent":null,"amount":2000,"amount_refunded":0,"status":"pending","currency":"eur" """, "Donation payment:py_1 | 2026-01-01 00:00:00 | Pending | 2000 EUR | back 0")]
    [InlineData("charge.succeeded", """ "object":"charge","id":"ch_1","amount":2000,"amount_refunded":0,"captured":false,"status":"succeeded","currency":"eur" """, "Donation payment:ch_1 | 2026-01-01 00:00:00 | Pending | 2000 EUR | back 0")]
    [InlineData("charge.failed", """ "object":"charge","id":"ch_1","payment_intent":"pi_1","amount":2000,"amount_refunded":0,"status":"failed","currency":"eur" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | Cancelled | 2000 EUR | back 0")]
    [InlineData("charge.dispute.created", """ "object":"dispute","id":"dp_1","charge":"ch_1","amount":2000,"currency":"eur" """, "nothing")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":2000,"currency":"eur","receipt_email":"ada@example.org" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 2000 EUR | ada@example.org")]
    [InlineData("payment_intent.created", """ "object":"payment_intent","id":"pi_1","amount":2000,"currency":"eur" """, "nothing")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":500,"currency":"isk" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 5 ISK")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":501,"currency":"isk" """, "fault: no amount")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":500,"currency":"jpy" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 500 JPY")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":500,"currency":"mga" """, "Donation payment:pi_1 | 2026-01-01 00:00:00 | 50000 MGA")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","id":"pi_1","amount":20.5,"currency":"eur" """, "fault: no amount")]
    [InlineData("payment_intent.succeeded", """ "object":"payment_intent","amount":20,"currency":"eur" """, "fault: no id")]
    [InlineData("customer.created", """ "object":"customer","id":"cus_1","email":"ada@example.org" """, "nothing")]
    public void Stripe(string type, string thing, string expected) =>
        Assert.Equal(expected, Heard.Of(new StripeProvider(), $$"""{"id":"evt_1","object":"event","created":1767225600,"type":"{{type}}","livemode":true,"data":{"object":{ {{thing}} } } }"""));

    [Theory]
    [InlineData("""{"created":1767225600,"type":"payment_intent.succeeded","livemode":false,"data":{"object":{"object":"payment_intent","id":"pi_1","amount":500,"currency":"eur"}}}""")]
    [InlineData("""{"created":1767225600,"type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":"pi_1","amount":500,"currency":"eur"}}}""")]
    public void What_Stripe_does_not_call_live_is_a_test(string body) =>
        Assert.Equal("Donation payment:pi_1 | 2026-01-01 00:00:00 | test | 500 EUR", Heard.Of(new StripeProvider(), body));

    [Theory]
    [InlineData(""" "state":"Authorized","refundOperations":[] """, "2000 EUR | back 0")]
    [InlineData(""" "state":"Authorized" """, "2000 EUR")]
    [InlineData(""" "state":"Authorized","refundOperations":[{"id":1,"amount":500,"status":"Processed"},{"id":2,"amount":300},{"id":3,"amount":900,"status":"Processing"},{"id":4,"amount":50,"status":"Refused"}] """, "2000 EUR | back 800")]
    [InlineData(""" "state":"Authorized","refundOperations":[{"id":1,"amount":-500},{"id":2,"amount":99999999999999999999},{"id":3,"amount":9000}] """, "2000 EUR | back 2000")]
    [InlineData(""" "state":"Refunding" """, "2000 EUR")]
    [InlineData(""" "state":"Refunded" """, "2000 EUR | back 2000")]
    [InlineData(""" "state":"Refused" """, "Cancelled | 2000 EUR")]
    [InlineData(""" "state":"Pending" """, "Pending | 2000 EUR")]
    [InlineData(""" "state":"Something new" """, "Pending | 2000 EUR")]
    [InlineData(""" "state":"AuthorizedPreprod" """, "test | 2000 EUR")]
    public void HelloAsso(string state, string expected) =>
        Assert.Equal(
            $"Donation payment:13790 | 2025-12-31 23:00:01 | {expected} | {Ada}",
            Heard.Of(new HelloAssoProvider(), $$"""
                {"data":{"order":{"id":20499,"formType":"Donation"},"payer":{"email":"ada@example.org","country":"FRA","firstName":"Ada","lastName":"Example"},
                "items":[{"id":20499,"amount":2000,"type":"Donation"}],"id":13790,"amount":2000,"date":"2026-01-01T00:00:00+01:00",
                "meta":{"createdAt":"2026-01-01T00:00:00+01:00","updatedAt":"2026-01-01T00:00:01+01:00"},{{state}} },"eventType":"Payment"}
                """));

    [Theory]
    [InlineData("""{"eventType":"Order","data":{"id":1,"amount":{"total":2000}}}""", "nothing")]
    [InlineData("""{"eventType":"Payment","data":{"id":1,"state":"Authorized","amount":20.5}}""", "fault: no amount")]
    [InlineData("""{"eventType":"Payment","data":{"amount":2000,"state":"Authorized"}}""", "fault: no id")]
    public void Other_notices_of_HelloAsso(string body, string expected) => Assert.Equal(expected, Heard.Of(new HelloAssoProvider(), body));

    [Theory]
    [InlineData(""" "amount":"100.0","currency":"USD","status":"paid" """, $"Donation donation:1 | 2026-01-01 00:00:00 | 10000 USD | {Ada}")]
    [InlineData(""" "amount":"100.0","currency":"USD","status":"partially_refunded","amount_refunded":"20.5" """, $"Donation donation:1 | 2026-01-01 00:00:00 | 10000 USD | back 2050 | {Ada}")]
    [InlineData(""" "amount":"100.0","currency":"USD","status":"refunded" """, $"Donation donation:1 | 2026-01-01 00:00:00 | 10000 USD | back 10000 | {Ada}")]
    [InlineData(""" "amount":"100.0","currency":"USD","status":"pending" """, $"Donation donation:1 | 2026-01-01 00:00:00 | Pending | 10000 USD | {Ada}")]
    [InlineData(""" "amount":"100.0","currency":"USD","status":"failed" """, $"Donation donation:1 | 2026-01-01 00:00:00 | Cancelled | 10000 USD | {Ada}")]
    [InlineData(""" "amount":"100.005","currency":"USD","status":"paid" """, "fault: no amount")]
    [InlineData(""" "amount":"100","status":"paid" """, "fault: no amount")]
    public void Donorbox(string donation, string expected) =>
        Assert.Equal(expected, Heard.Of(
            new DonorboxProvider(),
            $$"""[{"action":"new","campaign":{"id":1,"name":"Example"},"donor":{"id":59,"first_name":"Ada","last_name":"Example","email":"ada@example.org","address":"1 Street"},"id":1,"donation_date":"2025-12-01T00:00:00.000Z",{{donation}} }]""",
            headers: ("Donorbox-Signature", "1767225600,00ff")));

    [Fact]
    public void Of_two_donations_in_one_call_one_can_be_read_without_the_other() =>
        Assert.Equal(
            "Donation donation:2 | now | 500 EUR\nfault: no amount",
            Heard.Of(new DonorboxProvider(), """[{"id":1,"status":"paid","amount":"x","currency":"EUR"},{"id":2,"status":"paid","amount":"5","currency":"EUR"}]"""));

    [Theory]
    [InlineData("order.created", """{"id":727,"status":"processing","currency":"EUR","date_created_gmt":"2026-01-01T00:00:00","total":"29.35","billing":{"first_name":"Ada","last_name":"Example","email":"ada@example.org"}}""",
        $"Donation order:727 | 2026-01-01 00:00:00 | 2935 EUR | {Ada}")]
    [InlineData("order.updated", """{"id":727,"status":"completed","currency":"EUR","date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":"2026-01-01T01:00:00","total":"29.35","refunds":[{"id":1,"total":"-5.00"},{"id":2,"total":"-1.35"}]}""",
        "Donation order:727 | 2026-01-01 01:00:00 | 2935 EUR | back 635")]
    [InlineData("order.updated", """{"id":727,"status":"refunded","currency":"EUR","total":"29.35"}""", "Donation order:727 | now | 2935 EUR | back 2935")]
    [InlineData("order.updated", """{"id":727,"status":"on-hold","currency":"EUR","total":"29.35"}""", "Donation order:727 | now | Pending | 2935 EUR")]
    [InlineData("order.updated", """{"id":727,"status":"packed","currency":"EUR","total":"29.35"}""", "Donation order:727 | now | Pending | 2935 EUR")]
    [InlineData("order.updated", """{"id":727,"status":"cancelled","currency":"EUR","total":"29.35"}""", "Donation order:727 | now | Cancelled | 2935 EUR")]
    [InlineData("order.deleted", """{"id":727}""", "Donation order:727 | now | Cancelled")]
    [InlineData("order.created", """{"id":728,"status":"completed","currency":"EUR","total":"0.00"}""", "Donation order:728 | now | 0 EUR")]
    [InlineData("order.created", """{"id":728,"status":"completed","currency":"EUR","total":"-3.00"}""", "fault: no amount")]
    [InlineData("product.updated", """{"id":1,"price":"5"}""", "nothing")]
    [InlineData("", """{"id":727}""", "fault: no topic")]
    public void WooCommerce(string topic, string order, string expected) =>
        Assert.Equal(expected, Heard.Of(new WooCommerceProvider(), order, headers: ("X-WC-Webhook-Topic", topic)));

    [Fact]
    public void A_shop_that_makes_a_hook_is_answered_and_nothing_else_is_taken_for_that()
    {
        var provider = new WooCommerceProvider();
        var form = "webhook_id=3"u8.ToArray();

        Assert.Equal(200, provider.Greet(Heard.Call(form, "application/x-www-form-urlencoded"), Heard.Inlet())?.Status);
        Assert.Null(provider.Greet(Heard.Call("webhook_id=3&id=727"u8.ToArray(), "application/x-www-form-urlencoded"), Heard.Inlet()));
        Assert.Null(provider.Greet(Heard.Call(form, "application/x-www-form-urlencoded", headers: ("X-WC-Webhook-Signature", "x")), Heard.Inlet()));
        Assert.Null(provider.Greet(Heard.Call("""{"webhook_id":3}"""u8.ToArray()), Heard.Inlet()));
    }
}
