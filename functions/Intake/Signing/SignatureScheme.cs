namespace Relais.Intake.Signing;

/// <summary>How a kind of site signs its calls.</summary>
internal abstract class SignatureScheme
{
    /// <summary>Whether one of the secrets signed this call, within its window of time.</summary>
    /// <param name="secrets">Those that are still taken; of more than <see cref="HmacScheme.MostSecrets"/> the first.</param>
    public abstract Verdict Verify(IncomingCall call, IReadOnlyList<string> secrets, DateTimeOffset now);

    /// <summary>The headers by which a site of this kind would sign this call; none for a call that it would not sign.</summary>
    /// <param name="id">The message's, where one is signed.</param>
    public abstract IReadOnlyList<(string Name, string Value)> Sign(IncomingCall call, string secret, string id, DateTimeOffset now);

    /// <summary>Why a text can be no secret of this kind, as a predicate such as `must begin with whsec_.`; null when it can. Does not repeat it.</summary>
    public abstract string? RejectSecret(string secret);
}

/// <summary>What came of verifying a call.</summary>
/// <param name="Fault">Why it is not known for the site's own, in a short word such as `no signature`, `too old`, `wrong signature`; null when it is. Holds nothing of what was sent.</param>
internal readonly record struct Verdict(string? Fault)
{
    public static readonly Verdict NoSecret = new("no secret");
    public static readonly Verdict NoSignature = new("no signature");
    public static readonly Verdict NoTimestamp = new("no timestamp");
    public static readonly Verdict NoId = new("no id");
    public static readonly Verdict NoToken = new("no token");

    /// <summary>A header that is verified came twice: two readers might each take another one for the right one.</summary>
    public static readonly Verdict TwiceSent = new("header twice");
    public static readonly Verdict TooManySignatures = new("too many signatures");
    public static readonly Verdict TooOld = new("too old");
    public static readonly Verdict TooEarly = new("from the future");
    public static readonly Verdict WrongTimestamp = new("wrong timestamp");
    public static readonly Verdict WrongId = new("wrong id");
    public static readonly Verdict WrongSignature = new("wrong signature");
    public static readonly Verdict WrongToken = new("wrong token");

    public static Verdict Genuine => default;

    public bool IsGenuine => Fault is null;
}
