using System.Text.Json;

namespace Relais.EndToEndTests.Hosting;

/// <summary>One function as its published `function.json` tells the host of it.</summary>
internal sealed record PublishedFunction(string Name, IReadOnlyList<JsonElement> Bindings)
{
    public JsonElement Trigger => Bindings[0];

    public string Type => Trigger.GetProperty("type").GetString()!;

    public string Parameter => Trigger.GetProperty("name").GetString()!;

    public bool IsTimer => Type == "timerTrigger";

    public bool IsQueue => Type == "queueTrigger";

    public bool IsHttp => Type == "httpTrigger";

    /// <summary>Every folder with a `function.json`, as the host finds them.</summary>
    public static IReadOnlyList<PublishedFunction> ReadAll(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "function.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => new PublishedFunction(Path.GetFileName(Path.GetDirectoryName(file))!, Bind(file))),
    ];

    public string Text(string property) => Trigger.GetProperty(property).GetString()!;

    private static JsonElement[] Bind(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.Clone().GetProperty("bindings").EnumerateArray()];
    }
}
