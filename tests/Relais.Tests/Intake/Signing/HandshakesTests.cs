using Relais.Intake;
using Relais.Intake.Providers;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds the answers to sites' questions: what they want to hear, and nothing that could be turned against us.</summary>
public sealed class HandshakesTests
{
    private const string Topic = "https://feeds.example.org/alerts.atom";

    [Theory]
    [InlineData("challenge_string", 200, """{"response_token":"sha256=5fwnJ1gGOfduZ1KV1ZH1sYGYhiuNJwyfXwRAV77O9/U="}""")]
    [InlineData("", 400, "")]
    [InlineData("{\"data\":1}", 400, "")]
    [InlineData(" {\"data\":1}", 400, "")]
    [InlineData("[1]", 400, "")]
    [InlineData("\"text\"", 400, "")]
    [InlineData("a\nb", 400, "")]
    [InlineData("é", 400, "")]
    public void X_gets_its_token_signed_unless_it_could_be_a_body(string token, int status, string body)
    {
        var answer = XChallenge.Answer(Calls.Get($"https://relais.example/in/x?crc_token={Uri.EscapeDataString(token)}"), ["consumer-secret-1", "older"]);

        Assert.Equal((status, body), (answer!.Status, answer.Body));
    }

    [Fact]
    public void X_gets_nothing_signed_that_is_long_comes_twice_or_for_which_there_is_no_secret()
    {
        IncomingCall Asked(string query) => Calls.Get("https://relais.example/in/x?" + query);

        Assert.Equal(200, XChallenge.Answer(Asked($"crc_token={new string('a', 256)}"), ["s"])!.Status);
        Assert.Equal(400, XChallenge.Answer(Asked($"crc_token={new string('a', 257)}"), ["s"])!.Status);
        Assert.Equal(400, XChallenge.Answer(Asked("crc_token=a&crc_token=b"), ["s"])!.Status);
        Assert.Equal(400, XChallenge.Answer(Asked("crc_token=a"), [])!.Status);
        Assert.Null(XChallenge.Answer(Asked("other=a"), ["s"]));
        Assert.Null(XChallenge.Answer(Calls.Post("{}"), ["s"]));
    }

    [Theory]
    [InlineData("hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=c0ffee&hub.lease_seconds=864000", 200, "c0ffee")]
    [InlineData("hub.mode=unsubscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=c0ffee", 404, "")]
    [InlineData("hub.mode=subscribe&hub.topic=https%3A%2F%2Fevil.example.net%2F&hub.challenge=c0ffee", 404, "")]
    [InlineData("hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom", 404, "")]
    [InlineData("hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=a%0D%0Ab", 404, "")]
    [InlineData("hub.mode=subscribe&hub.mode=subscribe&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.challenge=c0ffee", 404, "")]
    [InlineData("hub.mode=denied&hub.topic=https%3A%2F%2Ffeeds.example.org%2Falerts.atom&hub.reason=no", 200, "")]
    public void A_hub_hears_yes_to_what_we_have_asked_for_and_no_to_all_else(string query, int status, string body)
    {
        var answer = WebSubIntent.Answer(Calls.Get("https://relais.example/in/x?" + query), [("subscribe", Topic)]);

        Assert.Equal((status, "text/plain", body), (answer!.Status, answer.MediaType, answer.Body));
    }

    [Fact]
    public void What_a_stranger_chose_is_no_page_to_any_browser()
    {
        var answer = WebSubIntent.Answer(Calls.Get($"https://relais.example/in/x?hub.mode=subscribe&hub.topic={Topic}&hub.challenge=%3Cscript%3E"), [("subscribe", Topic)]);

        Assert.Equal(("text/plain", "nosniff"), (answer!.MediaType, answer.Headers!["X-Content-Type-Options"]));
        Assert.Null(WebSubIntent.Answer(Calls.Get("https://relais.example/in/x"), []));
    }

    [Theory]
    [InlineData("""{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}""", """{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}""")]
    [InlineData("""{"challenge":"a\u0000b","type":"url_verification"}""", null)]
    [InlineData("""{"challenge":"\ud800","type":"url_verification"}""", null)]
    [InlineData("""{"challenge":7,"type":"url_verification"}""", null)]
    [InlineData("""{"type":"url_verification"}""", null)]
    [InlineData("""{"type":"event_callback","event":{"text":"url_verification"}}""", null)]
    [InlineData("""["url_verification"]""", null)]
    [InlineData("url_verification", null)]
    [InlineData("", null)]
    public void Slack_gets_its_challenge_back(string body, string? answer) => Assert.Equal(answer, Handshakes.Slack(Calls.Post(body))?.Body);

    [Fact]
    public void Slack_looks_at_the_certificate_and_nothing_else_happens()
    {
        Assert.Equal((200, ""), (Handshakes.Slack(Calls.Post("ssl_check=1&token=t", Calls.Form))!.Status, Handshakes.Slack(Calls.Post("ssl_check=1&token=t", Calls.Form))!.Body));
        Assert.Null(Handshakes.Slack(Calls.Post("text=ssl_check&command=%2Fgo", Calls.Form)));
    }

    [Theory]
    [InlineData("SubscriptionValidation", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]""", """{"validationResponse":"512d38b6"}""")]
    [InlineData("Notification", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]""", null)]
    [InlineData("SubscriptionValidation", """[{"eventType":"Other","data":{"validationCode":"512d38b6"}}]""", null)]
    [InlineData("SubscriptionValidation", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":null}]""", null)]
    [InlineData("SubscriptionValidation", """[null]""", null)]
    [InlineData("SubscriptionValidation", """{}""", null)]
    [InlineData("SubscriptionValidation", "null", null)]
    public void Event_Grid_gets_its_code_back(string type, string body, string? answer) =>
        Assert.Equal(answer, Handshakes.EventGrid(Calls.Post(body, Calls.Json, ("aeg-event-type", type)))?.Body);

    [Theory]
    [InlineData("site.example", "500", 200, "120")]
    [InlineData("site.example", "60", 200, "60")]
    [InlineData("site.example", "-1", 200, "120")]
    [InlineData("SITE.example", "", 200, "120")]
    [InlineData("site.example evil", "60", 405, null)]
    public void Who_pushes_CloudEvents_hears_whether_and_how_often_they_may(string origin, string rate, int status, string? allowed)
    {
        var answer = Handshakes.CloudEvents(Calls.Of("OPTIONS", "https://relais.example/in/x", [], [("WebHook-Request-Origin", origin), ("WebHook-Request-Rate", rate)]), mostPerMinute: 120);

        Assert.Equal((status, "POST"), (answer!.Status, answer.Headers!["Allow"]));
        Assert.Equal((allowed, allowed is null ? null : origin), (answer.Headers.GetValueOrDefault("WebHook-Allowed-Rate"), answer.Headers.GetValueOrDefault("WebHook-Allowed-Origin")));
    }

    [Fact]
    public void Whoever_names_no_origin_or_does_not_ask_gets_no_answer()
    {
        Assert.Null(Handshakes.CloudEvents(Calls.Of("OPTIONS", "https://relais.example/in/x", [], []), 120));
        Assert.Null(Handshakes.CloudEvents(Calls.Post("{}", Calls.Json, ("WebHook-Request-Origin", "a.example")), 120));
    }

    [Theory]
    [InlineData("slack", true, false, false, false)]
    [InlineData("x", false, true, false, false)]
    [InlineData("websub", false, false, true, false)]
    [InlineData("event-grid", false, false, false, true)]
    [InlineData("standard-webhooks", false, false, false, false)]
    [InlineData("github", false, false, false, false)]
    [InlineData("twilio", false, false, false, false)]
    [InlineData(null, false, false, false, false)]
    public void Nothing_comes_back_from_an_inlet_that_did_not_choose_who_asks(string? signature, bool slack, bool x, bool hub, bool grid)
    {
        var inlet = new Inlet("1", "flood", "json", "Ours", DateTimeOffset.UnixEpoch) { Signature = signature, Topic = signature == "websub" ? Topic : null, Secrets = [new InletSecret("consumer-secret-1", null)] };
        bool Answers(IncomingCall call) => new JsonProvider().Greet(call, inlet) is { Status: 200 };

        Assert.Equal(
            (slack, x, hub, grid),
            (Answers(Calls.Post("""{"type":"url_verification","challenge":"c0ffee"}""")),
                Answers(Calls.Get("https://relais.example/in/x?crc_token=c0ffee")),
                Answers(Calls.Get($"https://relais.example/in/x?hub.mode=subscribe&hub.topic={Uri.EscapeDataString(Topic)}&hub.challenge=c0ffee")),
                Answers(Calls.Post("""[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]""", Calls.Json, ("aeg-event-type", "SubscriptionValidation")))));
    }

    [Theory]
    [InlineData("webhook_id=3", true)]
    [InlineData("webhook_id=3&more=1", false)]
    [InlineData("webhook_id=x", false)]
    [InlineData("other=3", false)]
    [InlineData("", false)]
    public void WooCommerce_tells_the_number_of_a_new_webhook(string body, bool isPing)
    {
        Assert.Equal(isPing ? 200 : null, Handshakes.WooCommerce(Calls.Post(body, Calls.Form))?.Status);
        Assert.Null(Handshakes.WooCommerce(Calls.Post(body, Calls.Form, ("X-WC-Webhook-Signature", "AAAA"))));
        Assert.Null(Handshakes.WooCommerce(Calls.Post(body)));
    }
}
