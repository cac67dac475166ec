using System.Security.Cryptography;
using System.Text;
using Relais.Intake;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds verifying to the edges of headers: many of them, none that counts, and what others would take for the same.</summary>
public sealed class HmacSchemeTests
{
    private const string Secret = "whsec_test_4eC39HqLyjWDarjtT1zdp7dc";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1767225600);
    private static readonly string Right = Hex(Secret, "1767225600.{}");

    [Theory]
    [InlineData("t=1767225600,v1=RIGHT", null)]
    [InlineData("t=1767225600,v0=RIGHT", "no signature")]
    [InlineData("t=1767225600", "no signature")]
    [InlineData("t=1767225600,v1", "wrong signature")]
    [InlineData("t=1767225600,v1=", "wrong signature")]
    [InlineData("t=1767225600,v1=00RIGHT", "wrong signature")]
    [InlineData("t=1767225600,v1=RIGHT00", "wrong signature")]
    [InlineData("v1=RIGHT", "no timestamp")]
    [InlineData("t=1767225600,t=1767225600,v1=RIGHT", "no timestamp")]
    [InlineData("t=,v1=RIGHT", "wrong timestamp")]
    [InlineData("t=01767225600,v1=RIGHT", "wrong timestamp")]
    [InlineData("t=+1767225600,v1=RIGHT", "wrong timestamp")]
    [InlineData("t=1767225600000,v1=RIGHT", "wrong timestamp")]
    [InlineData("t=1767225601,v1=RIGHT", "wrong signature")]
    [InlineData("", "no timestamp")]
    [InlineData(",,,===", "no timestamp")]
    public void A_value_of_fields_is_taken_apart(string value, string? fault) =>
        Assert.Equal(fault, Verify(value.Replace("RIGHT", Right, StringComparison.Ordinal), Secret).Fault);

    [Fact]
    public void A_signature_is_written_in_one_way()
    {
        Assert.Equal("wrong signature", Verify($"t=1767225600,v1={Right.ToUpperInvariant()}", Secret).Fault);

        var base64 = Convert.ToBase64String(HMACSHA256.HashData("tally-secret-1"u8, "{}"u8));
        var spare = base64[..^2] + (char)(base64[^2] + 1) + "="; // the last two bits of the last letter mean nothing
        Assert.Equal(Convert.FromBase64String(base64), Convert.FromBase64String(spare));
        Assert.Null(Schemes.Tally.Verify(Calls.Post("{}", Calls.Json, ("Tally-Signature", base64)), ["tally-secret-1"], Now).Fault);
        Assert.Equal("wrong signature", Schemes.Tally.Verify(Calls.Post("{}", Calls.Json, ("Tally-Signature", spare)), ["tally-secret-1"], Now).Fault);
        Assert.Equal("wrong signature", Schemes.Tally.Verify(Calls.Post("{}", Calls.Json, ("Tally-Signature", base64.Insert(8, " "))), ["tally-secret-1"], Now).Fault);
    }

    [Fact]
    public void Ten_signatures_are_looked_at_and_of_more_none()
    {
        var wrong = string.Concat(Enumerable.Repeat($",v1={new string('0', 64)}", 9));

        Assert.Null(Verify($"t=1767225600{wrong},v1={Right}", Secret).Fault);
        Assert.Equal("too many signatures", Verify($"t=1767225600{wrong},v1={Right},v1={Right}", Secret).Fault);
        Assert.Null(Verify($"t=1767225600,v1={Right}{string.Concat(Enumerable.Repeat(",v0=00", 50))}", Secret).Fault);
    }

    [Fact]
    public void Ten_secrets_are_tried()
    {
        var others = Enumerable.Range(0, 10).Select(number => $"whsec_other_{number}").ToArray();

        Assert.Null(Verify($"t=1767225600,v1={Right}", [.. others[..9], Secret]).Fault);
        Assert.Equal("wrong signature", Verify($"t=1767225600,v1={Right}", [.. others, Secret]).Fault);
    }

    [Fact]
    public void The_header_that_comes_first_decides_alone()
    {
        var right = "sha256=" + Convert.ToBase64String(HMACSHA256.HashData("consumer-secret-1"u8, "{}"u8));
        Verdict Of(params (string, string)[] headers) => Schemes.X.Verify(Calls.Post("{}", Calls.Json, headers), ["consumer-secret-1", "oauth2-client-secret-1"], Now);

        Assert.Null(Of(("x-twitter-webhooks-signature", right)).Fault);
        Assert.Equal("wrong signature", Of(("x-twitter-webhooks-signature", right), ("X-Twitter-Webhooks-Signature-OAuth2", "sha256=AAAA")).Fault);
        Assert.Equal("no signature", Of(("x-twitter-webhooks-signature", right), ("X-Twitter-Webhooks-Signature-OAuth2", "")).Fault);
    }

    [Theory]
    [InlineData("msg.1", "wrong id")]
    [InlineData("msg 1", "wrong id")]
    [InlineData("", "no id")]
    public void An_id_that_could_pass_for_another_message_is_refused_though_it_is_signed(string id, string fault)
    {
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Encoding.UTF8.GetBytes($"{id}.1767225600.{{}}")));
        var call = Calls.Post("{}", Calls.Json, ("webhook-id", id), ("webhook-timestamp", "1767225600"), ("webhook-signature", "v1," + signature));

        Assert.Equal(fault, Schemes.StandardWebhooks.Verify(call, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], Now).Fault);
    }

    [Fact]
    public void A_public_key_is_no_secret_whatever_is_signed_with_its_text()
    {
        const string PublicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(PublicKey[5..]), "msg_1.1767225600.{}"u8));
        Verdict Of(string version) => Schemes.StandardWebhooks.Verify(
            Calls.Post("{}", Calls.Json, ("webhook-id", "msg_1"), ("webhook-timestamp", "1767225600"), ("webhook-signature", version + signature)), [PublicKey], Now);

        Assert.Equal("wrong signature", Of("v1,").Fault);
        Assert.Equal("no signature", Of("v1a,").Fault);
    }

    [Theory]
    [InlineData("https://relais.example/in/a?b=1", "https://relais.example:443/in/a?b=1", true)]
    [InlineData("https://relais.example:443/in/a?b=1", "https://relais.example/in/a?b=1", true)]
    [InlineData("https://relais.example:8443/in/a", "https://relais.example/in/a", true)]
    [InlineData("https://relais.example/in/a", "https://relais.example:8443/in/a", false)]
    [InlineData("https://relais.example/in/a", "https://relais.example/in/b", false)]
    [InlineData("https://[2001:db8::1]/in/a", "https://[2001:db8::1]:443/in/a", true)]
    [InlineData("https://user:pass@relais.example/in/a", "https://user:pass@relais.example:443/in/a", true)]
    public void Twilio_may_have_signed_the_address_with_its_port_or_without(string address, string theirs, bool isGenuine)
    {
        var signature = Convert.ToBase64String(OtherSigner.Sha1("12345"u8.ToArray(), Encoding.UTF8.GetBytes(theirs + "AByBody+ éFrom+1From2")));
        var call = Calls.Of("POST", address, Encoding.UTF8.GetBytes("From=2&Body=%2B+%C3%A9&From=%2B1&A=By&From=2"), [("Content-Type", Calls.Form), ("X-Twilio-Signature", signature)]);

        Assert.Equal(isGenuine, Schemes.Twilio.Verify(call, ["12345"], Now).IsGenuine);
    }

    [Fact]
    public void A_body_that_is_no_form_is_signed_by_Twilio_through_its_hash_and_not_at_all_without()
    {
        IncomingCall Of(string query, string body)
        {
            var signature = Convert.ToBase64String(OtherSigner.Sha1("12345"u8.ToArray(), Encoding.UTF8.GetBytes("https://relais.example/in/a" + query)));
            return Calls.Of("POST", "https://relais.example/in/a" + query, Encoding.UTF8.GetBytes(body), [("Content-Type", Calls.Json), ("X-Twilio-Signature", signature)]);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData("{}"u8));
        Assert.True(Schemes.Twilio.Verify(Of($"?bodySHA256={hash}", "{}"), ["12345"], Now).IsGenuine);
        Assert.True(Schemes.Twilio.Verify(Of("", ""), ["12345"], Now).IsGenuine);
        Assert.False(Schemes.Twilio.Verify(Of($"?bodySHA256={hash}", "{ }"), ["12345"], Now).IsGenuine);
        Assert.False(Schemes.Twilio.Verify(Of($"?bodySHA256={hash}&bodySHA256={hash}", "{}"), ["12345"], Now).IsGenuine);
        Assert.False(Schemes.Twilio.Verify(Of("", "{}"), ["12345"], Now).IsGenuine);
    }

    [Theory]
    [InlineData("name=Zo%C3%A9+%22x%22%2F%5C%0A&b=%F0%9F%8C%B1", """{"name":"Zo\u00e9 \"x\"\/\\\n","b":"\ud83c\udf31"}""", true)]
    [InlineData("a=1&a=2", """{"a":"2"}""", false)]
    [InlineData("a%5Bb%5D=1", """{"a[b]":"1"}""", false)]
    [InlineData("", "{}", false)]
    public void Of_a_form_WPForms_signs_its_fields_as_JSON(string body, string text, bool isGenuine)
    {
        var call = Calls.Post(body, Calls.Form, ("X-WPForms-Webhook-Signature", $"t=1767225600,v={Hex("wpforms-secret-1", "1767225600." + text)}"));

        Assert.Equal(isGenuine, Schemes.WpForms.Verify(call, ["wpforms-secret-1"], Now).IsGenuine);
    }

    private static Verdict Verify(string value, params string[] secrets) => Schemes.Stripe.Verify(Calls.Post("{}", Calls.Json, ("Stripe-Signature", value)), secrets, Now);

    private static string Hex(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
