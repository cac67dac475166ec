using System.Globalization;
using System.Text.Json;

namespace Relais.Hosting;

/// <summary>What local.settings.json says for running on one machine: values like environment variables, and the port.</summary>
internal sealed record LocalSettings(IReadOnlyDictionary<string, string?> Values, int? HttpPort)
{
    private const string FileName = "local.settings.json";

    public static readonly LocalSettings None = new(new Dictionary<string, string?>(), null);

    /// <summary>Reads the file in the first directory that has one.</summary>
    /// <exception cref="InvalidOperationException">The file is there and cannot be read as settings.</exception>
    public static LocalSettings Load(IEnumerable<string> directories)
    {
        var path = directories.Select(directory => Path.Combine(directory, FileName)).FirstOrDefault(File.Exists);
        if (path is null) return None;
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new InvalidOperationException($"{path}: {exception.Message}", exception);
        }
    }

    internal static LocalSettings Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object) throw new FormatException("must be a JSON object.");
        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind is JsonValueKind.True)
            throw new FormatException("IsEncrypted: encrypted settings can only be read by the Core Tools; run 'func settings decrypt'.");
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (root.TryGetProperty(nameof(Values), out var section))
        {
            if (section.ValueKind is not JsonValueKind.Object) throw new FormatException("Values: must be an object.");
            foreach (var value in section.EnumerateObject())
            {
                if (value.Value.ValueKind is not JsonValueKind.String) throw new FormatException($"Values.{value.Name}: must be a string.");
                values[value.Name.Replace("__", ":", StringComparison.Ordinal)] = value.Value.GetString();
            }
        }
        return new LocalSettings(values, ReadPort(root));
    }

    private static int? ReadPort(JsonElement root)
    {
        if (!root.TryGetProperty("Host", out var host) || host.ValueKind is not JsonValueKind.Object || !host.TryGetProperty("LocalHttpPort", out var port))
            return null;
        var text = port.ValueKind is JsonValueKind.String ? port.GetString() : port.GetRawText();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? number
            : throw new FormatException("Host.LocalHttpPort: must be a port number from 1 to 65535.");
    }
}
