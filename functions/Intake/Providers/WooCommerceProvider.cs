using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Orders in a shop of WooCommerce, with what was refunded of each.</summary>
internal sealed class WooCommerceProvider : IProvider
{
    public string Name => "woocommerce";

    public SignatureScheme? Scheme => Schemes.WooCommerce;

    /// <summary>When a hook is made, the shop sends its number, unsigned, and makes none unless that is answered by 200.</summary>
    public Greeting? Greet(IncomingCall call, Inlet inlet) => Handshakes.WooCommerce(call);

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        {"id":1,"status":"processing","currency":"EUR","date_created_gmt":"{{SampleFields.Instant(now).TrimEnd('Z')}}","date_modified_gmt":"{{SampleFields.Instant(now).TrimEnd('Z')}}","total":"12.50","billing":{"first_name":"Ada","last_name":"Example","email":"{{SampleFields.Email}}"},"refunds":[]}
        """, ("X-WC-Webhook-Topic", "order.created"));

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        var topic = call.Headers["X-WC-Webhook-Topic"].ToString();
        if (topic is not ("order.created" or "order.updated" or "order.deleted" or "order.restored"))
        {
            return topic.Length == 0 ? Reading.Unreadable("no topic") : Reading.Nothing;
        }

        if (JsonBody.Read(call.Body) is not { IsObject: true } order)
        {
            return Reading.Unreadable("no JSON");
        }

        var status = topic == "order.deleted" ? "trash" : order["status"].Text ?? "";
        var (money, billing) = (Amounts.Of(order["total"].Text, order["currency"].Text), order["billing"]);
        return new Payment(SubmissionKey.Of("order", order["id"].Text), Instants.Of(call, order["date_modified_gmt"].Text, order["date_created_gmt"].Text), money, Standing(status))
        {
            Refunded = status == "refunded" ? money?.Minor : Refunded(order),
            Contact = Contacts.Of(billing["email"].Text, Contacts.Name(billing["first_name"].Text, billing["last_name"].Text), billing["phone"].Text),
        }.ToReading();
    }

    // woocommerce, OrderStatus: paid is what is processing or completed; shops may add states of their own, of which nobody knows whether money came.
    private static SubmissionStanding Standing(string status) => status switch
    {
        "processing" or "completed" or "refunded" => SubmissionStanding.Counts,
        "cancelled" or "failed" or "trash" => SubmissionStanding.Cancelled,
        _ => SubmissionStanding.Pending,
    };

    // Each refund is listed with its total below nought.
    private static long? Refunded(JsonBody order)
    {
        if (!order["refunds"].IsArray)
        {
            return null;
        }

        var refunds = order["refunds"].Items.Select(refund => Amounts.Of(refund["total"].Text?.TrimStart('-'), order["currency"].Text)?.Minor ?? 0);
        return refunds.Aggregate(0L, (sum, refund) => Math.Min(sum + refund, Amounts.LargestMinor));
    }
}
