using System.Net;
using System.Threading.RateLimiting;

namespace Relais.Subscriptions;

/// <summary>Counts, in memory alone, how often somebody calls the doors that write to addresses: by network, and forgotten within minutes.</summary>
internal sealed class Callers : IDisposable
{
    // A household or a school behind one address must get in; somebody who tries out addresses must not (facts C.5).
    private const string BurstSetting = "Subscriptions:CallsAtOnce";
    private const int UsualBurst = 20;
    private const int MostBurst = 10_000;
    private static readonly TimeSpan OneMore = TimeSpan.FromSeconds(30);

    private readonly PartitionedRateLimiter<Caller> limiter;
    private readonly int burst;

    /// <exception cref="InvalidOperationException">The setting is no number of calls; the message says which.</exception>
    public Callers(IConfiguration configuration)
    {
        burst = configuration.GetValue(BurstSetting, UsualBurst);
        if (burst is < 1 or > MostBurst)
        {
            throw new InvalidOperationException($"{BurstSetting}: must be 1 to {MostBurst}.");
        }

        limiter = PartitionedRateLimiter.Create<Caller, Caller>(caller => RateLimitPartition.GetTokenBucketLimiter(
            caller, _ => new TokenBucketRateLimiterOptions { TokenLimit = caller.AtOnce, TokensPerPeriod = 1, ReplenishmentPeriod = caller.OneMore, QueueLimit = 0, AutoReplenishment = true }));
    }

    /// <summary>Null when the call may pass, else in how many seconds the next one may.</summary>
    public int? Refuse(HttpContext context) => Refuse(new Caller(NetworkOf(context), null, burst, OneMore));

    /// <summary>As <see cref="Refuse(HttpContext)"/>, of those who come by one link for a group: often from one network, for which the link stands in; neither alone can be used up for the others.</summary>
    public int? Refuse(HttpContext context, Invitation? invitation) =>
        Refuse(context) is not { } seconds ? null : invitation is null ? seconds : Refuse(new Caller(null, invitation.Id, burst + (2 * invitation.Uses), OneMore));

    /// <summary>As <see cref="Refuse(HttpContext)"/>, counted apart for another door.</summary>
    /// <param name="door">What is counted: one thing at one door.</param>
    /// <param name="oneMore">How long it takes until one more may come.</param>
    public int? Refuse(HttpContext context, string door, int atOnce, TimeSpan oneMore) => Refuse(new Caller(NetworkOf(context), door, atOnce, oneMore));

    private int? Refuse(Caller caller)
    {
        using var lease = limiter.AttemptAcquire(caller);
        return lease.IsAcquired ? null : (int)caller.OneMore.TotalSeconds;
    }

    public void Dispose() => limiter.Dispose();

    // Behind a proxy on this machine, as the Functions host is one, it is the last that the proxy names (UseHosting).
    private static IPAddress NetworkOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            return address;
        }

        // A household has a /64 of its own and as many addresses in it as it likes.
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return new IPAddress(bytes);
    }

    /// <summary>A network, a link for a group, or a network at one door, and how many calls it may make at once.</summary>
    private readonly record struct Caller(IPAddress? Network, string? Door, int AtOnce, TimeSpan OneMore);
}
