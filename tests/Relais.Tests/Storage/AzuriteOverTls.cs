using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Relais.Storage;
using Relais.Tests.Http;

namespace Relais.Tests.Storage;

/// <summary>The storage emulator over https, which takes tokens: a server for the tests of a class, with a certificate made for it.</summary>
/// <remarks>Azurite 3.37 takes them for tables and queues alike, and checks their times, their issuer and whom they are for, not their signature.</remarks>
public sealed class AzuriteOverTls : IAsyncLifetime, IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("relais-tls-");
    private Azurite.Server server = new(null, 0, 0, "The emulator was not started.");

    public async Task InitializeAsync()
    {
        var certificate = authority.Issue("127.0.0.1");
        var (file, key) = (Path.Combine(directory.FullName, "certificate.pem"), Path.Combine(directory.FullName, "key.pem"));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        server = await Azurite.StartAsync("--oauth", "basic", "--cert", file, "--key", key);
    }

    public Task DisposeAsync()
    {
        server.Process?.Kill();
        directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    public void Dispose() => authority.Dispose();

    /// <summary>The account as an app opens it by token; skips the test that asks where there is no emulator.</summary>
    internal (StorageAccount Account, Overheard Wire) Open(TokenCredential credential, string? prefix = null)
    {
        Skip.If(server.WhyNot is not null, server.WhyNot);
        var wire = new Overheard(Trusting(authority.Root));
        return (StorageAccount.Open(Setting(credential), prefix ?? Azurite.NewName("tls"), new HttpClientTransport(wire)), wire);
    }

    /// <summary>A token that it accepts now, unless a test bends it.</summary>
    internal static string Token(int fromMinutes = -5, int untilMinutes = 60, string audience = StorageToken.Audience)
    {
        var now = TimeProvider.System.GetUtcNow();
        return StorageToken.Write(now.AddMinutes(fromMinutes), now.AddMinutes(untilMinutes), audience);
    }

    /// <summary>Connections to servers that this authority vouches for, and to no others.</summary>
    internal static SocketsHttpHandler Trusting(X509Certificate2 root) => new()
    {
        UseProxy = false,
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { root },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    };

    private StorageSetting.ByToken Setting(TokenCredential credential) => new(
        new Uri($"https://127.0.0.1:{server.TablePort}/{Azurite.AccountName}"), new Uri($"https://127.0.0.1:{server.QueuePort}/{Azurite.AccountName}"), credential);

    /// <summary>Passes requests on, and remembers by what each was authorised.</summary>
    internal sealed class Overheard(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly ConcurrentQueue<string> authorizations = new();

        public IReadOnlyList<string> Authorizations => [.. authorizations];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            authorizations.Enqueue(string.Join(" and ", request.Headers.GetValues("Authorization")));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
