using System.Collections.Concurrent;

namespace Relais.Access;

/// <summary>Says whether a key opens a scope now, and remembers each key's row for a moment so that a busy caller does not cost a read a request.</summary>
public sealed class OrganiserKeyRing(OrganiserKeyStore store, TimeProvider time)
{
    // A key that is taken away elsewhere stops opening doors here within this time.
    private static readonly TimeSpan Remember = TimeSpan.FromSeconds(30);

    // Strangers can make up keys: what is remembered is bounded, and forgotten whole.
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<string, (OrganiserKey? Key, DateTimeOffset Until)> remembered = new(StringComparer.Ordinal);

    public async Task<OrganiserKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var (id, now) = (OrganiserKey.IdOf(text), time.GetUtcNow());
        if (remembered.TryGetValue(id, out var known) && now < known.Until)
        {
            return known.Key;
        }

        var key = await store.FindAsync(id, cancellationToken);
        if (remembered.Count >= MostRemembered)
        {
            remembered.Clear();
        }

        remembered[id] = (key, now + Remember);
        return key;
    }

    public void Forget(string id) => remembered.TryRemove(id, out _);
}
