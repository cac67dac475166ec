using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relais.Tests.Http;

/// <summary>Issues certificates of every kind, sound and unsound, for the servers that tests play.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string Host = "hooks.example.org";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly List<IDisposable> issued = [];

    public TestAuthority()
    {
        var (request, _) = Request("Root");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Root = Keep(request.CreateSelfSigned(Year(2000), Year(2100)));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A certificate for a server, by default a sound one.</summary>
    /// <param name="issuer">Who signs: by default the root.</param>
    /// <param name="issuerAddress">Where it says that its issuer's own certificate is to be had.</param>
    public X509Certificate2 Issue(
        string host = Host, int from = 2001, int until = 2099, bool forServers = true, X509Certificate2? issuer = null, Uri? issuerAddress = null)
    {
        var (request, key) = Request(host);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(forServers ? ServerUse : ClientUse)], critical: false));
        if (issuerAddress is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAddress.ToString()]));
        }

        return Sign(request, key, issuer ?? Root, from, until);
    }

    /// <summary>A link between the root and the certificates of servers.</summary>
    public X509Certificate2 IssueLink()
    {
        var (request, key) = Request("Link");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return Sign(request, key, Root, 2001, 2099);
    }

    /// <summary>A certificate that nobody vouches for but itself.</summary>
    public X509Certificate2 IssueAlone() => Keep(Request(Host).Request.CreateSelfSigned(Year(2001), Year(2099)));

    public void Dispose() => issued.ForEach(one => one.Dispose());

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private X509Certificate2 Sign(CertificateRequest request, ECDsa key, X509Certificate2 issuer, int from, int until)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var number = BitConverter.GetBytes(issued.Count + 1);
        using var signed = request.Create(issuer, Year(from), Year(until), number);
        return Keep(signed.CopyWithPrivateKey(key));
    }

    private (CertificateRequest Request, ECDsa Key) Request(string name)
    {
        var key = Keep(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var id = new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false);

        // Named by its key: two authorities of one name could be taken for each other.
        var request = new CertificateRequest($"CN={name}, SERIALNUMBER={id.SubjectKeyIdentifier}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(id);
        return (request, key);
    }

    private T Keep<T>(T one)
        where T : IDisposable
    {
        issued.Add(one);
        return one;
    }
}
