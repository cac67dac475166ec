using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Relais.Hosting.Telemetry;

/// <summary>
/// Of which trace a message is a part: W3C's traceparent and tracestate as the first members of its JSON, because storage queues carry nothing beside the body.
/// A message that nobody traced is left as it is.
/// </summary>
internal static class TraceContext
{
    // W3C Trace Context 3.3.1.1: what is longer need not be passed on.
    private const int MostStateChars = 512;

    /// <summary>The message with the trace in front; the message itself without one.</summary>
    public static byte[] Put(byte[] message, Activity? span)
    {
        if (span is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } || message is not [(byte)'{', _, ..]) return message;
        var state = span.TraceStateString is { Length: > 0 and <= MostStateChars } text ? $",\"tracestate\":\"{JsonEncodedText.Encode(text)}\"" : "";
        var front = Encoding.UTF8.GetBytes($"{{\"traceparent\":\"{id}\"{state}{(message[1] == '}' ? "" : ",")}");
        return [.. front, .. message.AsSpan(1)];
    }

    /// <summary>The message as it was made, and the trace that it came with; what cannot be read as one is left to whoever reads the message.</summary>
    public static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> message, out ActivityContext sender)
    {
        sender = default;
        var reader = new Utf8JsonReader(message.Span);
        try
        {
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject || ReadMember(ref reader, "traceparent"u8) is not { } parent) return message;
            var next = reader;
            var state = ReadMember(ref next, "tracestate"u8);
            if (state is not null) reader = next;
            var end = (int)reader.BytesConsumed;
            if (!reader.Read()) return message;
            ActivityContext.TryParse(parent, state, isRemote: true, out sender);

            // From the last byte of the trace on: a comma and the first member, or the end.
            var rest = message[end..];
            if (reader.TokenType is JsonTokenType.PropertyName) rest = rest[(rest.Span.IndexOf((byte)',') + 1)..];
            byte[] bare = [(byte)'{', .. rest.Span];
            return bare;
        }
        catch (JsonException)
        {
            return message;
        }
    }

    private static string? ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read() && reader.TokenType is JsonTokenType.String
            ? reader.GetString()
            : null;
}
