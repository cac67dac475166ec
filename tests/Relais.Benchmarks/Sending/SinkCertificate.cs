using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relais.Benchmarks.Sending;

/// <summary>A certificate for any number of hosts of this machine, and the root that vouches for it and for nothing else.</summary>
internal sealed class SinkCertificate : IDisposable
{
    /// <summary>All hosts of one label below this name.</summary>
    public const string Domain = "sink.localhost";

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";

    private SinkCertificate(X509Certificate2 root, X509Certificate2 server) => (Root, Server) = (root, server);

    public X509Certificate2 Root { get; }

    public X509Certificate2 Server { get; }

    public static SinkCertificate Create()
    {
        // Kept by the certificates.
        var (rootKey, key) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var rootRequest = new CertificateRequest("CN=Root of the benchmark's sink", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var root = rootRequest.CreateSelfSigned(Year(2020), Year(2100));

        var request = new CertificateRequest($"CN={Domain}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName($"*.{Domain}");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerUse)], critical: false));
        using var signed = request.Create(root, Year(2020), Year(2099), [1]);
        return new SinkCertificate(root, signed.CopyWithPrivateKey(key));
    }

    public void Dispose()
    {
        Root.Dispose();
        Server.Dispose();
    }

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
