using System.Security.Cryptography.X509Certificates;

namespace Relais.Http;

/// <summary>The certificates from which all trust in strangers comes: those of this machine, or others that are handed in.</summary>
internal sealed class TrustedRoots
{
    private TrustedRoots(X509ChainTrustMode mode) => Policy = new X509ChainPolicy
    {
        TrustMode = mode,

        // As it is by default in .NET: to ask whether a certificate was revoked is to call an address that it names itself.
        RevocationMode = X509RevocationMode.NoCheck,

        // The same goes for missing links of the chain: a certificate would make us call whom it likes, past the address guard.
        DisableCertificateDownloads = true,
    };

    /// <summary>How a stranger's certificate is judged.</summary>
    public X509ChainPolicy Policy { get; }

    /// <summary>What this machine trusts. A copy of that list, handed over as one's own, is no faster: every handshake goes through all of it.</summary>
    public static TrustedRoots OfThisMachine() => new(X509ChainTrustMode.System);

    /// <summary>These and no others.</summary>
    public static TrustedRoots Only(params X509Certificate2Collection roots)
    {
        var only = new TrustedRoots(X509ChainTrustMode.CustomRootTrust);
        only.Policy.CustomTrustStore.AddRange(roots);
        return only;
    }
}
