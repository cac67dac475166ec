using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Access;

/// <summary>Keys as an admin gives, lists and takes them away over HTTP.</summary>
public static class ManageKeys
{
    public static void MapManageKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapFunction(nameof(ManageKeys), "api/keys").WithTags("Keys").WithMetadata(new RequiredScope(OrganiserKey.Admin));
        keys.MapGet("", ListAsync).WithSummary("All keys, without their texts.");
        keys.MapPost("", CreateAsync).WithSummary("Gives a key; the answer holds its text, once.");
        keys.MapDelete("{key}", RemoveAsync).WithSummary("Takes a key away; it opens nothing within half a minute.");
    }

    private const int LongestNameChars = 80;

    private static async Task<Ok<KeyList>> ListAsync(OrganiserKeyStore store, CancellationToken cancellationToken)
    {
        var keys = await store.ListAsync(cancellationToken);
        return TypedResults.Ok(new KeyList([.. keys.OrderBy(key => key.CreatedAt).Select(key => new KeyShown(key.Id, key.Name, key.Scope, key.CreatedAt, key.ExpiresAt, null))]));
    }

    private static async Task<Results<Created<KeyShown>, ProblemHttpResult>> CreateAsync(
        KeyDraft draft, OrganiserKeyStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var fault = TextRules.Check("name", draft.Name, 1, LongestNameChars)
            ?? (draft.Scope is not null && !OrganiserKey.Scopes.Contains(draft.Scope) ? new FieldError("scope", $"must be one of: {string.Join(", ", OrganiserKey.Scopes)}.") : null)
            ?? (draft.ExpiresAt <= now ? new FieldError("expiresAt", "must lie ahead.") : null);
        if (fault is not null)
        {
            return Problem.Fields([fault]);
        }

        var text = OrganiserKey.Draw();
        var key = new OrganiserKey(OrganiserKey.IdOf(text), draft.Name!.Trim(), draft.Scope ?? OrganiserKey.Read, now, draft.ExpiresAt?.ToUniversalTime());
        await store.AddAsync(key, cancellationToken);
        return TypedResults.Created($"/api/keys/{key.Id}", new KeyShown(key.Id, key.Name, key.Scope, key.CreatedAt, key.ExpiresAt, text));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string key, OrganiserKeyStore store, OrganiserKeyRing ring, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is null)
        {
            return Problem.NotFound("key");
        }

        await store.RemoveAsync(key, cancellationToken);
        ring.Forget(key);
        return TypedResults.NoContent();
    }
}

/// <summary>A key as it is asked for; its scope is `read` when none is named.</summary>
public sealed record KeyDraft(string? Name = null, string? Scope = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A key as the API shows it: with its text only in the answer that gives it.</summary>
public sealed record KeyShown(
    string Id,
    string Name,
    string Scope,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Key);

/// <summary>All keys, oldest first.</summary>
public sealed record KeyList(IReadOnlyList<KeyShown> Keys);
