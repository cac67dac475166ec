using System.Text.Json;

namespace Relais.Tests.Infra;

/// <summary>What one file of infra/ declares, and where the grammar cannot follow it.</summary>
internal sealed record BicepFile(
    IReadOnlyList<BicepError> Errors,
    IReadOnlyList<BicepDeclaration> Parameters,
    IReadOnlyList<BicepDeclaration> Variables,
    IReadOnlyList<BicepDeclaration> Resources,
    IReadOnlyList<BicepDeclaration> Modules,
    IReadOnlyList<BicepDeclaration> Outputs);

/// <summary>A place that the grammar cannot follow.</summary>
internal sealed record BicepError(int Line, string What);

/// <summary>A parameter, variable, resource, module or output.</summary>
/// <param name="Kind">The type of a parameter, the type and version of a resource, the path of a module.</param>
/// <param name="Minimum">Of a number, or of the characters of a text.</param>
/// <param name="Maximum">As above.</param>
/// <param name="Value">As bicep.mjs gives it: what Azure works out stands there as an expression.</param>
/// <param name="Names">What it refers to in its file.</param>
/// <param name="Takes">Outputs of modules, such as `storage.outputs.name`.</param>
/// <param name="Text">As it stands in the file.</param>
internal sealed record BicepDeclaration(
    string Name,
    int Line,
    string? Kind,
    bool Existing,
    string? Description,
    JsonElement Allowed,
    bool Secure,
    int? Minimum,
    int? Maximum,
    JsonElement Value,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Takes,
    string Text)
{
    public string Type => Kind!.Split('@')[0];

    /// <summary>What stands between the braces, behind any loop and condition.</summary>
    public JsonElement Body => BodyOf(Value);

    /// <summary>What a loop goes over; undefined without one.</summary>
    public JsonElement Over => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("over", out var over) ? over : default;

    private static JsonElement BodyOf(JsonElement value) =>
        value.ValueKind != JsonValueKind.Object ? value
        : value.TryGetProperty("over", out _) && value.TryGetProperty("body", out var body) ? BodyOf(body)
        : value.TryGetProperty("condition", out _) && value.TryGetProperty("then", out var then) ? BodyOf(then)
        : value;
}
