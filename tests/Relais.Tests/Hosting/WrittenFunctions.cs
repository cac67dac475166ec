using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Relais.Hosting.Local;

namespace Relais.Tests.Hosting;

/// <summary>Reads written function.json files as the Functions host does, and tells what it would stumble over.</summary>
internal static partial class WrittenFunctions
{
    /// <param name="directory">Where the functions were written.</param>
    /// <param name="app">The app that they were written from, with everything mapped.</param>
    public static IReadOnlyList<string> Faults(string directory, WebApplication app)
    {
        var functions = Directory.GetFiles(directory, "function.json", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file))!, file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("bindings"));
        var inputs = functions.ToDictionary(function => function.Key, function => function.Value[0]);
        var faults = new List<string>();
        faults.AddRange(functions.Keys.Where(name => !Name().IsMatch(name)).Select(name => $"{name} is no function name"));
        faults.AddRange(inputs.Where(input => Text(input.Value, "schedule") is { } schedule && !TimerSchedule.TryParse(schedule, out _, out _)).Select(input => $"{input.Key}: schedule"));
        faults.AddRange(Twice(inputs, "queueName"));
        faults.AddRange(Twice(inputs, "route"));
        faults.AddRange(inputs.Where(input => Text(input.Value, "type") == "httpTrigger" && functions[input.Key].GetArrayLength() != 2).Select(input => $"{input.Key}: not proxied"));
        var triggered = inputs.Where(input => Text(input.Value, "type") != "httpTrigger").Select(input => input.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var groups = inputs.Values.Select(input => Text(input, "route")).OfType<string>().Select(route => route[..route.IndexOf("/{*rest}", StringComparison.Ordinal)]).ToArray();
        foreach (var path in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern))
        {
            var text = path.RawText!.Trim('/');
            var first = path.PathSegments.Count == 0 ? "" : path.PathSegments[0].IsSimple && path.PathSegments[0].Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart word ? word.Content : "{}";
            if (first == "{}") faults.Add($"'{text}' could be asked for by a function's name");
            if (first.Length > 0 && !triggered.Contains(text) && !groups.Any(group => text == group || text.StartsWith(group + "/", StringComparison.Ordinal)))
                faults.Add($"'{text}' belongs to no function");
            if (triggered.Contains(first) && !triggered.Contains(text)) faults.Add($"'{text}' lies below a function's door");
        }
        return faults;
    }

    private static IEnumerable<string> Twice(Dictionary<string, JsonElement> inputs, string property) =>
        inputs.Select(input => (input.Key, Value: Text(input.Value, property))).Where(input => input.Value is not null)
            .GroupBy(input => input.Value, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"{property} '{group.Key}' of {string.Join(", ", group.Select(input => input.Key))}");

    private static string? Text(JsonElement binding, string property) => binding.TryGetProperty(property, out var value) ? value.GetString() : null;

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,127}$", RegexOptions.IgnoreCase)]
    private static partial Regex Name();
}
