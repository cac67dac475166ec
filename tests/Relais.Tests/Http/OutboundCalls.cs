using Relais.Http;

namespace Relais.Tests.Http;

/// <summary>What the tests of outgoing calls have in common: one call with a client of its own, and clocks that stand still.</summary>
internal static class OutboundCalls
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static OutboundSettings Loopback { get; } = new() { AllowLoopback = true };

    public static async Task<OutboundReply> SendAsync(
        HttpRequestMessage request,
        OutboundSettings? settings = null,
        int maxAnswerBytes = OutboundHttp.DefaultAnswerBytes,
        ResolveAddresses? resolve = null)
    {
        using var client = new OutboundHttp(Hosts(settings ?? Loopback, resolve), settings ?? Loopback, new StoppedClock());
        return await client.SendAsync(request, maxAnswerBytes, CancellationToken.None);
    }

    public static KeptHosts Hosts(OutboundSettings settings, ResolveAddresses? resolve = null, DialAddress? dial = null) =>
        OutboundConnection.CreateHosts(settings, TrustedRoots.OfThisMachine(), resolve ?? OutboundConnection.ResolveWithDns, dial);

    /// <summary>The handler of one host.</summary>
    public static SocketsHttpHandler Handler(OutboundSettings settings, ResolveAddresses? resolve = null, DialAddress? dial = null) => OutboundConnection.CreateHandler(
        settings,
        new KeptHost(new KeptHosts(settings, _ => throw new NotSupportedException()), default),
        TrustedRoots.OfThisMachine(),
        resolve ?? OutboundConnection.ResolveWithDns,
        dial);

    public static Task<OutboundReply> GetAsync(string url, ResolveAddresses? resolve = null) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, url), resolve: resolve);
}

/// <summary>A clock that always shows the same instant; its timers run.</summary>
internal class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => OutboundCalls.Now;
}

/// <summary>A clock whose one limit runs out when it is told to.</summary>
internal sealed class HandTime : StoppedClock
{
    private Action? runOut;

    public TimeSpan Limit { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Limit = dueTime;
        runOut = () => callback(state);
        return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void RunOut() => runOut!();
}
