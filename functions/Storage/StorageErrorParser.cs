using System.Text.Json;
using System.Xml;
using Azure;
using Azure.Core;

namespace Relais.Storage;

/// <summary>Code and message of a refused request: from JSON (tables), XML (queues, and some tables answers), or the header alone.</summary>
internal sealed class StorageErrorParser : RequestFailedDetailsParser
{
    private const string CodeHeader = "x-ms-error-code";

    public static StorageErrorParser Shared { get; } = new();

    /// <summary>The code that the service gave, or null when it gave none.</summary>
    public static string? CodeOf(Response response)
    {
        if (response.Headers.TryGetValue(CodeHeader, out var code) && !string.IsNullOrEmpty(code))
        {
            return code;
        }

        var (fromBody, _) = Read(response);
        return string.IsNullOrEmpty(fromBody) ? null : fromBody;
    }

    public override bool TryParse(Response response, out ResponseError? error, out IDictionary<string, string>? data)
    {
        data = null;
        var (code, message) = Read(response);
        if (string.IsNullOrEmpty(code) && response.Headers.TryGetValue(CodeHeader, out var header))
        {
            code = header;
        }

        message = StorageAdvice.Add(code, message);
        error = string.IsNullOrEmpty(code) && string.IsNullOrEmpty(message) ? null : new ResponseError(code, message);
        return error is not null;
    }

    private static (string? Code, string? Message) Read(Response response)
    {
        // An answer whose body was not buffered, or that has none, still has its status: that is enough to throw with.
        if (response.ContentStream is not MemoryStream || response.Content.ToMemory() is not { Length: > 0 } body)
        {
            return (null, null);
        }

        try
        {
            var start = body.Span.TrimStart(" \r\n\t\uFEFF"u8);
            return start switch
            {
                [(byte)'{', ..] => ReadJson(body),
                [(byte)'<', ..] => ReadXml(body),
                _ => (null, null),
            };
        }
        catch (Exception malformed) when (malformed is JsonException or XmlException or InvalidOperationException)
        {
            // A proxy's page or a cut answer: the caller learns the status, which is all there is.
            return (null, null);
        }
    }

    private static (string? Code, string? Message) ReadJson(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind is not JsonValueKind.Object || !document.RootElement.TryGetProperty("odata.error", out var error)
            || error.ValueKind is not JsonValueKind.Object)
        {
            return (null, null);
        }

        var code = error.TryGetProperty("code", out var given) && given.ValueKind is JsonValueKind.String ? given.GetString() : null;
        var message = error.TryGetProperty("message", out var text) && text.ValueKind is JsonValueKind.Object
            && text.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return (code, message);
    }

    private static (string? Code, string? Message) ReadXml(ReadOnlyMemory<byte> body)
    {
        string? code = null, message = null;
        using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), StorageXml.Untrusting);
        reader.MoveToContent();
        reader.ReadStartElement("Error");
        while (reader.MoveToContent() is XmlNodeType.Element)
        {
            switch (reader.Name)
            {
                case "Code": code = reader.ReadElementContentAsString(); break;
                case "Message": message = reader.ReadElementContentAsString(); break;
                default: reader.Skip(); break;
            }
        }

        return (code, message);
    }
}
