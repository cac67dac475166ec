using System.Text;
using Relais.Intake;
using Relais.Intake.Signing;
using Relais.Tests.Architecture;

namespace Relais.Tests.Intake.Signing;

/// <summary>Holds each way of signing to a second one written on its own: what it signs is genuine, and nothing that differs in one bit.</summary>
public sealed class SchemesTests
{
    private const string Url = "https://relais.example/in/abc?campaign=7";
    private const long Time = 1767225600;
    private const int Bodies = 8;
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(Time);

    public static TheoryData<string> Names => [.. OtherSigner.All.Select(site => site.Name)];

    [Fact]
    public void Every_scheme_has_a_second_one()
    {
        var schemes = typeof(Schemes).GetFields().Select(field => field.GetValue(null)).OfType<SignatureScheme>().ToArray();

        Assert.Equal(14, schemes.Length);
        Assert.Equal(schemes.ToHashSet(), OtherSigner.All.Select(site => site.Scheme).ToHashSet());
    }

    [Fact]
    public void The_paper_tells_of_every_scheme_and_whether_it_signs_a_time()
    {
        var told = Paper.Read("docs/signatures.md").Table("scheme", "signature stands in").Select(row => (row[0].Trim('`'), row[4] == "300 s"));
        var there = typeof(Schemes).GetFields().Where(field => field.GetValue(null) is SignatureScheme)
            .Select(field => (field.Name, OtherSigner.All.Any(site => site.HasTime && site.Scheme == field.GetValue(null))));

        Assert.Equal(there.Order(), told.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_other_signs_is_genuine_and_under_another_secret_it_is_not(string name)
    {
        var site = Site(name);
        foreach (var (body, headers) in Signed(site))
        {
            Assert.Equal(Verdict.Genuine, site.Scheme.Verify(Call(body, headers), [site.Secret], Now));
            Assert.Equal(Verdict.WrongSignature, site.Scheme.Verify(Call(body, headers), [site.OtherSecret], Now));
            Assert.Equal(Verdict.NoSecret, site.Scheme.Verify(Call(body, headers), [], Now));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_we_sign_to_try_an_inlet_out_is_what_its_site_would_sign(string name)
    {
        var site = Site(name);
        foreach (var (body, headers) in Signed(site))
        {
            var written = site.Scheme.Sign(Call(body, headers.Where(header => header.Name == "Content-Type")), site.Secret, "msg_1", Now).ToArray();
            Assert.Equal(Verdict.Genuine, site.Scheme.Verify(Call(body, [.. written, .. headers.Where(header => header.Name == "Content-Type")]), [site.Secret], Now));

            // Of a site with several headers or hashes we write one.
            if (name is not ("svix" or "x" or "websub-sha1" or "websub-sha384" or "websub-sha512"))
            {
                Assert.Equal(site.Sign(site.Secret, body, Time, "msg_1", Url).Where(header => header.Name != "Content-Type").Order(), written.Order());
            }
        }
    }

    [Fact]
    public void Nothing_is_signed_by_what_is_no_secret_nor_for_a_call_that_such_a_site_does_not_sign()
    {
        Assert.Empty(Schemes.Airtable.Sign(Calls.Post("{}"), "no base64!", "msg_1", Now));
        Assert.Empty(Schemes.Twilio.Sign(Calls.Post("{}"), "1234567890123456", "msg_1", Now));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_other_bit_of_the_body_is_noticed(string name)
    {
        var site = Site(name);
        foreach (var (body, headers) in Signed(site))
        {
            for (var bit = 0; bit < body.Length * 8; bit++)
            {
                var other = body.ToArray();
                other[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Equal((bit, Verdict.WrongSignature), (bit, site.Scheme.Verify(Call(other, headers), [site.Secret], Now)));
            }

            Assert.Equal(Verdict.WrongSignature, site.Scheme.Verify(Call([.. body, (byte)'\n'], headers), [site.Secret], Now));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void One_other_bit_of_signature_time_or_id_is_noticed(string name)
    {
        var site = Site(name);
        foreach (var (body, headers) in Signed(site))
        {
            var own = headers.Index().Where(header => header.Item.Name != "Content-Type").ToArray();
            Assert.NotEmpty(own);
            foreach (var (index, (header, value)) in own)
            {
                for (var bit = 0; bit < value.Length * 8; bit++)
                {
                    var other = value.ToCharArray();
                    other[bit / 8] ^= (char)(1 << (bit % 8));
                    var changed = headers.ToArray();
                    changed[index] = (header, new string(other));
                    Assert.False(site.Scheme.Verify(Call(body, changed), [site.Secret], Now).IsGenuine, $"{header}, bit {bit}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_header_that_is_signed_must_be_there_once(string name)
    {
        var site = Site(name);
        var (body, headers) = Signed(site).First();
        foreach (var header in headers.Where(header => header.Name != "Content-Type"))
        {
            var fault = site.Scheme.Verify(Call(body, headers.Where(other => other != header)), [site.Secret], Now).Fault;

            Assert.Equal(header.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? "no id" : header.Name.EndsWith("timestamp", StringComparison.OrdinalIgnoreCase) ? "no timestamp" : "no signature", fault);
            Assert.Equal(Verdict.TwiceSent, site.Scheme.Verify(Call(body, [.. headers, header]), [site.Secret], Now));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_signed_time_may_stand_five_minutes_from_ours_and_no_second_more(string name)
    {
        var site = Site(name);
        var (body, headers) = Signed(site).First();

        Assert.Equal(Verdict.Genuine, site.Scheme.Verify(Call(body, headers), [site.Secret], Now.AddSeconds(300)));
        Assert.Equal(Verdict.Genuine, site.Scheme.Verify(Call(body, headers), [site.Secret], Now.AddSeconds(-300)));
        Assert.Equal(site.HasTime ? Verdict.TooOld : Verdict.Genuine, site.Scheme.Verify(Call(body, headers), [site.Secret], Now.AddSeconds(301)));
        Assert.Equal(site.HasTime ? Verdict.TooEarly : Verdict.Genuine, site.Scheme.Verify(Call(body, headers), [site.Secret], Now.AddSeconds(-301)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void While_one_secret_takes_the_place_of_another_both_are_taken_and_then_only_the_new_one(string name)
    {
        var site = Site(name);
        var (body, headers) = Signed(site).First();
        var inlet = new Inlet("i", "c", "p", "n", Now) { Secrets = [new InletSecret(site.OtherSecret, null), new InletSecret(site.Secret, Now.AddSeconds(1))] };

        Assert.Equal(Verdict.Genuine, site.Scheme.Verify(Call(body, headers), inlet.SecretsAt(Now), Now));
        Assert.Equal(Verdict.WrongSignature, site.Scheme.Verify(Call(body, headers), inlet.SecretsAt(Now.AddSeconds(1)), Now));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_of_a_call_or_a_secret_gets_into_the_words_of_a_verdict(string name)
    {
        var site = Site(name);
        var (body, headers) = Signed(site).First();
        var call = Call([.. body, 1], headers);
        var said = $"{site.Scheme.Verify(call, [site.Secret], Now)} {call} {new InletSecret(site.Secret, null)} {site.Scheme}";

        Assert.Equal($"Verdict {{ Fault = wrong signature, IsGenuine = False }} POST of {body.Length + 1} bytes InletSecret Relais.Intake.Signing.HmacScheme", said);
    }

    private static OtherSigner Site(string name) => OtherSigner.All.Single(site => site.Name == name);

    // Any bytes, but for Twilio a form: of other bodies it signs a hash.
    private static IEnumerable<(byte[] Body, (string Name, string Value)[] Headers)> Signed(OtherSigner site)
    {
        for (var seed = 0; seed < Bodies; seed++)
        {
            var random = new Random(seed);
            var body = new byte[8 + random.Next(40)];
            random.NextBytes(body);
            body = site.Name == "twilio" ? Encoding.ASCII.GetBytes($"From={random.Next(1000)}&Body={new string(random.GetItems<char>("abxyz019", 12))}&Aa=zZ") : body;
            yield return (body, site.Sign(site.Secret, body, Time, $"msg_{random.Next()}", Url));
        }
    }

    private static IncomingCall Call(byte[] body, IEnumerable<(string Name, string Value)> headers) => Calls.Of("POST", Url, body, headers);
}
