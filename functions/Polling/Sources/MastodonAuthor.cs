using System.Text.Json;
using Relais.Momentum;

namespace Relais.Polling.Sources;

/// <summary>Who wrote a status, as far as they let it be known.</summary>
/// <param name="IsPrivate">Whether they have asked not to be found.</param>
/// <param name="Account">Null for those, for programs, and where nothing can be read.</param>
internal readonly record struct MastodonAuthor(bool IsPrivate, PublicAccount? Account)
{
    /// <param name="host">Where it was read: accounts of its own have no host in their name.</param>
    public static MastodonAuthor Read(JsonElement account, string host)
    {
        if (account.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        // mastodon/documentation, entities/Account: what is left out, or null, is no wish.
        var isPrivate = Is(account, "noindex", JsonValueKind.True) || Is(account, "indexable", JsonValueKind.False) || Is(account, "discoverable", JsonValueKind.False);
        if (isPrivate || Is(account, "bot", JsonValueKind.True) || Is(account, "suspended", JsonValueKind.True) || Is(account, "limited", JsonValueKind.True))
        {
            return new MastodonAuthor(isPrivate, null);
        }

        var name = JsonText.Find(account, "acct");
        return new MastodonAuthor(false, name is null ? null : PublicAccount.Of(name.Contains('@', StringComparison.Ordinal) ? $"@{name}" : $"@{name}@{host}", JsonText.Find(account, "url")));
    }

    private static bool Is(JsonElement account, string name, JsonValueKind kind) => account.TryGetProperty(name, out var value) && value.ValueKind == kind;
}
