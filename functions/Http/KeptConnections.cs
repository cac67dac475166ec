namespace Relais.Http;

/// <summary>The connections to strangers that are open, and how much memory they take: beyond the budget, those unused for longest are closed.</summary>
internal sealed class KeptConnections(OutboundSettings settings)
{
    // A little more is closed than must be, so that not every opening has to look for the oldest.
    private const int Slack = 16;

    // As long as all are in use, only every so many openings and endings look again.
    private const int Patience = 64;

    private readonly Lock gate = new();
    private readonly HashSet<KeptConnection> open = [];
    private readonly CallsInProgress calls = new();
    private readonly int mostKilobytes = settings.KeptMegabytes * 1_024;
    private int kilobytes;
    private int patience;
    private long uses;

    /// <summary>What the open connections are counted at, in kilobytes.</summary>
    public int Kilobytes => Volatile.Read(ref kilobytes);

    /// <summary>Takes a new connection in; what it answers is to be used in its place.</summary>
    public Stream Keep(Stream plain, Uri uri)
    {
        var connection = new KeptConnection(this, plain, CallsInProgress.DrawerOf(uri));
        lock (gate)
        {
            open.Add(connection);
            kilobytes += connection.Kilobytes;
        }

        Shrink();
        return connection;
    }

    public void BeginCall(int drawer) => calls.Begin(drawer);

    public void EndCall(int drawer)
    {
        calls.End(drawer);
        if (Kilobytes > mostKilobytes)
        {
            Shrink();
        }
    }

    /// <summary>The number of this use: only the order counts, so no clock is asked.</summary>
    internal long NextUse() => Interlocked.Increment(ref uses);

    internal void Remove(KeptConnection connection)
    {
        lock (gate)
        {
            kilobytes -= open.Remove(connection) ? connection.Kilobytes : 0;
        }
    }

    private void Shrink()
    {
        List<KeptConnection> retired;
        lock (gate)
        {
            if (kilobytes <= mostKilobytes || (--patience > 0 && calls.Any))
            {
                return;
            }

            retired = RetireIdle(mostKilobytes - (mostKilobytes / Slack));
            patience = kilobytes > mostKilobytes ? Patience : 0;
        }

        foreach (var connection in retired)
        {
            _ = connection.CloseAsync();
        }
    }

    private List<KeptConnection> RetireIdle(int enoughKilobytes)
    {
        var retired = new List<KeptConnection>();
        foreach (var connection in open.OrderBy(connection => connection.LastUse))
        {
            if (kilobytes <= enoughKilobytes)
            {
                break;
            }

            if (calls.TryHold(connection.Drawer))
            {
                connection.Retire();
                calls.Release(connection.Drawer);
                open.Remove(connection);
                kilobytes -= connection.Kilobytes;
                retired.Add(connection);
            }
        }

        return retired;
    }
}
