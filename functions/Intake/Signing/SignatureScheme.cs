namespace Relais.Intake.Signing;

/// <summary>How a kind of site signs its calls.</summary>
internal abstract class SignatureScheme
{
    /// <summary>Whether one of the secrets signed this call, within its window of time.</summary>
    /// <param name="secrets">Those that are still taken.</param>
    public abstract Verdict Verify(IncomingCall call, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>Why a text can be no secret of this kind; null when it can. Does not repeat it.</summary>
    public abstract string? RejectSecret(string secret);
}

/// <summary>What came of verifying a call.</summary>
/// <param name="Fault">Why it is not known for the site's own, in a short word such as `no signature`, `too old`, `wrong signature`; null when it is. Holds nothing of what was sent.</param>
internal readonly record struct Verdict(string? Fault)
{
    public static Verdict Genuine => default;

    public bool IsGenuine => Fault is null;
}
