using System.Text.Json;
using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>The body of a refusal, as far as it is looked at; X writes it in several shapes.</summary>
internal sealed partial record XFault(string? Type, IReadOnlyList<XFaultDetail?>? Errors)
{
    /// <summary>The last part of its type alone: it stands behind two hosts' names.</summary>
    public string? Kind => Type?.Split('/')[^1];

    /// <summary>Null when the body is none.</summary>
    public static XFault? Read(OutboundReply reply)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body.Span, XJson.Default.XFault);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the refusal is about a parameter of this name.</summary>
    public bool Names(string parameter) => (Errors ?? []).Any(error =>
        error?.Parameter == parameter
        || (error?.Parameters.ValueKind == JsonValueKind.Object && error.Parameters.TryGetProperty(parameter, out _))
        || error?.Message?.Contains($"[{parameter}]", StringComparison.Ordinal) == true);

    /// <summary>Whether the refusal says that an id lies more than seven days back: then it will be refused for ever.</summary>
    public bool IsOfStaleId => Names("since_id") && (Errors ?? []).Any(error => error?.Message is { } message && LargerThan().IsMatch(message));

    [GeneratedRegex("larger than [0-9]{1,19}\\b", RegexOptions.CultureInvariant)]
    private static partial Regex LargerThan();
}

internal sealed record XFaultDetail(string? Message, string? Parameter, JsonElement Parameters);
