namespace Relais.Http;

/// <summary>One field of a request that was at fault, by its JSON path, and why in words.</summary>
/// <param name="Field">JSON path without the leading <c>$.</c> (<c>hashtags[1].tag</c>), a parameter's name, or <c>body</c> for the whole.</param>
/// <param name="Detail">A predicate that reads on from the field's name: <c>must not be empty.</c></param>
public sealed record FieldError(string Field, string Detail);
