using System.Collections.Concurrent;

namespace Relais.Http;

/// <summary>
/// The hosts that are called, or lately were, and how much memory they take: beyond the budget, those unused for longest are given up. Each has a handler of
/// its own, so that everything kept of a host goes at once: a shared one tidies up every few minutes, and a hundred thousand hosts are called in less.
/// </summary>
/// <param name="open">What calls go through to one host.</param>
internal sealed class KeptHosts(OutboundSettings settings, Func<KeptHost, HttpMessageInvoker> open) : IDisposable
{
    // A little more is given up than must be, so that not every call has to look for the oldest.
    private const int Slack = 16;

    // As long as too many are in use, only every so many calls look again.
    private const int Patience = 64;

    private readonly ConcurrentDictionary<HostKey, KeptHost> hosts = new();
    private readonly Lock gate = new();
    private readonly int mostKilobytes = settings.KeptMegabytes * 1_024;
    private int kilobytes;
    private int patience;
    private long uses;

    /// <summary>What the hosts are counted at, in kilobytes.</summary>
    public int Kilobytes => Volatile.Read(ref kilobytes);

    /// <summary>A call to a host begins; what is answered is given back to <see cref="Return"/>.</summary>
    public KeptHost Rent(Uri uri)
    {
        var key = new HostKey(uri.IdnHost, uri.Port, uri.Scheme == Uri.UriSchemeHttps);
        while (true)
        {
            var host = hosts.GetOrAdd(key, static (key, all) => new KeptHost(all, key), this);
            if (host.TryRent(open))
            {
                return host;
            }
        }
    }

    /// <summary>The call has ended, its answer is read or given up.</summary>
    public void Return(KeptHost host)
    {
        host.Return(Interlocked.Increment(ref uses));
        if (Kilobytes > mostKilobytes)
        {
            Shrink();
        }
    }

    public void Dispose()
    {
        foreach (var (key, host) in hosts)
        {
            hosts.TryRemove(KeyValuePair.Create(key, host));
            host.Dispose();
        }
    }

    internal void Count(int more) => Interlocked.Add(ref kilobytes, more);

    private void Shrink()
    {
        var retired = new List<KeptHost>();
        lock (gate)
        {
            if (Kilobytes <= mostKilobytes || --patience > 0)
            {
                return;
            }

            var excess = Kilobytes - (mostKilobytes - (mostKilobytes / Slack));
            foreach (var host in hosts.Values.Where(host => !host.IsInUse).OrderBy(host => host.LastUse).TakeWhile(_ => excess > 0))
            {
                var freed = host.Kilobytes;
                if (host.TryRetire())
                {
                    hosts.TryRemove(KeyValuePair.Create(host.Key, host));
                    retired.Add(host);
                    excess -= freed;
                }
            }

            patience = excess > 0 ? Patience : 0;
        }

        retired.ForEach(host => host.Dispose());
    }
}

/// <summary>Calls share their connections when all of it is the same.</summary>
internal readonly record struct HostKey(string Host, int Port, bool IsEncrypted);
