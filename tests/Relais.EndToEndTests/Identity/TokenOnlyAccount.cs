using System.Security.Cryptography.X509Certificates;
using Relais.Tests.Http;

namespace Relais.EndToEndTests.Identity;

/// <summary>A storage account over https that an app opens by its managed identity, as in Azure: the emulator, a certificate made for it, and an identity endpoint.</summary>
internal sealed class TokenOnlyAccount : IAsyncDisposable
{
    private readonly DirectoryInfo directory;
    private readonly EmulatorProcess emulator;

    private TokenOnlyAccount(DirectoryInfo directory, EmulatorProcess emulator, IdentityEndpoint identity) => (this.directory, this.emulator, Identity) = (directory, emulator, identity);

    public IdentityEndpoint Identity { get; }

    /// <summary>What the app finds in its environment instead of a connection string; the last two let it trust this one certificate.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("AzureWebJobsStorage__tableServiceUri", emulator.SecureAddresses.Tables.ToString()),
        ("AzureWebJobsStorage__queueServiceUri", emulator.SecureAddresses.Queues.ToString()),
        ("AzureWebJobsStorage__credential", "managedidentity"),
        ("AzureWebJobsStorage__clientId", IdentityEndpoint.ClientId),
        ("IDENTITY_ENDPOINT", Identity.Address),
        ("IDENTITY_HEADER", IdentityEndpoint.Secret),
        ("SSL_CERT_FILE", Path.Combine(directory.FullName, "root.pem")),
        ("SSL_CERT_DIR", Path.Combine(directory.FullName, "none")),
    ];

    /// <summary>Starts it with nothing in it; skips the test where there is no emulator.</summary>
    /// <param name="lifetimes">How long the identity's tokens last, one after another and then as the last one.</param>
    public static async Task<TokenOnlyAccount> StartAsync(params TimeSpan[] lifetimes)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Which certificates a process trusts is said by its environment on Linux only.");
        var directory = Directory.CreateTempSubdirectory("relais-identity-");
        using var authority = new TestAuthority();
        var certificate = authority.Issue("127.0.0.1");
        var (file, key) = (Path.Combine(directory.FullName, "certificate.pem"), Path.Combine(directory.FullName, "key.pem"));
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "root.pem"), authority.Root.ExportCertificatePem());
        directory.CreateSubdirectory("none");
        var (emulator, whyNot) = await EmulatorProcess.StartAsync(["--inMemoryPersistence", "--extentMemoryLimit", "256", "--oauth", "basic", "--cert", file, "--key", key]);
        Skip.If(emulator is null, whyNot);
        return new TokenOnlyAccount(directory, emulator, await IdentityEndpoint.StartAsync(lifetimes));
    }

    public async ValueTask DisposeAsync()
    {
        await Identity.DisposeAsync();
        await emulator.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
