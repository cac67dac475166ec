using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relais.Notifications;
using Relais.Notifications.Channels;

namespace Relais.Tests.Notifications;

/// <summary>How pushes are closed and signed, against the examples of the RFCs; what fits into one; and which keys start.</summary>
public sealed class WebPushClosingTests : IDisposable
{
    private const string Subject = "mailto:ops@example.org";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly WebPushVapid vapid = WebPushVapid.Read(WebPushTests.Configuration(WebPushTests.PublicKey, WebPushTests.PrivateKey, Subject))!;

    // RFC 8291, section 5.
    [Fact]
    public void The_example_of_the_RFC_comes_out_to_the_byte()
    {
        using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw") });
        Assert.True(WebPushKeys.TryParse("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4.BTBZMqHH6r4Tts7J_aSIgg", out var keys));
        var body = WebPushBody.Encrypt("When I grow up, I want to be a watermelon"u8, keys, sender, Bytes("DGv6ra1nlYgDCS1FRnbzlw"));
        Assert.Equal(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
            Base64Url.EncodeToString(body));
    }

    // RFC 8292, section 2.4: the same claims are signed over the same letters, and what checks ours checks theirs.
    [Fact]
    public void A_token_is_written_as_in_the_RFC_and_checked_like_it()
    {
        const string Example = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0."
            + "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA";
        using var ours = WebPushVapid.Read(WebPushTests.Configuration(WebPushTests.PublicKey, WebPushTests.PrivateKey, "mailto:push@example.com"))!;
        var token = ours.Sign("https://push.example.net", DateTimeOffset.FromUnixTimeSeconds(1453523768));
        Assert.Equal(Example[..Example.LastIndexOf('.')], token[..token.LastIndexOf('.')]);
        Assert.True(IsSigned(token, WebPushTests.PublicKey));
        Assert.True(IsSigned(Example, "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"));
        Assert.False(IsSigned(Example, WebPushTests.PublicKey));
    }

    [Fact]
    public void A_token_is_used_for_six_hours_by_one_service_and_then_another_one_is_signed()
    {
        var first = vapid.For("https://push.example.net", Noon);
        Assert.Same(first, vapid.For("https://push.example.net", Noon.AddHours(5.9)));
        Assert.NotEqual(first, vapid.For("https://other.example.net", Noon));
        Assert.NotEqual(first, vapid.For("https://push.example.net", Noon.AddHours(6)));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("ظ")]
    [InlineData("👩‍👩‍👧")]
    [InlineData("<")]
    public void A_text_of_any_length_fits_and_is_cut_between_letters(string of)
    {
        var endless = string.Concat(Enumerable.Repeat(of, 5_000));
        var words = new Wording(WebPushTests.Links).Of(WebPushTests.Surge with { Title = new(endless, endless), Body = new(endless, endless), Url = "https://example.org/" + new string('a', 2_000) }, new Recipient("s_1", "webpush", "", null, "en"));
        var text = WebPushText.Write(words, new string('t', 32));
        var shown = JsonDocument.Parse(text).RootElement;
        Assert.InRange(text.Length, WebPushBody.MostBytes - 60, WebPushBody.MostBytes);
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("url").ValueKind);
        Assert.Equal("", shown.GetProperty("body").GetString()!.TrimEnd('…').Replace(of, "", StringComparison.Ordinal));
        Assert.True(WebPushKeys.TryParse("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4.BTBZMqHH6r4Tts7J_aSIgg", out var keys));
        Assert.InRange(WebPushBody.Encrypt(text, keys).Length, 4_000, 4_096);
    }

    [Theory]
    [InlineData(WebPushTests.PublicKey, "JfXujxcbIi2O75gElhKSLaaIxhRTiGbJOOVhWCnIXRI", Subject, true)]
    [InlineData(WebPushTests.PublicKey, "", Subject, true)]
    [InlineData("", WebPushTests.PrivateKey, Subject, true)]
    [InlineData(WebPushTests.PrivateKey, WebPushTests.PublicKey, Subject, true)]
    [InlineData(WebPushTests.PublicKey, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", Subject, true)]
    [InlineData(WebPushTests.PublicKey, WebPushTests.PrivateKey, "", false)]
    [InlineData(WebPushTests.PublicKey, WebPushTests.PrivateKey, "ops@example.org", false)]
    [InlineData(WebPushTests.PublicKey, WebPushTests.PrivateKey, "http://example.org", false)]
    public void Settings_that_no_service_could_check_stop_the_start(string publicKey, string privateKey, string subject, bool isKey) =>
        Assert.Equal(
            isKey ? "The settings WebPush:PublicKey and WebPush:PrivateKey must be the two halves of one VAPID key. `npx web-push generate-vapid-keys` makes one."
                : "The setting WebPush:Subject must be where push services reach you: mailto:name@example.org, or an https address.",
            Assert.Throws<InvalidOperationException>(() => WebPushVapid.Read(WebPushTests.Configuration(publicKey, privateKey, subject))).Message);

    [Fact]
    public void Without_keys_there_is_no_web_push_and_what_holds_them_prints_none()
    {
        Assert.Null(WebPushVapid.Read(WebPushTests.Configuration("", "", "")));
        Assert.Equal("VAPID key", vapid.ToString());
    }

    public void Dispose() => vapid.Dispose();

    private static bool IsSigned(string token, string publicKey)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = WebPushKeys.PointOf(Bytes(publicKey)) });
        var at = token.LastIndexOf('.');
        return key.VerifyData(Encoding.ASCII.GetBytes(token[..at]), Bytes(token[(at + 1)..]), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
