using System.Text;
using Relais.Intake.Signing;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds the secrets that are taken to what each site gives out, and what is said of all others.</summary>
public sealed class SecretFormTests
{
    [Theory]
    [InlineData(nameof(Schemes.StandardWebhooks), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null)]
    [InlineData(nameof(Schemes.StandardWebhooks), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", null)]
    [InlineData(nameof(Schemes.StandardWebhooks), "whsec_short", "must hold 16 to 64 bytes in base64.")]
    [InlineData(nameof(Schemes.StandardWebhooks), "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "must be a shared secret, which begins with whsec_; keys of version v1a (ed25519) are not supported.")]
    [InlineData(nameof(Schemes.StandardWebhooks), "whsk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "must be a shared secret, which begins with whsec_; keys of version v1a (ed25519) are not supported.")]
    [InlineData(nameof(Schemes.Stripe), "whsec_test_4eC39HqLyjWDarjtT1zdp7dc", null)]
    [InlineData(nameof(Schemes.Stripe), "sk_test_4eC39HqLyjWDarjtT1zdp7dc", "must begin with whsec_.")]
    [InlineData(nameof(Schemes.Stripe), "whsec_short", "must not be shorter than 16 characters.")]
    [InlineData(nameof(Schemes.GitHub), "It's a Secret to Everybody", null)]
    [InlineData(nameof(Schemes.GitHub), "0123456789abcde", "must not be shorter than 16 characters.")]
    [InlineData(nameof(Schemes.GitHub), "", "must not be empty.")]
    [InlineData(nameof(Schemes.GitHub), " 0123456789abcdef", "must not begin or end with a space.")]
    [InlineData(nameof(Schemes.GitHub), "0123456789abcdef\n", "must not begin or end with a space.")]
    [InlineData(nameof(Schemes.GitHub), "01234567\u000089abcdef", "must not hold control characters.")]
    [InlineData(nameof(Schemes.Slack), "8f742231b10e8888abcd99fff00085a5", null)]
    [InlineData(nameof(Schemes.Slack), "xoxb-0123456789-0123456789", "must be the signing secret of the app, not a token.")]
    [InlineData(nameof(Schemes.Twilio), "0123456789abcdef0123456789abcdef", null)]
    [InlineData(nameof(Schemes.Twilio), "AC0123456789abcdef0123456789abcdef", "must be the auth token of the account, not the name of an account or a key.")]
    [InlineData(nameof(Schemes.Airtable), "c3VwZXIgZHVwZXIgc2VjcmV0", null)]
    [InlineData(nameof(Schemes.Airtable), "not base64 at all", "must hold 16 to 128 bytes in base64.")]
    [InlineData(nameof(Schemes.Airtable), "c2hvcnQ=", "must hold 16 to 128 bytes in base64.")]
    [InlineData(nameof(Schemes.WebSub), "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", "must not be longer than 199 bytes.")]
    public void A_secret_is_refused_with_a_reason_that_does_not_repeat_it(string scheme, string secret, string? reason) =>
        Assert.Equal(reason, ((SignatureScheme)typeof(Schemes).GetField(scheme)!.GetValue(null)!).RejectSecret(secret));

    [Theory]
    [InlineData("a&b\"c", "a&b\"c")]
    [InlineData("a&amp;b&quot;c", "a&b\"c")]
    [InlineData("&lt;&gt;&#039;&#39;&#x27;&#38;&#060;", "<>'''&<")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("&eacute;&copy;&nbsp;", "&eacute;&copy;&nbsp;")]
    public void WordPress_takes_back_five_marks_of_HTML_and_no_others(string secret, string plain) =>
        Assert.Equal(plain, Encoding.UTF8.GetString(SecretForm.WordPress.KeyOf(secret)!));

    [Fact]
    public void A_secret_that_is_no_key_signs_nothing()
    {
        Assert.Null(SecretForm.Base64.KeyOf("!"));
        Assert.Null(SecretForm.StandardWebhooks.KeyOf("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="));
    }
}
