using System.Security.Cryptography.X509Certificates;

namespace Relais.Http;

/// <summary>The certificates from which all trust in strangers comes, read once and not with every connection.</summary>
internal sealed class TrustedRoots
{
    private readonly Lazy<X509Certificate2Collection> loaded;

    /// <param name="read">Called once, when the first encrypted connection is opened: a start needs none of it.</param>
    public TrustedRoots(Func<X509Certificate2Collection> read) => loaded = new Lazy<X509Certificate2Collection>(() =>
    {
        Policy.CustomTrustStore.AddRange(read());
        return Policy.CustomTrustStore;
    });

    /// <summary>How a stranger's certificate is judged; complete once <see cref="Load"/> has been called.</summary>
    public X509ChainPolicy Policy { get; } = new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,

        // As it is by default in .NET: to ask whether a certificate was revoked is to call an address that it names itself.
        RevocationMode = X509RevocationMode.NoCheck,

        // The same goes for missing links of the chain: a certificate would make us call whom it likes, past the address guard.
        DisableCertificateDownloads = true,
    };

    /// <summary>What this machine trusts, as .NET would find it anew for every handshake.</summary>
    public static TrustedRoots OfThisMachine()
    {
        if (OperatingSystem.IsLinux())
        {
            return new TrustedRoots(() => [.. Read(StoreLocation.LocalMachine), .. Read(StoreLocation.CurrentUser)]);
        }

        // Elsewhere the stores do not hold everything that the system trusts.
        var system = new TrustedRoots(() => []);
        system.Policy.TrustMode = X509ChainTrustMode.System;
        return system;
    }

    public void Load() => _ = loaded.Value;

    private static X509Certificate2Collection Read(StoreLocation location)
    {
        using var store = new X509Store(StoreName.Root, location, OpenFlags.ReadOnly);
        return store.Certificates;
    }
}
