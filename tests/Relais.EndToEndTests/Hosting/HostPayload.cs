using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relais.EndToEndTests.Hosting;

/// <summary>The bodies that the Functions host posts, quoted as it quotes them: numbers are strings, texts are quoted twice, binary is base64.</summary>
internal static class HostPayload
{
    /// <summary>A timer; without a status it is one that the host does not monitor.</summary>
    public static string Timer(string name, (DateTimeOffset Last, DateTimeOffset Next)? status, bool isPastDue = false) => new JsonObject
    {
        ["Data"] = new JsonObject
        {
            [name] = new JsonObject
            {
                ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
                ["ScheduleStatus"] = status is { } known
                    ? new JsonObject { ["Last"] = Time(known.Last), ["Next"] = Time(known.Next), ["LastUpdated"] = Time(known.Last) }
                    : null,
                ["IsPastDue"] = isPastDue,
            },
        },
        ["Metadata"] = Sys([]),
    }.ToJsonString();

    /// <summary>A message of a queue whose binding says `dataType: binary`.</summary>
    public static string Binary(string name, ReadOnlySpan<byte> message, long attempt = 1) =>
        Message(name, Convert.ToBase64String(message), attempt, null);

    /// <summary>A message of a queue whose binding says nothing: a JSON string inside a JSON string, its members poured into the metadata.</summary>
    public static string Text(string name, string message, long attempt = 1) =>
        Message(name, Quoted(message), attempt, JsonNode.Parse(message) as JsonObject);

    private static string Message(string name, string value, long attempt, JsonObject? pouredIn)
    {
        var metadata = new JsonObject
        {
            ["DequeueCount"] = attempt.ToString(),
            ["ExpirationTime"] = "9999-12-31T23:59:59+00:00",
            ["Id"] = Quoted("800ae4b3-bdd2-4c08-badd-f08e5a34b865"),
            ["InsertionTime"] = "2026-11-20T10:00:00+00:00",
            ["NextVisibleTime"] = "2026-11-20T10:10:00+00:00",
            ["PopReceipt"] = Quoted("AgAAAAMAAAAAAAAA"),
        };
        foreach (var member in pouredIn ?? [])
        {
            if (member.Value is not JsonArray)
            {
                // The host's binding data knows no upper and lower case: what the message calls `dequeueCount` takes the place of `DequeueCount`.
                var place = metadata.FirstOrDefault(own => string.Equals(own.Key, member.Key, StringComparison.OrdinalIgnoreCase)).Key ?? member.Key;
                metadata[place] = member.Value switch
                {
                    JsonValue text when text.GetValueKind() is JsonValueKind.String => Quoted(text.GetValue<string>()),
                    JsonValue plain => plain.ToJsonString(),
                    var other => other?.DeepClone(),
                };
            }
        }

        return new JsonObject { ["Data"] = new JsonObject { [name] = value }, ["Metadata"] = Sys(metadata) }.ToJsonString();
    }

    private static JsonObject Sys(JsonObject metadata)
    {
        metadata["sys"] = new JsonObject { ["MethodName"] = "It", ["UtcNow"] = "2026-11-20T10:05:00.01Z", ["RandGuid"] = "5b9e1f0a-53a6-4d25-9f2c-1c7de6e60d0c" };
        return metadata;
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // As the host writes it: with the offset, and to the second.
    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz");
}

/// <summary>A body of unknown length: sent in chunks, as the host sends all of its own.</summary>
internal sealed class ChunkedContent : HttpContent
{
    private readonly byte[] body;

    public ChunkedContent(string body)
    {
        this.body = Encoding.UTF8.GetBytes(body);
        Headers.ContentType = new("application/json") { CharSet = "utf-8" };
    }

    protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
    {
        var half = body.Length / 2;
        await stream.WriteAsync(body.AsMemory(0, half));
        await stream.FlushAsync();
        await stream.WriteAsync(body.AsMemory(half));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
