using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Relais.Http;

/// <summary>How strictly JSON from outside is read: every member known, given once, of its type, and free of control characters.</summary>
internal static class RequestJson
{
    /// <summary>The largest request body; a form with long texts is a few kilobytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>The deepest nesting; System.Text.Json alone would allow 64.</summary>
    public const int MaxDepth = 32;

    public static void MakeStrict(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth;
        foreach (var reflection in options.TypeInfoResolverChain.OfType<DefaultJsonTypeInfoResolver>().ToArray())
        {
            options.TypeInfoResolverChain.Remove(reflection);
        }
    }

    public static void Add(JsonSerializerOptions options, JsonSerializerContext context) =>
        options.TypeInfoResolverChain.Add(context.WithAddedModifier(LeaveOutNullables).WithAddedModifier(RequestValues.Check));

    // A record's parameter that may be null need not be sent; without this it would have to be, as an explicit null.
    private static void LeaveOutNullables(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => property.AssociatedParameter is { IsNullable: true }))
        {
            property.IsRequired = false;
        }
    }
}

/// <summary>JSON that is well-formed and of the right type, but refused by a rule of ours; the message is written for the caller.</summary>
/// <param name="child">Which member or element of the value at <see cref="JsonException.Path"/> is meant.</param>
/// <param name="detail">Why, as in <see cref="FieldError.Detail"/>.</param>
internal sealed class RefusedJsonException(string child, string detail) : JsonException(detail)
{
    public string Child { get; } = child;
}
