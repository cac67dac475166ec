namespace Relais.Tests.Intake.Fuzzing;

/// <summary>One or two calls of each kind of site, written by us after its documentation.</summary>
internal static class Corpus
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly (string, Func<byte[], string>) Standard = ("whsec_", Convert.ToBase64String);

    public static IReadOnlyList<Site> All { get; } =
    [
        new("standard-webhooks", "standard-webhooks", "donation EUR", Json, """
            {"type":"submission.created","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d-{0}","amount":"{2}","currency":"EUR","quantity":2,"unit":"kilos","email":"ada@example.org","name":"Ada","phone":"+33600000001","language":"fr","title":"Flood","text":"First line\nsecond","url":"https://example.org/a","test":false}}
            """) { SignsAs = "standard-webhooks", Secrets = Standard },
        new("svix", "standard-webhooks", "pledge CHF", Json, """{"type":"submission.updated","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"pledge","id":"p-{0}","amount":{2},"currency":"CHF","refunded":"0"}}""") { SignsAs = "svix", Secrets = Standard },
        new("stripe-charge", "stripe", "donation EUR", Json, """
            {"id":"evt_{0}","object":"event","api_version":"2025-09-30","created":1772438400,"livemode":true,"pending_webhooks":1,"type":"charge.succeeded","data":{"object":{"id":"ch_{0}","object":"charge","amount":{1},"amount_refunded":0,"billing_details":{"email":"ada@example.org","name":"Ada Example","phone":null},"captured":true,"currency":"eur","payment_intent":"pi_{0}","receipt_email":null,"status":"succeeded"}},"request":{"id":null,"idempotency_key":null}}
            """) { SignsAs = "stripe", Secrets = ("whsec_", Convert.ToHexStringLower) },
        new("stripe-checkout", "stripe", "donation USD", Json, """
            {"id":"evt_{0}","object":"event","created":1772438400,"livemode":true,"type":"checkout.session.completed","data":{"object":{"id":"cs_live_{0}","object":"checkout.session","amount_total":{1},"currency":"usd","customer_details":{"email":"ada@example.org","name":"Ada"},"locale":"en","mode":"payment","payment_intent":"pi_c{0}","payment_status":"paid","status":"complete"}}}
            """) { SignsAs = "stripe", Secrets = ("whsec_", Convert.ToHexStringLower) },
        new("helloasso", "helloasso", "donation EUR", Json, """
            {"data":{"order":{"id":20499,"formSlug":"don","formType":"Donation"},"payer":{"email":"ada@example.org","country":"FRA","firstName":"Ada","lastName":"Example"},"items":[{"id":1,"amount":{1},"type":"Donation","state":"Processed"}],"cashOutState":"MoneyIn","paymentReceiptUrl":"https://www.helloasso.com/recu","id":{0},"amount":{1},"date":"2026-01-01T00:00:00+01:00","paymentMeans":"Card","installmentNumber":1,"state":"Authorized","meta":{"createdAt":"2026-01-01T00:00:00+01:00","updatedAt":"2026-01-01T00:00:01+01:00"},"refundOperations":[]},"eventType":"Payment"}
            """) { SignsAs = "helloasso" },
        new("donorbox", "donorbox", "donation GBP", Json, """
            [{"action":"new","campaign":{"id":1,"name":"Flood"},"donor":{"id":59,"first_name":"Ada","last_name":"Example","email":"ada@example.org","phone":null},"id":{0},"amount":"{2}","currency":"GBP","amount_refunded":"0.0","donation_type":"stripe","status":"paid","recurring":false,"donation_date":"2026-01-01T00:00:00.000Z"}]
            """) { SignsAs = "donorbox" },
        new("woocommerce", "woocommerce", "donation EUR", Json, """
            {"id":{0},"parent_id":0,"status":"completed","currency":"EUR","date_created_gmt":"2026-01-01T00:00:00","date_modified_gmt":"2026-01-01T01:00:00","total":"{2}","total_tax":"0.00","billing":{"first_name":"Ada","last_name":"Example","email":"ada@example.org","phone":"+33600000001"},"line_items":[{"id":1,"name":"Badge","quantity":1}],"refunds":[]}
            """) { SignsAs = "woocommerce", Headers = [("X-WC-Webhook-Topic", "order.updated"), ("X-WC-Webhook-ID", "3")] },
        new("typeform", "typeform", "sign-up", Json, """
            {"event_id":"01J{0}","event_type":"form_response","form_response":{"form_id":"abC123","token":"t{0}","submitted_at":"2026-01-01T00:00:00Z","hidden":{"campaign":"flood"},"variables":[{"key":"score","type":"number","number":4}],"answers":[{"type":"email","email":"ada@example.org","field":{"id":"F1","type":"email","ref":"mail"}},{"type":"choices","choices":{"labels":["Flood","Heat"]},"field":{"ref":"topics"}},{"type":"number","number":12.5,"field":{"ref":"hours"}}]}}
            """) { SignsAs = "typeform", Map = """{"text":"topics","title":"campaign"}""" },
        new("tally", "tally", "sign-up", Json, """
            {"eventId":"e{0}","eventType":"FORM_RESPONSE","createdAt":"2026-01-01T00:00:00.000Z","data":{"responseId":"r{0}","submissionId":"s{0}","formId":"V","createdAt":"2026-01-01T00:00:00.000Z","fields":[{"key":"question_m","label":"E-mail","type":"INPUT_EMAIL","value":"ada@example.org"},{"key":"question_t","label":"Topics","type":"CHECKBOXES","value":["id1"],"options":[{"id":"id1","text":"Flood"},{"id":"id2","text":"Heat"}]}]}}
            """) { SignsAs = "tally", Map = """{"text":"Topics"}""" },
        new("google-forms", "google-forms", "sign-up", Json, """{"type":"form.submitted","timestamp":"2026-01-01T00:00:00Z","data":{"formId":"F","responseId":"R{0}","email":"ada@example.org","answers":{"Your name":["Ada"],"How many?":["2.5"]}}}""") { SignsAs = "standard-webhooks", Secrets = Standard, Map = """{"name":"Your name"}""" },
        new("wordpress", "wordpress", "sign-up", Json, """{"form_id":"7","id":"{0}","date_created":"2026-01-01 00:00:00","email":"ada@example.org","name":"Ada","topics":"Flood||Heat","2":"x"}""") { SignsAs = "wpforms", Map = """{"text":"topics"}""" },
        new("json", "json", "pledge EUR", Json, """{"id":"a-{0}","kind":"pledge","amount":"{2}","currency":"EUR","quantity":1,"unit":"hours","email":"ada@example.org","name":"Ada","at":1767225600}""") { SignsAs = "standard-webhooks", Secrets = Standard, Headers = [("Idempotency-Key", "z-1")] },
        new("github", "github", "announcement", Json, """
            {"action":"published","release":{"id":{0},"tag_name":"v2.{0}","name":"Second","body":"What is new\r\n- much","draft":false,"prerelease":false,"html_url":"https://github.com/o/r/releases/tag/v2","created_at":"2025-12-31T00:00:00Z","published_at":"2026-01-01T00:00:00Z"},"repository":{"id":1,"full_name":"o/r"},"sender":{"login":"o"}}
            """) { SignsAs = "github", Headers = [("X-GitHub-Event", "release"), ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")] },
        new("airtable", "airtable", "", Json, """{"base":{"id":"app{0}"},"webhook":{"id":"ach00000000000001"},"timestamp":"2026-01-01T00:00:00.000Z"}""") { SignsAs = "airtable", Secrets = ("", Convert.ToBase64String) },
        new("jotform", "jotform", "sign-up", "multipart/form-data; boundary=jf", "--jf\r\nContent-Disposition: form-data; name=\"formID\"\r\n\r\n24\r\n--jf\r\nContent-Disposition: form-data; name=\"submissionID\"\r\n\r\n{0}\r\n--jf\r\nContent-Disposition: form-data; name=\"rawRequest\"\r\n\r\n{\"slug\":\"submit\",\"q3_email\":\"ada@example.org\",\"q4_name\":{\"first\":\"Ada\",\"last\":\"Example\"}}\r\n--jf--\r\n"),
        new("form", "form", "sign-up", Form, "email=ada%40example.org&name=Ada+Example&text=a%0Ab&nonce={0}"),
        new("action-network", "action-network", "donation USD", Json, """
            [{"osdi:donation":{"identifiers":["action_network:d-{0}"],"created_date":"2026-01-01T00:00:00Z","modified_date":"2026-01-01T00:00:00Z","amount":"{2}","currency":"usd","recipients":[{"display_name":"Flood","amount":"{2}"}],"person":{"given_name":"Ada","family_name":"Example","email_addresses":[{"primary":true,"address":"ada@example.org"}],"languages_spoken":["en"]}},"action_network:sponsor":{"title":"Flood"}}]
            """),
        new("eventbrite", "eventbrite", "rsvp", Json, """{"api_url":"https://www.eventbriteapi.com/v3/orders/{0}/","config":{"action":"order.placed","endpoint_url":"https://relais.example/in","user_id":"163054428874","webhook_id":"147601"}}"""),
        new("mailchimp", "mailchimp", "sign-up", Form, "type=subscribe&fired_at=2026-01-01+00%3A00%3A00&data%5Bid%5D=m{0}&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=ada%40example.org&data%5Bmerges%5D%5BFNAME%5D=Ada&data%5Bip_opt%5D=192.0.2.1"),
    ];
}
