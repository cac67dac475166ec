using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relais.EndToEndTests.Hosting;

// The published app with the identity that Azure gives it: what is left of the libraries that ask for tokens, after trimming, must still do it.
public sealed class ManagedIdentityTests
{
    [SkippableFact]
    public async Task The_published_app_asks_the_platform_for_a_token_and_opens_its_storage_with_it()
    {
        using var certificate = Certificate();
        var trusted = Path.Combine(Directory.CreateTempSubdirectory("relais-identity-").FullName, "trusted.pem");
        try
        {
            await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
            await using var platform = await IdentityPlatform.StartAsync(certificate);
            await using var host = await FunctionsHost.StartAsync(
                "",
                ("AzureWebJobsStorage__tableServiceUri", platform.Storage),
                ("AzureWebJobsStorage__queueServiceUri", platform.Storage),
                ("AzureWebJobsStorage__credential", "managedidentity"),
                ("AzureWebJobsStorage__clientId", "4fcf90ae-5420-4c4a-9912-2a20c7a9d6b7"),
                ("IDENTITY_ENDPOINT", platform.Identity),
                ("IDENTITY_HEADER", "header-of-the-platform"),
                ("SSL_CERT_FILE", trusted));

            await Deadline.SeesAsync("tables and queues to be made", () => Task.FromResult(platform.Made.Count >= host.Functions.Count(function => function.IsQueue) ? platform : null));

            Assert.Equal(["4fcf90ae-5420-4c4a-9912-2a20c7a9d6b7 https://storage.azure.com header-of-the-platform"], platform.Asked.Distinct());
            Assert.All(platform.Made, made => Assert.Equal("Bearer token-of-the-identity", made));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(trusted)!, recursive: true);
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=storage of a test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
