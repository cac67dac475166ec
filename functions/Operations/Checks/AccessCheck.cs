using Relais.Access;

namespace Relais.Operations.Checks;

/// <summary>Whether organisers' keys soon end, above all the last that gives keys.</summary>
internal sealed class AccessCheck(OrganiserKeyStore keys, TimeProvider time) : ICheck
{
    private const string About = "access";

    public static readonly DeclaredCheck Declaration = new(About, "organisers' keys that soon expire, and whether one gives keys", NeedsStorage: true);

    // Time to notice, and to hand new keys to people who are on holiday.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken) => [.. Of(await keys.ListAsync(cancellationToken), time.GetUtcNow())];

    internal static IEnumerable<Finding> Of(IReadOnlyList<OrganiserKey> keys, DateTimeOffset now)
    {
        if (!keys.Any(key => key.Allows(OrganiserKey.Admin, now)))
        {
            yield return Finding.Error("access-no-admin", About, "No key of scope admin is valid: nobody can give or take keys.", "Give yourself one with the command `key NAME`, as docs/operations.md tells.");
        }
        else if (!keys.Any(key => key.Allows(OrganiserKey.Admin, now + Soon)))
        {
            yield return Finding.Warning("access-admin-ends", About, $"In {Soon.TotalDays:0} days no key of scope admin will be valid any more.", "Give a new one now: POST /api/keys with scope admin.");
        }

        var ending = keys.Where(key => key.ExpiresAt > now && key.ExpiresAt <= now + Soon).OrderBy(key => key.ExpiresAt).ToArray();
        if (ending.Length > 0)
        {
            yield return Finding.Warning(
                "access-ends",
                About,
                $"{Finding.Count(ending.Length, "key")} will expire within {Soon.TotalDays:0} days, the first on {Finding.Time(ending[0].ExpiresAt!.Value)}.",
                "GET /api/keys says whose; give new ones in time: POST /api/keys.");
        }
    }
}
