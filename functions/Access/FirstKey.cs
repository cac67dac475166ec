namespace Relais.Access;

/// <summary>Gives an app that has no key of scope admin one: whoever starts the app sees it, once.</summary>
public sealed class FirstKey(OrganiserKeyStore store, TimeProvider time)
{
    /// <summary>The text of the first key, or null when some key gives keys already; one that has expired gives none.</summary>
    public async Task<string?> GiveAsync(CancellationToken cancellationToken) =>
        (await store.ListAsync(cancellationToken)).Any(key => key.Allows(OrganiserKey.Admin, time.GetUtcNow())) ? null : await GiveAsync("first key", null, cancellationToken);

    /// <summary>A further key of scope admin, such as the one that a demonstration uses for itself.</summary>
    public async Task<string> GiveAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var text = OrganiserKey.Draw();
        await store.AddAsync(new OrganiserKey(OrganiserKey.IdOf(text), name, OrganiserKey.Admin, time.GetUtcNow(), expiresAt), cancellationToken);
        return text;
    }
}
