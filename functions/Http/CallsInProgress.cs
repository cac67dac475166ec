namespace Relais.Http;

/// <summary>Counts by host the calls in progress, so that no connection is closed that one of them may be using.</summary>
/// <remarks>Hosts are counted in drawers that some of them share: then a connection is kept that could have been closed, never the other way round.</remarks>
internal sealed class CallsInProgress
{
    private const int Drawers = 4_096;

    // So far below zero that callers who come meanwhile leave it there.
    private const int Held = int.MinValue;

    private readonly int[] counts = new int[Drawers];

    /// <summary>True when there is any at all.</summary>
    public bool Any => counts.AsSpan().ContainsAnyExcept(0);

    /// <summary>Where the calls to this host are counted.</summary>
    public static int DrawerOf(Uri uri) => (string.GetHashCode(uri.IdnHost, StringComparison.OrdinalIgnoreCase) ^ uri.Port) & (Drawers - 1);

    /// <summary>A call begins. Where a connection of its host is just being given up, it waits the instant that this takes.</summary>
    public void Begin(int drawer)
    {
        if (Interlocked.Increment(ref counts[drawer]) < 0)
        {
            AwaitRelease(drawer);
        }
    }

    public void End(int drawer) => Interlocked.Decrement(ref counts[drawer]);

    /// <summary>Keeps calls from beginning until <see cref="Release"/>; false when one has begun.</summary>
    public bool TryHold(int drawer) => Interlocked.CompareExchange(ref counts[drawer], Held, 0) == 0;

    public void Release(int drawer) => Interlocked.Add(ref counts[drawer], Held);

    private void AwaitRelease(int drawer) => SpinWait.SpinUntil(() => Volatile.Read(ref counts[drawer]) >= 0);
}
