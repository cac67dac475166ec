namespace Relais.Http;

/// <summary>One host: what calls go through to it, how many do now, and what it takes to be ready for the next.</summary>
internal sealed class KeptHost(KeptHosts all, HostKey key) : IDisposable
{
    // Measured, rounded up: the handler, its timer, and what is remembered here.
    private const int HandlerKilobytes = 4;

    private readonly Lock gate = new();
    private HttpMessageInvoker? invoker;
    private int users;
    private int kilobytes;
    private long lastUse;

    public HostKey Key => key;

    /// <summary>What calls go through.</summary>
    public HttpMessageInvoker Invoker => invoker ?? throw new InvalidOperationException("The host was not rented.");

    /// <summary>What it is counted at, in kilobytes.</summary>
    public int Kilobytes => Volatile.Read(ref kilobytes);

    /// <summary>The number of its last use: only the order counts, so no clock is asked.</summary>
    public long LastUse => Volatile.Read(ref lastUse);

    public bool IsInUse => Volatile.Read(ref users) > 0;

    /// <summary>False when it has been given up.</summary>
    public bool TryRent(Func<KeptHost, HttpMessageInvoker> open)
    {
        lock (gate)
        {
            if (users < 0)
            {
                return false;
            }

            if (invoker is null)
            {
                invoker = open(this);
                Count(HandlerKilobytes);
            }

            users++;
            return true;
        }
    }

    /// <param name="use">The number of this use.</param>
    public void Return(long use)
    {
        lock (gate)
        {
            users--;
            lastUse = use;
        }
    }

    /// <summary>Gives it up unless a call is in progress: then nobody gets it any more, and whoever gave it up disposes of it.</summary>
    public bool TryRetire()
    {
        lock (gate)
        {
            if (users != 0 || invoker is null)
            {
                return false;
            }

            users = int.MinValue;
            return true;
        }
    }

    /// <summary>Takes a new connection in; what it answers is to be used in its place.</summary>
    public Stream Keep(Stream plain) => new KeptConnection(this, plain);

    public void Dispose()
    {
        if (invoker is not null)
        {
            Count(-HandlerKilobytes);
            invoker.Dispose();
        }
    }

    internal void Count(int more)
    {
        Interlocked.Add(ref kilobytes, more);
        all.Count(more);
    }
}
