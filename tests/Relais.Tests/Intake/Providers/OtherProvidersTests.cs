using Relais.Intake;
using Relais.Intake.Providers;

namespace Relais.Tests.Intake.Providers;

/// <summary>What our own shape, automations, Action Network, Eventbrite, Mailchimp and GitHub tell.</summary>
public sealed class OtherProvidersTests
{
    [Theory]
    [InlineData("""{"type":"submission.created","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d1","amount":29.35,"currency":"EUR","email":"ada@example.org","name":"Ada","language":"fr"}}""", "Donation id:d1 | 2026-01-01 00:00:00 | 2935 EUR | Ada / ada@example.org / fr")]
    [InlineData("""{"type":"submission.updated","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d1","amount":"29.35","currency":"EUR","refunded":"9.35"}}""", "Donation id:d1 | 2026-01-01 00:00:00 | 2935 EUR | back 935")]
    [InlineData("""{"type":"submission.cancelled","timestamp":"2026-01-01T00:00:00Z","data":{"kind":"donation","id":"d1"}}""", "Donation id:d1 | 2026-01-01 00:00:00 | Cancelled")]
    [InlineData("""{"type":"submission.pending","data":{"kind":"pledge","id":"p1","quantity":2,"unit":"hours"}}""", "Pledge id:p1 | now | Pending | 2000/1000 hours")]
    [InlineData("""{"type":"submission.created","data":{"kind":"donation","id":"d1"}}""", "fault: no amount")]
    [InlineData("""{"type":"submission.created","data":{"kind":"donation","id":"d1","amount":1e3,"currency":"EUR"}}""", "fault: no amount")]
    [InlineData("""{"type":"submission.created","data":{"kind":"gift","id":"d1"}}""", "fault: no kind")]
    [InlineData("""{"type":"submission.created","data":{"email":"ada@example.org","test":true}}""", "SignUp id:msg_1 | now | test | ada@example.org")]
    [InlineData("""{"type":"invoice.paid","data":{"id":"d1"}}""", "nothing")]
    [InlineData("[]", "fault: no JSON")]
    public void Standard_webhooks(string body, string expected) => Assert.Equal(expected, Heard.Of(new StandardWebhooksProvider(), body, headers: ("webhook-id", "msg_1")));

    [Fact]
    public void With_a_map_any_type_is_read() =>
        Assert.Equal("Report id:7 | now | title: Done", Heard.Of(
            new StandardWebhooksProvider(),
            """{"type":"task.done","data":{"task":{"n":7,"a/b":"Done"}}}""",
            SubmissionKind.Report,
            new Dictionary<string, string> { ["id"] = "/data/task/n", ["title"] = "/data/task/a~1b" }));

    [Theory]
    [InlineData("""{"email":"ada@example.org"}""", "z-1", "SignUp id:z-1 | now | ada@example.org")]
    [InlineData("""{"email":"ada@example.org","id":"9","kind":"rsvp","at":"2026-01-01T02:00:00+02:00","test":"yes"}""", "z-1", "Rsvp id:9 | 2026-01-01 00:00:00 | test | ada@example.org")]
    [InlineData("""{"email":"ada@example.org"}""", "", "SignUp body:sha256-… | now | ada@example.org")]
    [InlineData("""{"id":"a b/c"}""", "", "SignUp id:sha256-… | now")]
    [InlineData("no", "", "fault: no JSON")]
    public void Automations(string body, string key, string expected) => Assert.Equal(expected, Heard.Of(new JsonProvider(), body, headers: ("Idempotency-Key", key)));

    [Fact]
    public void Where_a_site_signs_a_header_that_it_does_not_sign_names_nothing()
    {
        var signed = Heard.Inlet() with { Secrets = [new InletSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null)] };
        var keys = new[] { "one", "another" }.Select(key => new JsonProvider().Read(Heard.Call("""{"email":"ada@example.org"}"""u8.ToArray(), headers: ("Idempotency-Key", key)), signed).Submissions.Single().Key);
        Assert.StartsWith("body:", Assert.Single(keys.Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public void Action_Network()
    {
        const string Person = """ "person":{"given_name":"Ada","family_name":"Example","email_addresses":[{"address":"old@example.org"},{"primary":true,"address":"ada@example.org"}],"languages_spoken":["en"],"postal_addresses":[{"postal_code":"1"}]} """;

        var said = Heard.Of(new ActionNetworkProvider(), $$"""
            [{"osdi:signature":{"identifiers":["other:1","action_network:s-1"],"created_date":"2026-01-01T00:00:00Z",{{Person}} },"action_network:sponsor":{"title":"Us"} },
             {"osdi:donation":{"identifiers":["action_network:d-1"],"created_date":"2026-01-01T00:00:00Z","amount":"5.00","currency":"usd",{{Person}} } },
             {"osdi:attendance":{"idempotency_key":"k1"} },
             {"osdi:submission":{} },
             {"action_network:upload":{"identifiers":["action_network:u-1"]} }]
            """, SubmissionKind.Pledge);

        Assert.Equal(
            """
            Pledge deed:action_network:s-1 | 2026-01-01 00:00:00 | Ada Example / ada@example.org / en
            Donation deed:action_network:d-1 | 2026-01-01 00:00:00 | 500 USD | Ada Example / ada@example.org / en
            Rsvp deed:k1 | now
            Pledge body:sha256-…:3 | now
            """,
            said);
    }

    [Fact]
    public void A_call_that_would_be_hundreds_is_refused_whole()
    {
        Assert.DoesNotContain("fault", Heard.Of(new ActionNetworkProvider(), Many("{\"osdi:signature\":{}}", 500)), StringComparison.Ordinal);
        Assert.Equal("fault: too many", Heard.Of(new ActionNetworkProvider(), Many("{\"osdi:signature\":{}}", 501)));
        Assert.Equal("fault: too many", Heard.Of(new DonorboxProvider(), Many("{}", 101)));
    }

    [Theory]
    [InlineData("https://www.eventbriteapi.com/v3/orders/1000000000/", "order.placed", "Rsvp order:1000000000 | now")]
    [InlineData("https://www.eventbriteapi.com/v3/orders/1000000000/", "order.refunded", "Rsvp order:1000000000 | now | Cancelled")]
    [InlineData("https://www.eventbriteapi.com/v3/orders/1000000000/", "order.updated", "nothing")]
    [InlineData("https://www.eventbriteapi.com/v3/events/1/attendees/2/", "attendee.updated", "nothing")]
    [InlineData("https://www.eventbriteapi.com.evil.example.net/v3/orders/1/", "order.placed", "fault: no order")]
    public void Eventbrite(string address, string action, string expected) =>
        Assert.Equal(expected, Heard.Of(new EventbriteProvider(), $$"""{"api_url":"{{address}}","config":{"action":"{{action}}","user_id":"1","webhook_id":"1234567"} }"""));

    [Theory]
    [InlineData("subscribe", "SignUp member:a6:8a25 | 2026-01-01 00:00:00 | Ada / ada@example.org")]
    [InlineData("unsubscribe", "SignUp member:a6:8a25 | 2026-01-01 00:00:00 | Cancelled | Ada / ada@example.org")]
    [InlineData("profile", "nothing")]
    [InlineData("cleaned", "nothing")]
    public void Mailchimp(string type, string expected) =>
        Assert.Equal(expected, Heard.OfForm(new MailchimpProvider(), $"type={type}&fired_at=2026-01-01+00%3A00%3A00&data%5Bid%5D=8a25&data%5Blist_id%5D=a6&data%5Bemail%5D=ada%40example.org&data%5Bip_opt%5D=192.0.2.1&data%5Bmerges%5D%5BFNAME%5D=Ada"));

    [Fact]
    public void Mailchimp_looks_first_whether_anybody_is_there()
    {
        Assert.Equal(200, new MailchimpProvider().Greet(Heard.Call([], "", "GET"), Heard.Inlet())?.Status);
        Assert.Null(new MailchimpProvider().Greet(Heard.Call([], "", "POST"), Heard.Inlet()));
    }

    [Theory]
    [InlineData("release", "published", "Announcement release:5 | 2026-01-01 00:00:00 | title: v2 | text: New:¶all | https://github.com/o/r/releases/tag/v2")]
    [InlineData("release", "edited", "Announcement release:5 | 2026-01-01 01:00:00 | title: v2 | text: New:¶all | https://github.com/o/r/releases/tag/v2")]
    [InlineData("release", "deleted", "Announcement release:5 | 2026-01-01 01:00:00 | Cancelled | title: v2 | text: New:¶all | https://github.com/o/r/releases/tag/v2")]
    [InlineData("release", "created", "nothing")]
    [InlineData("ping", "", "nothing")]
    [InlineData("star", "created", "nothing")]
    public void GitHub(string kind, string action, string expected)
    {
        var body = $$"""{"action":"{{action}}","release":{"id":5,"tag_name":"v2","name":null,"draft":false,"body":"New:\r\nall","html_url":"https://github.com/o/r/releases/tag/v2","published_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T01:00:00Z"},"sender":{"login":"ada"} }""";
        var form = Heard.Call(System.Text.Encoding.UTF8.GetBytes($"payload={Uri.EscapeDataString(body)}"), "application/x-www-form-urlencoded", headers: ("X-GitHub-Event", kind));

        Assert.Equal(expected, Heard.Of(new GitHubProvider(), body, headers: ("X-GitHub-Event", kind)));
        Assert.Equal(expected, Heard.Say(new GitHubProvider().Read(form, Heard.Inlet("github"))));
    }

    private static string Many(string element, int count) => $"[{string.Join(',', Enumerable.Repeat(element, count))}]";
}
