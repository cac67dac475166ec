using System.Collections;
using System.Text.Json.Serialization.Metadata;

namespace Relais.Http;

/// <summary>Looks through what a request's JSON gave for what the serializer lets pass: nulls in lists, control characters, infinity.</summary>
/// <remarks>Done on the values read and not by converters, because a type with a converter has no schema in the OpenAPI document.</remarks>
internal static class RequestValues
{
    public static void Check(JsonTypeInfo type)
    {
        var earlier = type.OnDeserialized;
        Action<object>? check = type.Kind switch
        {
            JsonTypeInfoKind.Object => CheckMembers(type),
            JsonTypeInfoKind.Enumerable => CheckElements,
            JsonTypeInfoKind.Dictionary => CheckEntries,
            _ => null,
        };
        if (check is not null)
        {
            type.OnDeserialized = value =>
            {
                earlier?.Invoke(value);
                check(value);
            };
        }
    }

    private static Action<object>? CheckMembers(JsonTypeInfo type)
    {
        JsonPropertyInfo[] members =
        [
            .. type.Properties.Where(property => property.Get is not null
                && (property.PropertyType == typeof(string) || property.PropertyType == typeof(double) || property.PropertyType == typeof(double?))),
        ];
        return members.Length == 0 ? null : value =>
        {
            foreach (var member in members)
            {
                CheckValue(member.Get!(value), member.Name);
            }
        };
    }

    private static void CheckElements(object list)
    {
        var index = 0;
        foreach (var element in (IEnumerable)list)
        {
            CheckElement(element, $"[{index}]");
            index++;
        }
    }

    private static void CheckEntries(object map)
    {
        foreach (DictionaryEntry entry in (IDictionary)map)
        {
            CheckValue(entry.Key, $"{entry.Key}");
            CheckElement(entry.Value, $"{entry.Key}");
        }
    }

    // Annotations say of elements that they are never null, but the serializer does not hold anyone to it.
    private static void CheckElement(object? element, string name) =>
        CheckValue(element ?? throw new RefusedJsonException(name, "must not be null."), name);

    private static void CheckValue(object? value, string name)
    {
        if (value is string text && text.Any(character => char.IsControl(character) && character is not ('\t' or '\n' or '\r')))
        {
            throw new RefusedJsonException(name, "must not hold control characters.");
        }

        if (value is double number && !double.IsFinite(number))
        {
            throw new RefusedJsonException(name, "must be a number within bounds.");
        }
    }
}
