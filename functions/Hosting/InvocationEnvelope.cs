using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Relais.Hosting;

/// <summary>
/// What the Functions host posts for one invocation, <c>{"Data":{…},"Metadata":{…}}</c>, with its ways of quoting undone.
/// A fault names the member that could not be read.
/// </summary>
internal static class InvocationEnvelope
{
    /// <summary>
    /// Reads a queue message. With dataType binary it is base64; without, a string holds the text quoted once more; the public page shows the text
    /// itself. A quote or a brace is no base64 character, so the three cannot be taken for one another.
    /// </summary>
    public static bool TryReadMessage(JsonElement root, string name, out ReadOnlyMemory<byte> body, [NotNullWhen(false)] out string? fault)
    {
        body = default;
        if (!TryFindData(root, name, out var value, out fault)) return false;
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            body = Encoding.UTF8.GetBytes(value.GetRawText());
            return true;
        }
        // The host writes an absent value as the text "null".
        if (value.ValueKind is not JsonValueKind.String || value.GetString() is not { Length: > 0 } text || text == "null")
        {
            fault = $"Data.{name}: must be a message.";
            return false;
        }
        if (Base64.IsValid(text)) body = Convert.FromBase64String(text);
        else if (text[0] != '"') body = Encoding.UTF8.GetBytes(text);
        else if (Unquote(text) is { } inner) body = Encoding.UTF8.GetBytes(inner);
        else
        {
            fault = $"Data.{name}: is quoted, but is not a JSON string.";
            return false;
        }
        return true;
    }

    /// <summary>Reads what the host says of a timer.</summary>
    public static bool TryReadTimer(JsonElement root, string name, [NotNullWhen(true)] out TimerInfo? timer, [NotNullWhen(false)] out string? fault)
    {
        timer = null;
        if (!TryFindData(root, name, out var value, out fault)) return false;
        if (value.ValueKind is not JsonValueKind.Object)
        {
            fault = $"Data.{name}: must be an object.";
            return false;
        }
        var read = new TimerInfo();
        if (TryFind(value, "IsPastDue", out var pastDue))
        {
            if (pastDue.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                fault = $"Data.{name}.IsPastDue: must be true or false.";
                return false;
            }
            read.IsPastDue = pastDue.GetBoolean();
        }
        if (TryFind(value, "ScheduleStatus", out var status) && status.ValueKind is not JsonValueKind.Null)
        {
            fault = ReadStatus(status, $"Data.{name}.ScheduleStatus", read);
            if (fault is not null) return false;
        }
        timer = read;
        return true;
    }

    /// <summary>How often the message was handed out, as a storage queue or as Service Bus says it (1 when the host does not say).</summary>
    public static long Attempt(JsonElement root) =>
        TryFind(root, "Metadata", out var metadata) && (TryFind(metadata, "DequeueCount", out var count) || TryFind(metadata, "DeliveryCount", out count))
        && long.TryParse(count.ValueKind is JsonValueKind.String ? count.GetString() : count.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 1;

    private static string? ReadStatus(JsonElement status, string path, TimerInfo timer)
    {
        if (status.ValueKind is not JsonValueKind.Object) return $"{path}: must be an object or null.";
        DateTime last = default, next = default, updated = default;
        foreach (var member in status.EnumerateObject())
        {
            if (string.Equals(member.Name, "Last", StringComparison.OrdinalIgnoreCase) && !TryReadTime(member.Value, out last)) return $"{path}.Last: must be a time.";
            if (string.Equals(member.Name, "Next", StringComparison.OrdinalIgnoreCase) && !TryReadTime(member.Value, out next)) return $"{path}.Next: must be a time.";
            if (string.Equals(member.Name, "LastUpdated", StringComparison.OrdinalIgnoreCase) && !TryReadTime(member.Value, out updated))
                return $"{path}.LastUpdated: must be a time.";
        }
        timer.ScheduleStatus = new ScheduleStatus { Last = last, Next = next, LastUpdated = updated };
        return null;
    }

    private static bool TryReadTime(JsonElement value, out DateTime time)
    {
        time = default;
        if (value.ValueKind is not JsonValueKind.String) return false;
        if (value.TryGetDateTimeOffset(out var instant))
        {
            time = instant.UtcDateTime;
            return true;
        }
        // "0001-01-01T00:00:00+01:00", how a host east of Greenwich says "never", lies before the first instant that can be told.
        return value.GetString()!.StartsWith("0001-01-01T", StringComparison.Ordinal);
    }

    private static bool TryFindData(JsonElement root, string name, out JsonElement value, [NotNullWhen(false)] out string? fault)
    {
        value = default;
        fault = !TryFind(root, "Data", out var data) || data.ValueKind is not JsonValueKind.Object ? "Data: must be an object."
            : !TryFind(data, name, out value) ? $"Data.{name}: is missing."
            : null;
        return fault is null;
    }

    private static bool TryFind(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        if (parent.ValueKind is not JsonValueKind.Object) return false;
        if (parent.TryGetProperty(name, out value)) return true;
        foreach (var member in parent.EnumerateObject())
        {
            if (!string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase)) continue;
            value = member.Value;
            return true;
        }
        return false;
    }

    private static string? Unquote(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
