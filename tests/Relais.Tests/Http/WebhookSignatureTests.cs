using System.Text;
using System.Text.Json;
using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Holds signing and checking to published calls, and to calls that were tampered with.</summary>
public sealed class WebhookSignatureTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string SecretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly WebhookSecret Secret = WebhookSecret.Parse(SecretText);

    private static ReadOnlySpan<byte> Body => "{\"test\": 2432232314}"u8;

    [Fact]
    public void The_published_message_gets_the_published_signature()
    {
        Assert.Equal(Signature, WebhookSignature.Sign(Id, At, Body, Secret));
        Assert.Equal("1614265330", WebhookSignature.Timestamp(At));
        Assert.True(WebhookSignature.Verify(Id, "1614265330", Signature, Body, Secret, At));
    }

    [SkippableFact]
    public void Every_collected_call_gets_the_verdict_that_was_collected_with_it()
    {
        var file = Path.Combine(Repository.Root, "../shared/data/webhook-vectors.json");
        Skip.IfNot(File.Exists(file), "The collected webhook calls are not beside the repository (../shared/data/webhook-vectors.json).");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(file));
        var checkedIds = new List<string>();
        foreach (var vector in vectors.RootElement.EnumerateArray().Where(vector => vector.GetProperty("provider").ValueEquals("standard-webhooks")))
        {
            var secretText = vector.GetProperty("secret").GetString()!;
            if (secretText.StartsWith("whpk_", StringComparison.Ordinal))
            {
                continue; // v1a, ed25519: not offered, the class library has no such signature
            }

            Assert.True(WebhookSecret.TryParseForeign(secretText, out var secret, out var reason), reason);
            var verdict = WebhookSignature.Verify(
                Header(vector, "id"),
                Header(vector, "timestamp"),
                Header(vector, "signature"),
                Encoding.UTF8.GetBytes(vector.GetProperty("body").GetString()!),
                secret,
                DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("now").GetInt64()));
            Assert.True(verdict == vector.GetProperty("valid").GetBoolean(), $"{vector.GetProperty("id")}: {vector.GetProperty("note")}");
            checkedIds.Add(vector.GetProperty("id").GetString()!);
        }

        Assert.Equal(19, checkedIds.Count);
    }

    [Theory]
    [InlineData(Id, "1614265330", Signature, 300, true)]
    [InlineData(Id, "1614265330", Signature, -300, true)]
    [InlineData(Id, "1614265330", Signature, 301, false)]
    [InlineData(Id, "1614265330", Signature, -301, false)]
    [InlineData(null, "1614265330", Signature, 0, false)]
    [InlineData(Id, null, Signature, 0, false)]
    [InlineData(Id, "1614265330", null, 0, false)]
    [InlineData("", "1614265330", Signature, 0, false)]
    [InlineData(Id, "", Signature, 0, false)]
    [InlineData(Id, "01614265330", Signature, 0, false)]
    [InlineData(Id, "+1614265330", Signature, 0, false)]
    [InlineData(Id, "-1614265330", Signature, 0, false)]
    [InlineData(Id, "1614265330.0", Signature, 0, false)]
    [InlineData(Id, " 1614265330", Signature, 0, false)]
    [InlineData(Id, "9999999999999999999999", Signature, 0, false)]
    [InlineData("msg.p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Signature, 0, false)]
    [InlineData(Id, "1614265330", "", 0, false)]
    [InlineData(Id, "1614265330", "v1,", 0, false)]
    [InlineData(Id, "1614265330", "v1", 0, false)]
    [InlineData(Id, "1614265330", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false)]
    [InlineData(Id, "1614265330", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false)]
    [InlineData(Id, "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=AAAA", 0, false)]
    [InlineData(Id, "1614265330", "v1,!!! v1,AAAA " + Signature, 0, true)]
    [InlineData(Id, "1614265330", Signature + " v1a,AAAA", 0, true)]
    public void A_call_is_believed_only_as_a_whole(string? id, string? timestamp, string? signatures, int lateSeconds, bool expected) =>
        Assert.Equal(expected, WebhookSignature.Verify(id, timestamp, signatures, Body, Secret, At.AddSeconds(lateSeconds)));

    [Fact]
    public void A_changed_byte_is_noticed()
    {
        Assert.False(WebhookSignature.Verify(Id, "1614265330", Signature, "{\"test\":2432232314}"u8, Secret, At));
        Assert.False(WebhookSignature.Verify(Id, "1614265331", Signature, Body, Secret, At));
        Assert.False(WebhookSignature.Verify(Id[1..], "1614265330", Signature, Body, Secret, At));
        Assert.False(WebhookSignature.Verify(Id, "1614265330", Signature, Body, WebhookSecret.Create(), At));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("é")]
    public void An_id_that_could_pass_for_another_message_is_not_signed(string id) =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(id, At, Body, Secret));

    [Fact]
    public void A_new_secret_is_of_32_bytes_and_comes_back_from_its_text()
    {
        var secret = WebhookSecret.Create();

        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", secret.Reveal());
        Assert.Equal(secret, WebhookSecret.Parse(secret.Reveal()));
        Assert.NotEqual(secret, WebhookSecret.Create());
        Assert.Equal("whsec_…", secret.ToString());
        Assert.Equal("whsec_…", $"{secret}");
    }

    [Theory]
    [InlineData(null, "must begin with whsec_.")]
    [InlineData("", "must begin with whsec_.")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must begin with whsec_.")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "must begin with whsec_.")]
    [InlineData("whsec_", "must hold 24 to 64 bytes in base64.")]
    [InlineData("whsec_plJ3nmyCDGBKInavdOK15jsl", "must hold 24 to 64 bytes in base64.")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "must hold 24 to 64 bytes in base64.")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "must hold 24 to 64 bytes in base64.")]
    public void A_bad_secret_is_refused_and_not_repeated(string? text, string reason)
    {
        Assert.False(WebhookSecret.TryParse(text, out _, out var said));
        Assert.Equal(reason, said);
        Assert.Equal($"The webhook secret {reason}", Assert.Throws<FormatException>(() => WebhookSecret.Parse(text!)).Message);
    }

    [Fact]
    public void The_bounds_of_a_secret_are_24_and_64_bytes()
    {
        Assert.True(WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[64]), out _, out _));
        Assert.False(WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[65]), out _, out _));
        Assert.False(WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[23]), out _, out _));
        Assert.False(WebhookSecret.TryParseForeign(Convert.ToBase64String(new byte[15]), out _, out _));
        Assert.Throws<InvalidOperationException>(() => WebhookSignature.Sign(Id, At, Body, default));
    }

    private static string? Header(JsonElement vector, string name) =>
        vector.GetProperty("headers").TryGetProperty($"webhook-{name}", out var value) || vector.GetProperty("headers").TryGetProperty($"svix-{name}", out value)
            ? value.GetString()
            : null;
}
