using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>Reads URLs as users, careless or cunning, type them.</summary>
public sealed class UrlRulesTests
{
    private const string NotHttps = "must begin with https://.";
    private const string Numeric = "must name a host, not a numeric address.";
    private const string NoDomain = "must name a host with its whole domain.";
    private const string NotPublic = "must name a host that exists on the public internet.";
    private const string NotPlain = "must not hold spaces, line breaks, backslashes or characters that no address can hold.";
    private const string UserInfo = "must not hold a user name or password.";
    private const string Port = "must use port 443 or 8443.";
    private const string NoUrl = "is not a URL.";

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("https://example.org/hooks/1?key=a%20b&c=@d")]
    [InlineData("HTTPS://Example.ORG/")]
    [InlineData("https://example.org:443/")]
    [InlineData("https://example.org:8443/")]
    [InlineData("https://événement.example/")]
    [InlineData("https://пример.рф/")]
    [InlineData("https://xn--vnement-9xab.example/")]
    [InlineData("https://a_b.example.org/")]
    [InlineData("https://1.2.3.4.example.org/")]
    public void Ordinary_addresses_are_fine(string url) => Assert.Null(UrlRules.Reject(url, allowLoopback: false));

    [Theory]
    [InlineData("", NotHttps)]
    [InlineData("example.org", NotHttps)]
    [InlineData("//example.org/", NotHttps)]
    [InlineData("http://example.org/", NotHttps)]
    [InlineData("https:example.org", NotHttps)]
    [InlineData("https:/example.org", NotHttps)]
    [InlineData("ftp://example.org/", NotHttps)]
    [InlineData("file:///etc/passwd", NotHttps)]
    [InlineData("javascript:alert(1)", NotHttps)]
    [InlineData("gopher://example.org/", NotHttps)]
    [InlineData(" https://example.org/", NotPlain)]
    [InlineData("https://example.org/\r\nHost: inner", NotPlain)]
    [InlineData("https://exam\tple.org/", NotPlain)]
    [InlineData("https://example.org/\0", NotPlain)]
    [InlineData(@"https://example.org\@127.0.0.1/", NotPlain)]
    [InlineData("https://example\u00A0.org/", NotPlain)]
    [InlineData("https://example.org/\u202Egnp", NotPlain)]
    [InlineData("https://example\u200B.org/", NotPlain)]
    [InlineData("https://", NoUrl)]
    [InlineData("https:///hooks", NoUrl)]
    [InlineData("https://example.org:99999/", NoUrl)]
    [InlineData("https://[::1", NoUrl)]
    [InlineData("https://-/", NoDomain)]
    [InlineData("https://user@example.org/", UserInfo)]
    [InlineData("https://user:secret@example.org/", UserInfo)]
    [InlineData("https://@example.org/", UserInfo)]
    [InlineData("https://:@example.org/", UserInfo)]
    [InlineData("https://example.org:443@127.0.0.1/", UserInfo)]
    [InlineData("https://127.0.0.1@example.org/", UserInfo)]
    [InlineData("https://user%40127.0.0.1@example.org/", UserInfo)]
    [InlineData("https://127.0.0.1%2f@example.org/", UserInfo)]
    [InlineData("https://example.org/#part", "must not hold a fragment (#…).")]
    [InlineData("https://example.org#", "must not hold a fragment (#…).")]
    [InlineData("https://ex%61mple.org/", NoUrl)]
    [InlineData("https://example.org:80/", Port)]
    [InlineData("https://example.org:0/", Port)]
    [InlineData("https://example.org:8080/", Port)]
    [InlineData("https://example.org:65535/", Port)]
    [InlineData("https://example.org:-1/", NoUrl)]
    [InlineData("https://example.org:65979/", NoUrl)]
    [InlineData("https://example.org:22/", Port)]
    [InlineData("https://example.org:6379/", Port)]
    [InlineData("https://8.8.8.8/", Numeric)]
    [InlineData("https://127.0.0.1/", Numeric)]
    [InlineData("https://2130706433/", Numeric)]
    [InlineData("https://0x7f000001/", Numeric)]
    [InlineData("https://0177.0.0.1/", Numeric)]
    [InlineData("https://127.1/", Numeric)]
    [InlineData("https://①②⑦.0.0.1/", Numeric)]
    [InlineData("https://１２７．０．０．１/", Numeric)]
    [InlineData("https://127。0。0。1/", Numeric)]
    [InlineData("https://127.0.1/", Numeric)]
    [InlineData("https://0/", Numeric)]
    [InlineData("https://017700000001/", Numeric)]
    [InlineData("https://0x7f.0x0.0x0.0x1/", Numeric)]
    [InlineData("https://0x7f.1/", Numeric)]
    [InlineData("https://0300.0250.1/", Numeric)]
    [InlineData("https://00000127.0.0.1/", Numeric)]
    [InlineData("https://256.256.256.256/", Numeric)]
    [InlineData("https://4294967296/", NoDomain)]
    [InlineData("https://127.0.0.1./", NotPublic)]
    [InlineData("https://%31%32%37.0.0.1/", NoUrl)]
    [InlineData("https://127%2e0%2e0%2e1/", NoUrl)]
    [InlineData("https://localhost%00.example.org/", NoUrl)]
    [InlineData("https://[::1]/", Numeric)]
    [InlineData("https://[::]/", Numeric)]
    [InlineData("https://[0:0:0:0:0:0:0:1]/", Numeric)]
    [InlineData("https://[::127.0.0.1]/", Numeric)]
    [InlineData("https://[::ffff:7f00:1]/", Numeric)]
    [InlineData("https://[64:ff9b::7f00:1]/", Numeric)]
    [InlineData("https://[64:ff9b:1::7f00:1]/", Numeric)]
    [InlineData("https://[2002:7f00:1::]/", Numeric)]
    [InlineData("https://[2001::80ff:fffe]/", Numeric)]
    [InlineData("https://[fd00:ec2::254]/", Numeric)]
    [InlineData("https://[fe80::1%25eth0]/", Numeric)]
    [InlineData("https://[2606:4700::1111]/", Numeric)]
    [InlineData("https://[::ffff:169.254.169.254]/", Numeric)]
    [InlineData("https://1.2.3.4.5/", Numeric)]
    [InlineData("https://example.0x7f/", Numeric)]
    [InlineData("https://localhost/", NoDomain)]
    [InlineData("https://intranet/", NoDomain)]
    [InlineData("https://example.org./", NotPublic)]
    [InlineData("https://localhost./", NotPublic)]
    [InlineData("https://LOCALHOST/", NoDomain)]
    [InlineData("https://hooks.localhost/", NotPublic)]
    [InlineData("https://metadata.google.internal./", NotPublic)]
    [InlineData("https://instance-data.ec2.internal/", NotPublic)]
    [InlineData("https://printer.local/", NotPublic)]
    [InlineData("https://metadata.google.internal/", NotPublic)]
    [InlineData("https://METADATA.GOOGLE.INTERNAL/", NotPublic)]
    [InlineData("https://nas.home.arpa/", NotPublic)]
    [InlineData("https://router.lan/", NotPublic)]
    [InlineData("https://-a.example.org/", NotPublic)]
    public void Odd_addresses_are_refused_with_the_reason(string url, string reason) =>
        Assert.Equal(reason, UrlRules.Reject(url, allowLoopback: false));

    [Fact]
    public void A_host_of_impossible_length_is_refused()
    {
        Assert.NotNull(UrlRules.Reject($"https://{new string('a', 64)}.org/", allowLoopback: false));
        Assert.NotNull(UrlRules.Reject($"https://{string.Join('.', Enumerable.Repeat("abcdefghi", 26))}.org/", allowLoopback: false));
        Assert.Equal(
            "must not be longer than 2048 characters.", UrlRules.Reject($"https://example.org/{new string('a', 2_048)}", allowLoopback: false));
    }

    [Theory]
    [InlineData("http://localhost:5000/hook")]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://127.1:80/")]
    [InlineData("http://[::1]:5000/")]
    [InlineData("https://localhost:7071/")]
    [InlineData("http://sink.localhost:5000/")]
    [InlineData("https://example.org/")]
    public void The_development_setting_lets_this_machine_be_called(string url) => Assert.Null(UrlRules.Reject(url, allowLoopback: true));

    [Theory]
    [InlineData("http://example.org/", NotHttps)]
    [InlineData("http://10.0.0.1/", NotHttps)]
    [InlineData("http://0.0.0.0:5000/", NotHttps)]
    [InlineData("https://10.0.0.1/", Numeric)]
    [InlineData("https://[::]/", Numeric)]
    [InlineData("http://localhost@example.org/", UserInfo)]
    [InlineData("http://localhost.example.org/", NotHttps)]
    public void The_development_setting_lets_nothing_else_through(string url, string reason) =>
        Assert.Equal(reason, UrlRules.Reject(url, allowLoopback: true));

    [Fact]
    public void No_text_makes_the_rules_fail()
    {
        var random = new Random(20261120);
        const string Pieces = "https://[]@:%.\\#?/①Ａ。．-_~ 0x7f\u0301\u00AD\uD800éß文a9\r";
        for (var round = 0; round < 5_000; round++)
        {
            var url = "https://" + string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            if (UrlRules.Reject(url, allowLoopback: false) is null)
            {
                Assert.Matches("^([a-z0-9_-]+\\.)+[a-z][a-z0-9-]*$", new Uri(url).IdnHost.ToLowerInvariant());
            }
        }
    }
}
